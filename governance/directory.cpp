// Building of the indexes once, and look-ups in constant time from then on.
#include "governance/directory.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "governance/directory_check.hpp"

namespace gongzhi {
namespace {

constexpr std::size_t none = static_cast<std::size_t>(-1);

using RowOf = std::unordered_map<std::string_view, std::size_t>;

std::size_t row_in(const RowOf& row_of, std::string_view key) {
  const auto at = row_of.find(key);
  return at == row_of.end() ? none : at->second;
}

}  // namespace

struct Directory::Index {
  /// Where a body stands in the tree: [enter, leave) holds the enter numbers of its subtree.
  struct Place {
    std::size_t enter = 0;
    std::size_t leave = 0;
    std::size_t parent = none;
    std::size_t community = none;
    std::size_t township = none;
    std::size_t seat = none;
  };
  using ByKind = std::array<std::vector<const Org*>, org_kind_count>;

  Tables tables;
  RowOf org_at, user_at, grid_at;
  std::vector<Place> places;  // by row of tables.orgs
  std::size_t county = none;
  std::vector<const Org*> communities;
  std::unordered_map<std::string_view, ByKind> bodies;
  std::unordered_map<std::string_view, std::vector<const Org*>> departments;
  std::array<std::vector<const User*>, role_count> users_by_role;
  std::unordered_map<std::string_view, std::vector<const User*>> members;
  std::unordered_map<std::string_view, std::vector<const GridInfo*>> walked, grids_by_community;
  std::shared_ptr<const AreaIndex> areas;

  void index();
  const Org* org_or_null(std::size_t row) const {
    return row == none ? nullptr : &tables.orgs[row];
  }
  const Place* find_place(std::string_view org) const {
    const std::size_t row = row_in(org_at, org);
    return row == none ? nullptr : &places[row];
  }

