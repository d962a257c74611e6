// What lists cover, and that lists and single cases agree.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "governance/permission.hpp"
#include "tests/unit/governance/permission_county.hpp"

namespace gongzhi {
namespace {

using namespace test::permission;

TEST(Scopes, SayWhatListsCover) {
  const auto kind = [](const char* id) { return scope_of(world(), by(id)).kind; };
  using K = Scope::Kind;
  const std::vector<std::pair<const char*, K>> expected{{"res1", K::own},
                                                        {"gw1", K::grid},
                                                        {"prop1", K::body},
                                                        {"m1", K::member},
                                                        {"triager1", K::community},
                                                        {"triager0", K::county},
                                                        {"dispatcher1", K::township},
                                                        {"sec1", K::community},
                                                        {"tsec1", K::township},
                                                        {"cm1", K::community},
                                                        {"owner-cm", K::body},
                                                        {"unitsec", K::body},
                                                        {"treasurer", K::own},
                                                        {"ver1", K::body},
                                                        {"insp", K::county},
                                                        {"sysadmin", K::nothing},
                                                        {"secadmin", K::nothing},
                                                        {"auditor", K::county},
                                                        {"client", K::own},
                                                        {"left", K::nothing},
                                                        {"nobody", K::nothing}};
  for (const auto& [id, scope] : expected) EXPECT_EQ(kind(id), scope) << id;

  EXPECT_EQ(scope_of(world(), by("gw1")).grids, (Words{test::g1, test::g2}));
  EXPECT_EQ(scope_of(world(), by("cm1")).org, "com1");
  EXPECT_EQ(scope_of(world(), device("phone")).device, "phone");
  EXPECT_EQ(scope_of(world(), {}).kind, K::nothing);
}

/// A Scope read as records/ turns it into a WHERE (permission.hpp).
bool covers(const Scope& scope, const Case& item) {
  const auto has = [](const std::vector<std::string>& list, const std::string& text) {
    return std::ranges::find(list, text) != list.end();
  };
  const Directory& directory = world().directory;
  const bool lies_in_org = item.community.empty() ? directory.in_subtree(item.township, scope.org)
                                                  : directory.in_subtree(item.community, scope.org);
  if (scope.kind == Scope::Kind::nothing) return false;
  bool by_place = false;
  switch (scope.kind) {
    case Scope::Kind::county: by_place = true; break;
    case Scope::Kind::township:
    case Scope::Kind::community: by_place = lies_in_org; break;
    case Scope::Kind::body:
      by_place = item.owner == scope.org || item.lead == scope.org ||
                 has(item.assists, scope.org) || has(item.whistle_orgs, scope.org);
      break;
    case Scope::Kind::grid: by_place = has(scope.grids, item.grid); break;
    case Scope::Kind::member: by_place = item.state == "pool" && item.community == scope.org; break;
    default: break;
  }
  if (by_place && (!item.is_private || scope.with_private)) return true;
  if (!scope.lead_body.empty() && item.lead == scope.lead_body) return true;
  if (scope.user.empty()) return false;
  return item.reporter.user == scope.user || item.holder == scope.user ||
         item.verifier == scope.user || has(item.candidates, scope.user) ||
         std::ranges::any_of(item.claims, [&](const Claim& c) { return c.user == scope.user; }) ||
         (!item.is_private && std::ranges::any_of(item.followers, [&](const Follower& f) {
           return f.user == scope.user;
         }));
}

/// A case drawn from everything that can stand in its columns; bodies of a community stay in it.
Case random_case(std::mt19937& random) {
  const auto pick = [&](const Words& words) { return words[random() % words.size()]; };
  Case item = case_in_com1();
  const unsigned place = random() % 4;
  if (place == 1) item = case_in_vil1();
  if (place == 2) item = case_without_area();
  if (place == 3) {
    item.grid = test::g3;
    item.community = item.owner = "com2";
  }
  item.state = pick({"doing", "pool", "closed"});
  item.is_private = random() % 2 == 0;
  item.places = static_cast<int>(random() % 3);
  item.reporter = by(pick({"res1", "res2", "m1", "gw1", "client"}));
  item.lead = pick({"env", "muni", "law", item.owner});
  item.assists = {pick({"env", "law", "muni"})};
  item.holder = pick({"", "env1", "gw1", "m1", "prop1"});
  item.verifier = pick({"", "", "ver1", "insp"});
  item.places = item.state == "pool" ? 1 : 0;
  if (random() % 3 == 0) item.claims = {{pick({"m1", "m2", "m4"}), {}}};
  if (random() % 3 == 0) item.candidates = {pick({"m1", "m3"})};
  if (random() % 3 == 0) item.followers = {{pick({"res2", "res4", "m2"}), ""}};
  return item;
}

TEST(Scopes, ListsAndSingleCasesAgreeForEveryUser) {
  std::mt19937 random(7);
  int seen = 0;
  for (int round = 0; round < 400; ++round) {
    const Case item = random_case(random);
    for (const User& person : world().directory.users()) {
      const Actor actor = by(person.id);
      const bool sees = may_see(world(), actor, item);
      ASSERT_EQ(covers(scope_of(world(), actor), item), sees)
          << person.id << " private " << item.is_private << " community " << item.community
          << " lead " << item.lead << " state " << item.state;
      seen += sees ? 1 : 0;
    }
  }
  EXPECT_GT(seen, 1000);
}

}  // namespace
}  // namespace gongzhi
