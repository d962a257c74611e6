// What of a case is shown to whom: the one place where the gateway fills the views of wire/. Pure.
#pragma once

#include <string>

#include "gateway/case_lookup.hpp"
#include "governance/world.hpp"
#include "wire/responses.hpp"

namespace gongzhi::gateway {

/// Who looks, at what moment, with what in mind.
struct Sight {
  const World& world;
  const Actor& actor;
  Instant now{};
};

/// Reporters are shown to those who answer to them, people to whoever works with cases beyond their
/// own, internal words to staff (domain.md section 10).
wire::Shown shown_to(const Sight& sight, const Case& item);
bool sees_internal(const World& world, const Actor& actor);

/// The name of whoever reported or wrote: of staff as it is, of a resident or member masked.
std::string shown_name(const User& user);

/// Followers of somebody else's report are shown a leaner one: how it stands, not what the reporter
/// wrote nor the exact place (security.md S06). Personal fields are masked (P03).
std::string case_body(const Sight& sight, const LookedUp& found, const vault::Keyring& keyring);
/// The title, or for a follower the name of the category.
std::string title_for(const Sight& sight, const Case& item);

enum class WithActions { no, yes };
wire::CaseSummary line_of(const Sight& sight, const Case& item, WithActions actions);

/// The `ETag` of a case: its version, quoted.
std::string case_tag(std::int64_t version);

}  // namespace gongzhi::gateway
