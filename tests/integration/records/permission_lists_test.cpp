// Lists cover what permission lets somebody see, case by case: nobody has to know a number to find
// what is theirs to see.
#include <set>

#include "governance/permission.hpp"
#include "tests/integration/records/fixture.hpp"
#include "tests/support/small_county.hpp"

namespace gongzhi::test {
namespace {

using records::CaseQuery;
using records::StoredCase;

StateSpec state(const char* name, const char* owner) {
  StateSpec made;
  made.name = name;
  made.owner = owner;
  return made;
}

KindSet kinds() {
  KindSpec incident;
  incident.name = "incident";
  incident.version = 1;
  incident.initial = "triage";
  incident.states = {state("triage", "triager"),   state("field_check", "grid_worker"),
                     state("sign", "lead"),        state("pool", "community"),
                     state("ruling", "secretary"), state("closed", "")};
  incident.states.back().final = true;
  return KindSet({incident});
}

template <class T>
const T& pick(const std::vector<T>& from, std::uint64_t& dice) {
  dice = dice * 6364136223846793005U + 1442695040888963407U;
  return from[(dice >> 33U) % from.size()];
}

struct Place {
  const char* grid;
  const char* community;
  const char* township;
};

/// Every mixture of place, body, state, privacy and people, by a seed.
StoredCase drawn(std::uint64_t seq, std::uint64_t& dice) {
  static const std::vector<Place> places{{g1.c_str(), "com1", "t1"},
                                         {g2.c_str(), "com1", "t1"},
                                         {g3.c_str(), "com2", "t1"},
                                         {g4.c_str(), "vil1", "t2"},
                                         {"", "com1", "t1"},
                                         {"", "", "t1"},
                                         {"", "", ""}};
  static const std::vector<std::string> bodies{"",        "env",     "muni", "com1-pm",
                                               "com2-pm", "com1-rc", "com1"};
  static const std::vector<std::vector<std::string>> some{
      {}, {}, {"env"}, {"com1-rc"}, {"law"}, {"com2-pm", "com2"}};
  static const std::vector<std::string> states{"triage", "field_check", "sign",
                                               "pool",   "ruling",      "closed"};
  static const std::vector<std::string> people{"", "", "", "m1", "env1", "cm1", "ver1"};
  static const std::vector<int> yes_or_no{0, 0, 1};
  StoredCase stored = make_case(seq, static_cast<int>(seq % 16));
  Case& item = stored.item;
  const Place& place = pick(places, dice);
  item.grid = place.grid;
  item.community = place.community;
  item.township = place.township;
  item.owner = item.community.empty() ? "c" : item.community;
  item.lead = pick(bodies, dice);
  item.assists = pick(some, dice);
  item.whistle_orgs = pick(some, dice);
  item.state = pick(states, dice);
  if (item.state == "closed") stored = closed(stored, item.accepted_at + std::chrono::hours(1));
  stored.item.version = 1;
  stored.item.is_private = pick(yes_or_no, dice) == 1;
  stored.item.places = pick(yes_or_no, dice);
  stored.item.reopen_appealed = stored.item.appeal_open =
      stored.item.state == "closed" && pick(yes_or_no, dice) == 1;
  stored.item.reporter.user = pick(people, dice);
  if (stored.item.reporter.user.empty()) stored.item.reporter.device = "somebody";
  stored.item.holder = pick(people, dice);
  stored.item.verifier = stored.item.state == "closed" ? "" : pick(people, dice);
  if (pick(yes_or_no, dice) == 1) stored.item.followers = {{"res1", ""}};
  if (pick(yes_or_no, dice) == 1) stored.item.claims = {{"m2", item.accepted_at}};
  return stored;
}

class PermissionLists : public RecordsTest {
 protected:
  PermissionLists() : world_(make_small_county(kinds())) {
    std::uint64_t dice = 20261123;
    for (std::uint64_t seq = 1; seq <= 600; ++seq) cases_.push_back(drawn(seq, dice));
    insert(cases_);
  }

  std::set<std::int64_t> listed(const Actor& actor, records::ListOrder order) {
    std::set<std::int64_t> keys;
    CaseQuery query;
    query.filter.scope = scope_of(*world_, actor);
    query.order = order;
    query.limit = 200;
    const auto open = reader();
    do {
      const auto page = must(open->list_cases(query));
      for (const StoredCase& stored : page.items) {
        // As the gateway does: a list may hold a little more than may be seen. What has no column
        // comes with the detail.
        const Case& whole = *by_key(stored.item.number.key());
        if (may_see(*world_, actor, whole)) keys.insert(stored.item.number.key());
      }
      query.cursor = page.next;
    } while (!query.cursor.empty());
    return keys;
  }

  std::set<std::int64_t> visible(const Actor& actor, bool open_only) {
    std::set<std::int64_t> keys;
    for (const StoredCase& stored : cases_)
      if (may_see(*world_, actor, stored.item) &&
          (!open_only || stored.standing == records::Standing::open))
        keys.insert(stored.item.number.key());
    return keys;
  }

  const Case* by_key(std::int64_t key) {
    for (const StoredCase& stored : cases_)
      if (stored.item.number.key() == key) return &stored.item;
    return nullptr;
  }

  std::string names(const std::set<std::int64_t>& keys, const std::set<std::int64_t>& without) {
    std::string text;
    for (const std::int64_t key : keys)
      if (!without.contains(key)) {
        const Case& item = *by_key(key);
        text += item.number.text() + " " + item.state + (item.is_private ? " private" : "") +
                " of " + item.community + "/" + item.grid + " led by " + item.lead + "; ";
      }
    return text;
  }

  WorldPtr world_;
  std::vector<StoredCase> cases_;
};

TEST_F(PermissionLists, HoldExactlyWhatMayBeSeenWhoeverAsks) {
  std::size_t seen = 0;
  for (const User& user : world_->directory.users()) {
    const Actor actor{.user = user.id};
    const auto expected = visible(actor, false);
    const auto found = listed(actor, records::ListOrder::newest);
    EXPECT_EQ(names(expected, found), "") << "not listed for " << user.id;
    EXPECT_EQ(found.size(), expected.size()) << user.id;
    const auto urgent = listed(actor, records::ListOrder::urgency);
    EXPECT_EQ(names(visible(actor, true), urgent), "") << "not listed as urgent for " << user.id;
    seen += expected.size();
  }
  EXPECT_GT(seen, cases_.size()) << "the population is too small to say anything";
}

TEST_F(PermissionLists, HoldOnlyTheirOwnForADevice) {
  const Actor actor{.device = "somebody"};

  EXPECT_EQ(listed(actor, records::ListOrder::newest), visible(actor, false));
}

}  // namespace
}  // namespace gongzhi::test
