// The rules of directory_check.hpp.
#include "governance/directory_check.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace gongzhi {
namespace {

using RowOf = std::unordered_map<std::string_view, std::size_t>;

/// Collects errors of one table with their row; stops at the bound.
class Findings {
 public:
  void at(std::string_view table, std::size_t row) {
    place_ = "/" + std::string(table) + "/" + std::to_string(row) + "/";
  }
  void add(std::string_view column, std::string_view code, std::string detail) {
    if (errors_.size() < directory_errors_max)
      errors_.push_back({place_ + std::string(column), std::string(code), std::move(detail)});
  }
  std::vector<FieldError> take() { return std::move(errors_); }

 private:
  std::string place_;
  std::vector<FieldError> errors_;
};

/// For messages: what somebody typed, bounded.
std::string quoted(std::string_view text) {
  return "\"" + std::string(text.substr(0, 60)) + "\"";
}

bool is_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

template <class Row, class Key>
RowOf rows_by(const std::vector<Row>& rows, Key key) {
  RowOf row_of;
  row_of.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) row_of.try_emplace(key(rows[i]), i);
  return row_of;
}

void check_key(Findings& findings, std::string_view column, const std::string& key, bool is_first) {
  if (key.empty())
    findings.add(column, "required", "must not be empty");
  else if (!is_first)
    findings.add(column, "doubled", quoted(key) + " stands in an earlier row already");
}

bool kind_fits(OrgLevel level, OrgKind kind) {
  switch (level) {
    case OrgLevel::county: return kind == OrgKind::county_committee;
    case OrgLevel::township: return kind == OrgKind::township_committee;
    case OrgLevel::community:
      return kind == OrgKind::community_committee || kind == OrgKind::village_branch;
    case OrgLevel::grid: return kind == OrgKind::grid_branch;
    case OrgLevel::building: return kind == OrgKind::building_group;
    case OrgLevel::functional: return kind >= OrgKind::residents_committee;
  }
  return false;
}

bool parent_fits(OrgLevel level, OrgLevel parent) {
  switch (level) {
    case OrgLevel::county: return false;
    case OrgLevel::township: return parent == OrgLevel::county;
    case OrgLevel::community: return parent == OrgLevel::township;
    case OrgLevel::grid: return parent == OrgLevel::community;
    case OrgLevel::building: return parent == OrgLevel::grid || parent == OrgLevel::community;
    case OrgLevel::functional: return parent <= OrgLevel::community;
  }
  return false;
}

void check_parent(Findings& findings, const std::vector<Org>& orgs, const RowOf& row_of,
                  const Org& org) {
  if (org.parent.empty()) {
    if (org.level != OrgLevel::county)
      findings.add("parent", "required", "only the county has no body above it");
    return;
  }
  const auto above = row_of.find(org.parent);
  if (above == row_of.end()) {
    findings.add("parent", "unknown_org", "there is no organisation " + quoted(org.parent));
    return;
  }
  const Org& parent = orgs[above->second];
  if (!parent_fits(org.level, parent.level))
    findings.add("parent", "wrong_level",
                 "a body of level " + std::string(name(org.level)) + " cannot hang on level " +
                     std::string(name(parent.level)));
  if (!org.area_code.empty() && !org.area_code.starts_with(parent.area_code))
    findings.add("area_code", "outside_parent",
                 quoted(org.area_code) + " does not continue the code " + quoted(parent.area_code) +
                     " of the body above");
}

void check_area_code(Findings& findings, const Org& org) {
  const std::size_t size = org.area_code.size();
  const bool is_territorial = org.level <= OrgLevel::community;
  if (org.area_code.empty() && is_territorial)
    findings.add("area_code", "required", "L1 to L3 need the code of their area");
  else if (!org.area_code.empty() &&
           (!is_digits(org.area_code) || (size != 6 && size != 9 && size != 12)))
    findings.add("area_code", "pattern", "an area code has 6, 9 or 12 digits");
}

void check_org(Findings& findings, const Org& org) {
  if (org.name.empty()) findings.add("name", "required", "must not be empty");
  check_area_code(findings, org);
  if (kind_fits(org.level, org.kind)) return;
  if (org.level == OrgLevel::community)
    findings.add(
        "kind", "no_party_committee",
        "a community is led by its community_committee, a village by its village_branch; " +
            std::string(name(org.kind)) + " hangs on it with level functional");
  else
    findings.add(
        "kind", "wrong_level",
        std::string(name(org.kind)) + " is no body of level " + std::string(name(org.level)));
}

/// The first row of a cycle of parents is reported once for each cycle.
void check_cycles(Findings& findings, const std::vector<Org>& orgs, const RowOf& row_of) {
  std::vector<std::size_t> walked_in(orgs.size(), 0);  // 0 = not yet, else walk number
  for (std::size_t start = 0; start < orgs.size(); ++start) {
    const std::size_t walk = start + 1;
    std::size_t at = start;
    while (walked_in[at] == 0) {
      walked_in[at] = walk;
      const auto above = row_of.find(orgs[at].parent);
      if (above == row_of.end()) break;
      at = above->second;
      if (walked_in[at] != walk) continue;
      findings.at("orgs", at);
      findings.add("parent", "cycle", quoted(orgs[at].id) + " lies below itself");
    }
  }
}

