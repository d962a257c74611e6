// Words, checks and the compiled form.
#include "governance/permission_table.hpp"

#include <algorithm>

namespace gongzhi {
namespace {

using namespace std::string_view_literals;

constexpr std::array reach_words{"nothing"sv,    "own"sv,      "own_community"sv, "own_grid"sv,
                                 "owner_body"sv, "own_body"sv, "subtree"sv,       "anyone"sv};
constexpr std::array private_words{"none"sv, "lead"sv, "owner"sv, "all"sv};

constexpr std::array<std::string_view, action_count> actions{
    // The four of Action, in that order.
    "case.see", "case.see_reporter", "case.create", "case.act",
    // Accounts and what opens them.
    "user.read", "user.create", "user.change", "user.roles", "user.disable", "user.enable",
    "invitation.create", "session.list", "session.*", "token.list", "token.issue", "token.revoke",
    "second_factor.remove",
    // What is configured, and who stands in for whom.
    "config.*", "duty.*", "handover.*",
    // The trail.
    "audit.read", "audit.export",
    // Personal data.
    "personal.reveal", "personal.export", "personal.copy", "personal.correct", "personal.erase",
    // Photos; the running of the platform.
    "upload.create", "upload.*", "backup.*", "queue.*"};

/// `config.*` for "config.rules".
bool is_area_of(std::string_view area, std::string_view act) {
  return area.ends_with(".*") && act.size() > area.size() - 1 &&
         act.starts_with(area.substr(0, area.size() - 1));
}

std::string listed(const auto& words) {
  std::string text;
  for (const std::string_view word : words) text.append(text.empty() ? "" : ", ").append(word);
  return text;
}

bool is_one_of(Reach reach, std::initializer_list<Reach> several) {
  return std::ranges::find(several, reach) != several.end();
}

/// The relations that say something of an action.
bool says_something(Action action, Reach reach) {
  using enum Reach;
  if (action == case_see)
    return is_one_of(reach, {own, own_community, own_grid, own_body, subtree, anyone});
  if (action == case_see_reporter) return is_one_of(reach, {owner_body, subtree, anyone});
  if (action == case_create) return reach == anyone;
  if (action == case_act)
    return is_one_of(reach, {own, own_community, own_grid, own_body, subtree, anyone});
  // About a person, or about a case.
  if (actions[action.index] == "personal.reveal")
    return is_one_of(reach, {own, own_grid, own_body, subtree, anyone});
  return is_one_of(reach, {own, subtree, anyone});
}

/// Why that grant would join what is kept apart; empty when it does not.
std::string_view kept_apart_from(std::optional<Role> role, std::string_view action) {
  const bool is_apart = role && is_kept_apart(*role);
  if (action.starts_with("audit."))
    return role == Role::auditor ? "" : "only the auditor reads the audit trail";
  if (!is_apart) return "";
  if (action.starts_with("case."))
    return role == Role::auditor && action == actions[case_see.index]
               ? ""
               : "system, security and audit administration have no part in cases";
  if (action == "user.roles" || action == "user.create" || action.starts_with("config."))
    return "roles, people and rules are the county's administration, not those three";
  if (role == Role::auditor) return "the auditor only reads";
  return "";
}

struct Reading {
  std::vector<FieldError> problems;

  void complain(std::size_t row, std::string_view column, std::string_view code,
                std::string detail) {
    problems.push_back({"/permissions/" + std::to_string(row) + "/" + std::string(column),
                        std::string(code), std::move(detail)});
  }
};

}  // namespace

std::string_view name(Reach reach) {
  return reach_words[static_cast<std::size_t>(reach)];
}

std::string_view name(PrivateReach reach) {
  return private_words[static_cast<std::size_t>(reach)];
}

std::optional<Reach> parse_reach(std::string_view text) {
  const auto at = std::ranges::find(reach_words, text);
  // Who may not has no row.
  if (at == reach_words.end() || at == reach_words.begin()) return std::nullopt;
  return static_cast<Reach>(at - reach_words.begin());
}

std::optional<PrivateReach> parse_private_reach(std::string_view text) {
  const auto at = std::ranges::find(private_words, text);
  if (at == private_words.end()) return std::nullopt;
  return static_cast<PrivateReach>(at - private_words.begin());
}

const std::array<std::string_view, action_count>& known_actions() {
  return actions;
}

std::optional<Action> find_action(std::string_view name) {
  auto at = std::ranges::find(actions, name);
  if (at == actions.end())
    at = std::ranges::find_if(actions, [&](auto area) { return is_area_of(area, name); });
  if (at == actions.end()) return std::nullopt;
  return Action{static_cast<std::uint8_t>(at - actions.begin())};
}

bool is_kept_apart(Role role) {
  return role == Role::system_admin || role == Role::security_admin || role == Role::auditor;
}

PermissionTable::PermissionTable() {
  static const PermissionTable shipped = build(default_permissions()).value();
  grants_ = shipped.grants_;
}

Result<PermissionTable> PermissionTable::build(const std::vector<PermissionRow>& rows) {
  auto grants = std::make_shared<Grants>();
  Reading reading;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const PermissionRow& row = rows[i];
    const auto at = std::ranges::find(actions, std::string_view(row.action));
    if (at == actions.end()) {
      reading.complain(i, "action", "unknown",
                       "no such action: " + row.action + "; known are " + listed(actions));
      continue;
    }
    const Action action{static_cast<std::uint8_t>(at - actions.begin())};
    if (!says_something(action, row.relation))
      reading.complain(i, "relation", "choice",
                       "`" + std::string(name(row.relation)) + "` says nothing of " + row.action);
    if (row.private_reach != PrivateReach::none && action != case_see)
      reading.complain(i, "private", "choice", "leave it empty: it is a word of case.see only");
    if (const auto why = kept_apart_from(row.role, row.action); !why.empty())
      reading.complain(i, "role", "kept_apart", std::string(why) + "; take the row out");
    Grant& grant =
        (*grants)[action.index][row.role ? static_cast<std::size_t>(*row.role) : role_count];
    if (grant.relation != Reach::nothing)
      reading.complain(i, "role", "doubled",
                       std::string(row.role ? name(*row.role) : visitor_word) + " has a row for " +
                           row.action + " already; keep the wider of the two");
    grant = {row.relation, row.private_reach};
  }
  if (!reading.problems.empty())
    return Error{Errc::invalid, "the permissions have errors", {}, std::move(reading.problems)};
  return PermissionTable(std::move(grants));
}

}  // namespace gongzhi
