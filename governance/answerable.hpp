// Who stands behind a case: whose turn it is in a state, who has handled it, who leads above. The
// words in which kinds name people (`owner` of a state, target of `notify`) and what they mean.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "governance/decision.hpp"
#include "governance/world.hpp"

namespace gongzhi {

/// The words that a state's `owner` may be.
std::span<const std::string_view> owner_words();
/// The words that `notify` takes as its first argument.
std::span<const std::string_view> notice_targets();

/// Who is to be told, for a word of notice_targets(): nothing when there is nobody.
std::vector<Notice> notices_to(const World& world, const Case& item, std::string_view target,
                               std::string_view template_id);

/// The secretaries of a Party committee, its own first, else those of the nearest body above.
std::vector<const User*> secretaries_of(const World& world, std::string_view org);

/// The bodies whose own work the case is: the responsible one, assisting ones, those of the people
/// who had it in hand (domain.md section 1: no self-verification).
std::vector<std::string> handler_bodies(const World& world, const Case& item);

/// The people who had it in hand, the reporter of a self-handled case included.
std::vector<std::string> handler_people(const Case& item);

/// True when the user handled the case, works in a body that did, or reported it.
bool is_own_work(const World& world, const Case& item, const User& user);

/// Who may be drawn to check the case, nearest circle first that is not empty: verifiers of the
/// township, of the county, grid workers of the community, of the county, inspectors and
/// supervisors. Nobody whose own work it is, nobody drawn before in this check, nobody who is away.
std::vector<std::string> verifier_pool(const World& world, const Case& item, Instant at);

/// The notices as they reach people at that time: who is away is stood in for, and of an urgent or
/// dangerous case whoever is on duty for a body hears first.
std::vector<Notice> to_those_present(const World& world, const Case& item,
                                     std::vector<Notice> notices, Instant at);

/// A person of `org` or below it.
bool works_in(const World& world, const User& user, std::string_view org);

}  // namespace gongzhi
