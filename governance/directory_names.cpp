// The words under which levels, kinds of body and roles stand in tables, on the wire and in
// permits.
#include <array>
#include <utility>

#include "governance/directory.hpp"

namespace gongzhi {
namespace {

using namespace std::string_view_literals;

constexpr std::array level_names{"county"sv, "township"sv, "community"sv,
                                 "grid"sv,   "building"sv, "functional"sv};

constexpr std::array kind_names{
    "county_committee"sv, "township_committee"sv, "community_committee"sv,   "village_branch"sv,
    "grid_branch"sv,      "building_group"sv,     "residents_committee"sv,   "owners_committee"sv,
    "property"sv,         "village_committee"sv,  "supervision_committee"sv, "cooperative"sv,
    "department"sv,       "joint_committee"sv,    "resident_unit"sv};

constexpr std::array role_names{
    "resident"sv,         "grid_worker"sv,      "property_staff"sv, "member"sv,
    "unit_liaison"sv,     "triager"sv,          "dispatcher"sv,     "community_secretary"sv,
    "branch_secretary"sv, "committee_member"sv, "treasurer"sv,      "dept_handler"sv,
    "verifier"sv,         "inspector"sv,        "observer"sv,       "supervisor"sv,
    "county_admin"sv,     "system_admin"sv,     "security_admin"sv, "auditor"sv,
    "api_client"sv};
static_assert(role_names.size() == role_count);
static_assert(kind_names.size() == org_kind_count);

template <class Table>
std::optional<std::size_t> position(const Table& table, std::string_view text) {
  for (std::size_t i = 0; i < table.size(); ++i)
    if (table[i] == text) return i;
  return std::nullopt;
}

}  // namespace

std::string_view name(OrgLevel level) {
  return level_names[static_cast<std::size_t>(level) - 1];
}

std::string_view name(OrgKind kind) {
  return kind_names[static_cast<std::size_t>(kind)];
}

std::string_view name(Role role) {
  return role_names[static_cast<std::size_t>(role)];
}

std::optional<OrgLevel> parse_org_level(std::string_view text) {
  const auto at = position(level_names, text);
  if (!at) return std::nullopt;
  return static_cast<OrgLevel>(*at + 1);
}

std::optional<OrgKind> parse_org_kind(std::string_view text) {
  const auto at = position(kind_names, text);
  if (!at) return std::nullopt;
  return static_cast<OrgKind>(*at);
}

std::optional<Role> parse_role(std::string_view text) {
  const auto at = position(role_names, text);
  if (!at) return std::nullopt;
  return static_cast<Role>(*at);
}

}  // namespace gongzhi