 private:
  void index_keys();
  void index_tree();
  void place_org(std::size_t row);
  void index_bodies();
  void index_people();
};

void Directory::Index::index() {
  index_keys();
  index_tree();
  index_bodies();
  index_people();
}

void Directory::Index::index_keys() {
  for (std::size_t i = 0; i < tables.orgs.size(); ++i) org_at.emplace(tables.orgs[i].id, i);
  for (std::size_t i = 0; i < tables.users.size(); ++i) user_at.emplace(tables.users[i].id, i);
  for (std::size_t i = 0; i < tables.grids.size(); ++i) grid_at.emplace(tables.grids[i].code, i);
}

/// Walks the tree of orgs from the county down without recursion and numbers it.
void Directory::Index::index_tree() {
  places.resize(tables.orgs.size());
  std::vector<std::vector<std::size_t>> below(tables.orgs.size());
  for (std::size_t i = 0; i < tables.orgs.size(); ++i) {
    const Org& org = tables.orgs[i];
    if (org.level == OrgLevel::county)
      county = i;
    else
      below[org_at.at(org.parent)].push_back(i);
  }
  struct Step {
    std::size_t row;
    std::size_t next_child;
  };
  std::size_t counter = 0;
  std::vector<Step> path{{county, 0}};
  while (!path.empty()) {
    const Step step = path.back();
    if (step.next_child == 0) {
      places[step.row].enter = counter++;
      place_org(step.row);
    }
    if (step.next_child < below[step.row].size()) {
      ++path.back().next_child;
      path.push_back({below[step.row][step.next_child], 0});
    } else {
      places[step.row].leave = counter;
      path.pop_back();
    }
  }
}

/// Community, township and seat of a body whose parent has been placed already.
void Directory::Index::place_org(std::size_t row) {
  const Org& org = tables.orgs[row];
  Place& place = places[row];
  place.parent = row_in(org_at, org.parent);
  if (place.parent != none) {
    place.community = places[place.parent].community;
    place.township = places[place.parent].township;
  }
  if (org.level == OrgLevel::township) place.township = row;
  if (org.level == OrgLevel::community) place.community = row;
  if (org.level <= OrgLevel::community)
    place.seat = row;
  else
    place.seat = place.community;
}

void Directory::Index::index_bodies() {
  const auto by_id = [](const Org* a, const Org* b) { return a->id < b->id; };
  for (const Org& org : tables.orgs) {
    if (org.level == OrgLevel::community) communities.push_back(&org);
    if (!org.parent.empty()) bodies[org.parent][static_cast<std::size_t>(org.kind)].push_back(&org);
    if (!org.dept.empty()) departments[org.dept].push_back(&org);
  }
  std::sort(communities.begin(), communities.end(), by_id);
  for (auto& [parent, kinds] : bodies)
    for (auto& list : kinds) std::sort(list.begin(), list.end(), by_id);
  for (auto& [code, list] : departments) std::sort(list.begin(), list.end(), by_id);
}

void Directory::Index::index_people() {
  const auto by_id = [](const User* a, const User* b) { return a->id < b->id; };
  for (const User& user : tables.users) {
    if (!user.active) continue;
    users_by_role[static_cast<std::size_t>(user.role)].push_back(&user);
    if (user.role == Role::member) members[user.community].push_back(&user);
  }
  for (auto& list : users_by_role) std::sort(list.begin(), list.end(), by_id);
  for (auto& [community, list] : members) std::sort(list.begin(), list.end(), by_id);

  for (const GridInfo& grid : tables.grids) {
    grids_by_community[grid.community].push_back(&grid);
    if (!grid.worker.empty()) walked[grid.worker].push_back(&grid);
    if (!grid.deputy.empty() && grid.deputy != grid.worker) walked[grid.deputy].push_back(&grid);
  }
  const auto by_code = [](const GridInfo* a, const GridInfo* b) { return a->code < b->code; };
  for (auto& [user, list] : walked) std::sort(list.begin(), list.end(), by_code);
  for (auto& [community, list] : grids_by_community) std::sort(list.begin(), list.end(), by_code);
}

Directory::Directory() : index_(std::make_shared<const Index>()) {}

Result<Directory> Directory::build(Tables tables) {
  std::vector<FieldError> errors = check_tables(tables);
  if (!errors.empty()) {
    Error error = fail(Errc::invalid, "the tables of organisations, users and grids do not fit");
    error.fields = std::move(errors);
    return error;
  }
  auto index = std::make_shared<Index>();
  if (!tables.areas.empty()) {
    auto areas = AreaIndex::build(tables.areas);
    if (!areas) {
      Error error = areas.error();
      for (FieldError& field : error.fields) field.pointer = "/areas" + field.pointer;
      return error;
    }
    index->areas = *areas;
    tables.areas = {};  // the area index keeps the polygons
  }
  index->tables = std::move(tables);
  index->index();
  Directory directory;
  directory.index_ = std::move(index);
  return directory;
}

const Org* Directory::find_org(std::string_view id) const {
  return index_->org_or_null(row_in(index_->org_at, id));
}

const User* Directory::find_user(std::string_view id) const {
  const std::size_t row = row_in(index_->user_at, id);
  return row == none ? nullptr : &index_->tables.users[row];
}

const GridInfo* Directory::find_grid(std::string_view code) const {
  const std::size_t row = row_in(index_->grid_at, code);
  return row == none ? nullptr : &index_->tables.grids[row];
}

const GridInfo* Directory::grid_at(Location place) const {
  if (!index_->areas) return nullptr;
  const auto row = index_->areas->find(place);
  return row ? &index_->tables.grids[*row] : nullptr;
}

std::span<const Org> Directory::orgs() const {
  return index_->tables.orgs;
}
std::span<const User> Directory::users() const {
  return index_->tables.users;
}
std::span<const GridInfo> Directory::grids() const {
  return index_->tables.grids;
}
std::span<const Org* const> Directory::communities() const {
  return index_->communities;
}

const Org& Directory::county() const {
  ensure(index_->county != none, "the directory is empty");
  return index_->tables.orgs[index_->county];
}

bool Directory::in_subtree(std::string_view org, std::string_view above) const {
  const Index::Place* place = index_->find_place(org);
  const Index::Place* top = index_->find_place(above);
  return place && top && top->enter <= place->enter && place->enter < top->leave;
}

const Org* Directory::community_of(std::string_view org) const {
  const Index::Place* place = index_->find_place(org);
  return place ? index_->org_or_null(place->community) : nullptr;
}

const Org* Directory::township_of(std::string_view org) const {
  const Index::Place* place = index_->find_place(org);
  return place ? index_->org_or_null(place->township) : nullptr;
}

const Org* Directory::seat_of(std::string_view org) const {
  const Index::Place* place = index_->find_place(org);
  return place ? index_->org_or_null(place->seat) : nullptr;
}

bool Directory::works_in(std::string_view org, std::string_view body) const {
  std::size_t row = row_in(index_->org_at, org);
  // At most two steps up: building group -> grid branch -> community committee.
  while (row != none) {
    const Org& at = index_->tables.orgs[row];
    if (at.id == body) return true;
    if (at.level != OrgLevel::grid && at.level != OrgLevel::building) return false;
    row = index_->places[row].parent;
  }
  return false;
}

std::span<const Org* const> Directory::bodies_of(std::string_view community, OrgKind kind) const {
  const auto at = index_->bodies.find(community);
  if (at == index_->bodies.end()) return {};
  return at->second[static_cast<std::size_t>(kind)];
}

const Org* Directory::department(std::string_view dept, std::string_view near) const {
  const auto at = index_->departments.find(dept);
  if (at == index_->departments.end()) return nullptr;
  const Org* township = township_of(near);
  const Org* of_county = nullptr;
  for (const Org* org : at->second) {
    if (township && org->parent == township->id) return org;
    if (org->parent == county().id) of_county = org;
  }
  return of_county;
}

bool Directory::has_department(std::string_view dept) const {
  return index_->departments.contains(dept);
}

std::vector<const User*> Directory::users_with(Role role, std::string_view org) const {
  std::vector<const User*> found;
  const Index::Place* top = index_->find_place(org);
  if (!top) return found;
  for (const User* user : index_->users_by_role[static_cast<std::size_t>(role)]) {
    const Index::Place* place = index_->find_place(user->org);
    if (place && top->enter <= place->enter && place->enter < top->leave) found.push_back(user);
  }
  return found;
}

std::span<const User* const> Directory::members_of(std::string_view community) const {
  const auto at = index_->members.find(community);
  if (at == index_->members.end()) return {};
  return at->second;
}

std::span<const GridInfo* const> Directory::grids_walked_by(std::string_view user) const {
  const auto at = index_->walked.find(user);
  if (at == index_->walked.end()) return {};
  return at->second;
}

std::span<const GridInfo* const> Directory::grids_of(std::string_view community) const {
  const auto at = index_->grids_by_community.find(community);
  if (at == index_->grids_by_community.end()) return {};
  return at->second;
}

}  // namespace gongzhi
