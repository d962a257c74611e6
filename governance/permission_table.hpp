// The table of permissions (config/permissions.csv): role x action x relation, as data. Compiled
// into arrays by action and role when a World is built, so that looking up costs two indexes.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "governance/directory.hpp"

namespace gongzhi {

/// How far a role reaches with an action, the narrower first; each holds what is one's own
/// (domain.md section 1: scope = role x org subtree).
enum class Reach {
  nothing,        // no row: the role may not
  own,            // what one reported, follows, holds, checks; of people: oneself
  own_community,  // also the claimable cases of the community one is registered with
  own_grid,       // also the grids one walks
  owner_body,     // where one's body is the Party committee of record
  own_body,       // where one's body is owner, lead, assists or has been called
  subtree,        // also the part of the county one's body speaks for (Directory::seat_of)
  anyone          // the whole county
};

/// What a role sees of private categories within its reach, besides what it has in hand itself.
enum class PrivateReach {
  none,
  lead,   // where its own body leads
  owner,  // where its own body is the Party committee of record
  all     // everything within reach: they triage, dispatch and supervise it
};

/// The words of the columns `relation` and `private`.
std::string_view name(Reach reach);
std::string_view name(PrivateReach reach);
std::optional<Reach> parse_reach(std::string_view text);
std::optional<PrivateReach> parse_private_reach(std::string_view text);

/// Somebody without account, where a role is asked.
inline constexpr std::string_view visitor_word = "visitor";

/// One row: this role may do that, so far.
struct PermissionRow {
  std::string action;        // "case.see", "user.create", "config.*"
  std::optional<Role> role;  // none = visitor
  Reach relation = Reach::nothing;
  PrivateReach private_reach = PrivateReach::none;  // of case.see only
  std::string note = {};

  bool operator==(const PermissionRow&) const = default;
};

/// An action of the table, by its place in known_actions().
struct Action {
  std::uint8_t index = 0;

  bool operator==(const Action&) const = default;
};
inline constexpr Action case_see{0}, case_see_reporter{1}, case_create{2}, case_act{3};
constexpr bool is_about_cases(Action action) {
  return action.index <= case_act.index;
}
inline constexpr std::size_t action_count = 31;

/// All actions; `config.*` stands for every act whose name begins so.
const std::array<std::string_view, action_count>& known_actions();
/// None for an act that is in no area of the table.
std::optional<Action> find_action(std::string_view name);

struct Grant {
  Reach relation = Reach::nothing;
  PrivateReach private_reach = PrivateReach::none;
};

/// Immutable; a copy shares the same arrays.
class PermissionTable {
 public:
  /// The shipped table (config/permissions.csv as it was when this program was built), so that a
  /// store that never imported one has the same in every process.
  PermissionTable();

  /// Errc::invalid with one FieldError (`/permissions/3/action`, row counted from 0) per unknown
  /// action, per relation that says nothing of its action, per doubled row, and per grant that
  /// would join what is kept apart (the three administrations, GB/T 22239-2019 8.1.4.2).
  static Result<PermissionTable> build(const std::vector<PermissionRow>& rows);

  /// What the role (none = visitor) may do with it.
  Grant of(std::optional<Role> role, Action action) const {
    return (*grants_)[action.index][role ? static_cast<std::size_t>(*role) : role_count];
  }

 private:
  using Grants = std::array<std::array<Grant, role_count + 1>, action_count>;
  explicit PermissionTable(std::shared_ptr<const Grants> grants) : grants_(std::move(grants)) {}

  std::shared_ptr<const Grants> grants_;
};

/// The rows of the shipped table.
const std::vector<PermissionRow>& default_permissions();

/// System, security and audit administration (三员): kept apart from everything else.
bool is_kept_apart(Role role);

}  // namespace gongzhi