void check_orgs(Findings& findings, const std::vector<Org>& orgs, const RowOf& row_of) {
  std::size_t counties = 0;
  std::unordered_set<std::string> departments;
  for (std::size_t i = 0; i < orgs.size(); ++i) {
    const Org& org = orgs[i];
    findings.at("orgs", i);
    check_key(findings, "id", org.id, row_of.at(org.id) == i);
    check_org(findings, org);
    check_parent(findings, orgs, row_of, org);
    if (org.level == OrgLevel::county && ++counties > 1)
      findings.add("level", "doubled", "there is one county only");
    if (!org.dept.empty() && !departments.insert(org.parent + '\n' + org.dept).second)
      findings.add("dept", "doubled",
                   quoted(org.dept) + " stands below " + quoted(org.parent) + " already");
  }
  if (counties == 0) {
    findings.at("orgs", 0);
    findings.add("level", "required", "no organisation has level county");
  }
  check_cycles(findings, orgs, row_of);
}

/// Rows of the three tables by their keys.
struct Keys {
  RowOf orgs, users, grids;
};

void check_community(Findings& findings, const Directory::Tables& tables, const Keys& keys,
                     std::string_view community) {
  const auto at = keys.orgs.find(community);
  if (at == keys.orgs.end())
    findings.add("community", "unknown_community", "there is no community " + quoted(community));
  else if (tables.orgs[at->second].level != OrgLevel::community)
    findings.add("community", "wrong_level", quoted(community) + " is no community or village");
}

bool needs_org(Role role) {
  return role != Role::resident && role != Role::member && role != Role::api_client;
}

/// The table of grids says who walks where; the user's own list may not contradict it.
void check_grids_of(Findings& findings, const Directory::Tables& tables, const Keys& keys,
                    const User& user) {
  for (const std::string& code : user.grids) {
    const auto at = keys.grids.find(code);
    if (at == keys.grids.end()) {
      findings.add("grids", "unknown_grid", "there is no grid " + quoted(code));
      continue;
    }
    const GridInfo& grid = tables.grids[at->second];
    if (user.role == Role::grid_worker && grid.worker != user.id && grid.deputy != user.id)
      findings.add("grids", "other_walker",
                   quoted(code) + " has another worker and deputy in the table of grids");
  }
}

void check_users(Findings& findings, const Directory::Tables& tables, const Keys& keys) {
  for (std::size_t i = 0; i < tables.users.size(); ++i) {
    const User& user = tables.users[i];
    findings.at("users", i);
    check_key(findings, "id", user.id, keys.users.at(user.id) == i);
    if (user.name.empty()) findings.add("name", "required", "must not be empty");
    if (!user.org.empty() && !keys.orgs.contains(user.org))
      findings.add("org", "unknown_org", "there is no organisation " + quoted(user.org));
    else if (user.org.empty() && needs_org(user.role))
      findings.add("org", "required",
                   "a " + std::string(name(user.role)) + " works in an organisation");
    if (!user.community.empty())
      check_community(findings, tables, keys, user.community);
    else if (user.role == Role::member && user.active)
      findings.add("community", "required",
                   "an active member is registered with one community (报到)");
    check_grids_of(findings, tables, keys, user);
  }
}

void check_walker(Findings& findings, const Directory::Tables& tables, const Keys& keys,
                  std::string_view column, std::string_view user) {
  if (user.empty()) return;
  const auto at = keys.users.find(user);
  if (at == keys.users.end())
    findings.add(column, "unknown_user", "there is no user " + quoted(user));
  else if (tables.users[at->second].role != Role::grid_worker)
    findings.add(column, "wrong_role", quoted(user) + " is no grid_worker");
}

void check_grids(Findings& findings, const Directory::Tables& tables, const Keys& keys) {
  for (std::size_t i = 0; i < tables.grids.size(); ++i) {
    const GridInfo& grid = tables.grids[i];
    findings.at("grids", i);
    check_key(findings, "code", grid.code, keys.grids.at(grid.code) == i);
    if (grid.name.empty()) findings.add("name", "required", "must not be empty");
    check_community(findings, tables, keys, grid.community);
    if (grid.worker.empty())
      findings.add("worker", "required", "a responsibility grid has one grid worker");
    check_walker(findings, tables, keys, "worker", grid.worker);
    check_walker(findings, tables, keys, "deputy", grid.deputy);
  }
}

/// Polygons are given for all grids, in the grids' order, or for none.
void check_areas(Findings& findings, const Directory::Tables& tables) {
  if (tables.areas.empty()) return;
  if (tables.areas.size() != tables.grids.size()) {
    findings.at("areas", std::min(tables.areas.size(), tables.grids.size()));
    findings.add("code", "count",
                 std::to_string(tables.areas.size()) + " polygons for " +
                     std::to_string(tables.grids.size()) + " grids");
    return;
  }
  for (std::size_t i = 0; i < tables.areas.size(); ++i) {
    findings.at("areas", i);
    if (tables.areas[i].code.text() != tables.grids[i].code)
      findings.add("code", "other_grid",
                   "the polygon of " + quoted(tables.areas[i].code.text()) +
                       " stands where that of " + quoted(tables.grids[i].code) + " belongs");
    if (tables.areas[i].community != tables.grids[i].community)
      findings.add("community", "other_community",
                   quoted(tables.areas[i].community) + ", but the grid belongs to " +
                       quoted(tables.grids[i].community));
  }
}

}  // namespace

std::vector<FieldError> check_tables(const Directory::Tables& tables) {
  const Keys keys{
      rows_by(tables.orgs, [](const Org& org) { return std::string_view(org.id); }),
      rows_by(tables.users, [](const User& user) { return std::string_view(user.id); }),
      rows_by(tables.grids, [](const GridInfo& grid) { return std::string_view(grid.code); })};
  Findings findings;
  check_orgs(findings, tables.orgs, keys.orgs);
  check_users(findings, tables, keys);
  check_grids(findings, tables, keys);
  check_areas(findings, tables);
  return findings.take();
}

}  // namespace gongzhi
