// Answers of the API about what is configured: categories, kinds, organisations, and who is asking.
// Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "governance/arrangements.hpp"
#include "governance/catalogue.hpp"
#include "governance/directory.hpp"
#include "governance/kind.hpp"
#include "wire/responses.hpp"

namespace gongzhi::wire {

/// categories.json; `version` is that of the configuration.
std::string render_categories(const Catalogue& catalogue, const Arrangements& arrangements,
                              std::int64_t version);

/// kinds.json: the newest version of each kind. System actions are not shown.
std::string render_kinds(const KindSet& kinds, std::int64_t version);

/// orgs.json: one page.
std::string render_orgs(std::span<const Org* const> orgs, std::string_view next_cursor);

struct MeView {
  const User* user = nullptr;  // nullptr = no account
  std::string org_name;
  ScopeView scope;
  std::vector<std::string> kinds;  // what may be reported
  int open_claims = 0;
  int open_claims_max = 3;
};
std::string render_me(const MeView& view);

/// The machine word of a scope, as in `me` and `board`.
std::string_view name(Scope::Kind kind);

}  // namespace gongzhi::wire
