// Who and where: organisations, users and grids of the county, immutable once built.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "governance/area.hpp"
#include "governance/error.hpp"

namespace gongzhi {

/// L1 县 › L2 乡镇/街道 › L3 社区/村 › L4 网格党支部 › L5 楼栋党小组; functional bodies hang on
/// L1–L3.
enum class OrgLevel {
  county = 1,
  township = 2,
  community = 3,
  grid = 4,
  building = 5,
  functional = 6
};

/// What a body is (domain.md section 1). A community has five parties, a village four.
enum class OrgKind {
  county_committee,
  township_committee,
  community_committee,  // 社区党委: owner of record of every case of its community
  village_branch,       // 村党组织: the same in a village
  grid_branch,
  building_group,
  residents_committee,
  owners_committee,
  property,
  village_committee,
  supervision_committee,
  cooperative,
  department,
  joint_committee,  // 联合党委
  resident_unit     // 驻区单位; also the home unit of in-service members
};

enum class Role {
  resident,
  grid_worker,
  property_staff,
  member,
  unit_liaison,
  triager,
  dispatcher,
  community_secretary,
  branch_secretary,
  committee_member,
  treasurer,
  dept_handler,
  verifier,
  inspector,
  observer,
  supervisor,
  county_admin,
  system_admin,
  security_admin,
  auditor,
  api_client
};
inline constexpr int role_count = 21;

inline constexpr int org_kind_count = 15;

std::string_view name(OrgLevel level);
std::string_view name(OrgKind kind);
std::string_view name(Role role);
std::optional<OrgLevel> parse_org_level(std::string_view text);
std::optional<OrgKind> parse_org_kind(std::string_view text);
std::optional<Role> parse_role(std::string_view text);

struct Org {
  std::string id;
  std::string name;
  OrgLevel level = OrgLevel::functional;
  OrgKind kind = OrgKind::department;
  std::string parent;     // empty only for the county
  std::string area_code;  // GB/T 2260 and civil affairs codes: 6, 9 or 12 digits
  std::string dept;       // code of a department: "sanitation", "municipal", …
};

/// A person with an account. `org` is where they work; a member's `community` is where they live
/// and serve.
struct User {
  std::string id;
  std::string name;
  Role role = Role::resident;
  std::string org;
  std::string phone;
  std::vector<std::string> skills;
  std::vector<std::string> free_hours;
  std::string unit;       // home unit of an in-service member
  std::string community;  // 报到 community of a member; community of a grid worker or resident
  std::vector<std::string> grids;
  bool active = true;
};

/// A responsibility grid: polygon, community and the person who walks it.
struct GridInfo {
  std::string code;
  std::string name;
  std::string community;
  std::string worker;
  std::string deputy;
};

/// All of it, with the look-ups that routing and permission need. Build once, share; a copy shares
/// the same tables. Look-ups of what is not there answer nullptr, false or an empty span. Order is
/// always by id.
class Directory {
 public:
  struct Tables {
    std::vector<Org> orgs;
    std::vector<User> users;
    std::vector<GridInfo> grids;  // same order as `areas`
    std::vector<GridArea> areas;  // see area.hpp; may be empty: then no grid is found by place
  };

  /// An empty one: no county yet.
  Directory();

  /// Errc::invalid with one FieldError (`/orgs/3/parent`, row counted from 0) per broken reference,
  /// doubled id, cycle or level; nothing half built. What is checked: directory_check.hpp.
  static Result<Directory> build(Tables tables);

  const Org* find_org(std::string_view id) const;
  const User* find_user(std::string_view id) const;
  const GridInfo* find_grid(std::string_view code) const;
  const GridInfo* grid_at(Location place) const;

  std::span<const Org> orgs() const;
  std::span<const User> users() const;
  std::span<const GridInfo> grids() const;
  /// All communities and villages.
  std::span<const Org* const> communities() const;

  /// The county's committee. Aborts on an empty directory.
  const Org& county() const;
  /// True when `org` is `above` or lies below it.
  bool in_subtree(std::string_view org, std::string_view above) const;
  /// The community or village the body belongs to (itself, or the nearest above); nullptr above
  /// that.
  const Org* community_of(std::string_view org) const;
  const Org* township_of(std::string_view org) const;
  /// The part of the county a body speaks for: itself for the committees of L1–L3, its community
  /// for whatever belongs to a community; nullptr for bodies that hang on a township or on the
  /// county (departments, home units).
  const Org* seat_of(std::string_view org) const;
  /// True when whoever works in `org` works in `body`: the same, or its grid branch or building
  /// group.
  bool works_in(std::string_view org, std::string_view body) const;
  /// The bodies directly below `community` of that kind (property company, residents' committee,
  /// …).
  std::span<const Org* const> bodies_of(std::string_view community, OrgKind kind) const;
  /// The department of that code: of the township of `near` when it has its own, else the county's.
  const Org* department(std::string_view dept, std::string_view near = {}) const;
  /// Whether any body of the county, also a township's own, has that department code.
  bool has_department(std::string_view dept) const;
  /// Active users of that role whose org is `org` or below it.
  std::vector<const User*> users_with(Role role, std::string_view org) const;
  /// Active in-service members registered with that community.
  std::span<const User* const> members_of(std::string_view community) const;
  /// The grids that a user walks, as worker or deputy.
  std::span<const GridInfo* const> grids_walked_by(std::string_view user) const;
  std::span<const GridInfo* const> grids_of(std::string_view community) const;

 private:
  struct Index;
  std::shared_ptr<const Index> index_;
};

}  // namespace gongzhi
