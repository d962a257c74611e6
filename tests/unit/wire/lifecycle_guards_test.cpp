// Every guard of every action refuses when it is broken, with its own word; and walks at random
// never leave the bounds that people are promised.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "governance/answerable.hpp"
#include "governance/effect_tables.hpp"
#include "governance/guards.hpp"
#include "governance/lifecycle.hpp"
#include "tests/unit/wire/lifecycle_recipes.hpp"

namespace gongzhi {
namespace {

using namespace std::chrono_literals;
using test::Arranged;
using test::Move;
using Strings = std::vector<std::string>;

/// How a guard is broken: in the case, in the input, or by another actor.
struct Break {
  void (*in_case)(Case&) = [](Case&) {};
  void (*by_actor)(Case&, const std::string& actor) = [](Case&, const std::string&) {};
  void (*in_recipe)(test::Recipe&) = [](test::Recipe&) {};
  void (*in_loads)(test::Desk&) = [](test::Desk&) {};
};

using Breaks = std::map<std::string, Break>;

void break_record(Breaks& all) {
  const auto in_case = [&](const char* word, void (*change)(Case&)) { all[word].in_case = change; };
  in_case("not_safety", [](Case& c) { c.safety = true; });
  in_case("not_overdue", [](Case& c) { c.handling.due = c.stage_since - 1min; });
  in_case("was_overdue", [](Case& c) { c.handling.due = c.stage_since + 48h; });
  in_case("not_suspended_before", [](Case& c) { c.suspended_once = true; });
  in_case("extensions_left", [](Case& c) { c.handling.extensions = 2; });
  in_case("nothing_pending", [](Case& c) { c.pending.what = "extension"; });
  in_case("pending", [](Case& c) { c.pending = {}; });
  in_case("endorsed", [](Case& c) { c.pending.org_approved = false; });
  in_case("wanted", [](Case& c) { c.pending = {}; });
  in_case("not_ruled", [](Case& c) { c.ruled = true; });
  in_case("not_returned", [](Case& c) { c.returned_by = {"env"}; });
  in_case("inside_stage", [](Case& c) { c.stage_due = c.stage_since - 1ms; });
  in_case("not_appealed", [](Case& c) { c.appealed = true; });
  in_case("claimable", [](Case& c) { c.places = 0; });
  in_case("place_free", [](Case& c) {
    c.claims.assign(static_cast<std::size_t>(c.places), {"m4", c.stage_since});
  });
  in_case("check_unable_once", [](Case& c) { c.check_unable = 2; });
  in_case("closing_ticked", [](Case& c) { c.closing_ticked = false; });
  in_case("inside_reopen_window", [](Case& c) { c.closed_at = c.stage_since - 15 * 24h; });
  in_case("not_refused_before", [](Case& c) { c.reopen_refused = true; });
  in_case("reopen_refused", [](Case& c) { c.reopen_refused = false; });
  in_case("appeal_open", [](Case& c) { c.appeal_open = false; });
  in_case("no_appeal_open", [](Case& c) { c.appeal_open = true; });
  in_case("not_overdue_appealed", [](Case& c) { c.overdue_appealed = true; });
  in_case("whistled", [](Case& c) { c.whistle = false; });
  in_case("not_whistled", [](Case& c) { c.whistle = true; });
  in_case("has_lead", [](Case& c) { c.lead.clear(); });
  in_case("not_contacted", [](Case& c) { c.contacted_at = c.stage_since; });
  in_case("skill_fits", [](Case& c) { c.fields["skills"] = std::string("medical"); });
  in_case("not_requested_yet", [](Case& c) { c.claim_requests = {"m3"}; });
  in_case("claim_requested", [](Case& c) { c.claim_requests.clear(); });
  in_case("requested_member_fits", [](Case& c) { c.claim_requests = {"m2"}; });
  in_case("whistle_waits_for_actor", [](Case& c) { c.whistle_reported = {"law", "env"}; });
  in_case("body_reported", [](Case& c) { c.whistle_reported.clear(); });
  in_case("mine_to_handle", [](Case& c) {
    c.holder = "m4";
    c.claims = {{"m4", c.stage_since}};
  });
  in_case("may_rule", [](Case& c) { c.proposed_org = "com1"; });
}

void break_actor(Breaks& all) {
  all["drawn_to_check"] = {[](Case& c) { c.verifier = "ver2"; }, [](Case&, const std::string&) {},
                           [](test::Recipe& r) { r.actor = "sup"; }};
  all["not_own_work"] = {[](Case& c) { c.assists = {"voffice"}; }};
  all["not_the_rejecter"] = {[](Case& c) {
    c.appealed = true;
    c.rejected_by = "triager1";
  }};
  all["claims_unrestricted"].in_loads = [](test::Desk& desk) {
    desk.loads["m1"].lapses_90d = 2;
    desk.loads["m2"].lapses_90d = 2;
  };
  all["claims_below_max"].in_loads = [](test::Desk& desk) {
    desk.loads["m1"].open_claims = 3;
    desk.loads["m2"].open_claims = 3;
  };
  all["claims_restricted"].in_loads = [](test::Desk& desk) { desk.loads["m3"].lapses_90d = 0; };
  all["not_claimed_yet"] = {[](Case& c) {
    c.places = 9;
    for (const char* member : {"m1", "m2", "m3"}) c.claims.push_back({member, c.stage_since});
  }};
  all["not_following"] = {[](Case& c) { c.followers = {{"res2", ""}}; }};
  all["reason_if_late"] = {[](Case& c) {
    for (Claim& claim : c.claims) claim.at -= 25h;
  }};
  all["not_own_report"].by_actor = [](Case& c, const std::string& actor) {
    c.reporter.user = actor;
  };
  all["not_the_requester"].by_actor = [](Case& c, const std::string& actor) {
    c.pending.by = actor;
  };
}

void break_input(Breaks& all) {
  const auto in_recipe = [&](const char* word, void (*change)(test::Recipe&)) {
    all[word].in_recipe = change;
  };
  in_recipe("other_than_lead", [](test::Recipe& r) {
    for (const char* name : {"proposed_org", "org"})
      if (r.input.contains(name)) r.input[name] = std::string("com1-pm");
  });
  in_recipe("known_orgs", [](test::Recipe& r) {
    r.input[r.input.contains("orgs") ? "orgs" : "assists"] = Strings{"law", "nobody"};
  });
  all["lead_known"] = {[](Case& c) { c.lead.clear(); }, [](Case&, const std::string&) {},
                       [](test::Recipe& r) { r.input.clear(); }};
  in_recipe("category_exists", [](test::Recipe& r) { r.input["category"] = std::string("E9999"); });
  all["category_known"] = {[](Case& c) { c.category.clear(); }, [](Case&, const std::string&) {},
                           [](test::Recipe& r) {
                             if (r.input.erase("category") > 0)
                               r.input["standard"] = std::string("C0101-1");
                           }};
  in_recipe("category_or_standard", [](test::Recipe& r) { r.input.clear(); });
  in_recipe("standard_known",
            [](test::Recipe& r) { r.input["standard"] = std::string("E0110-1"); });
  in_recipe("where_if_out_of_scope",
            [](test::Recipe& r) { r.input["reason_code"] = std::string("out_of_scope"); });
  in_recipe("one_given", [](test::Recipe& r) { r.input.erase("photos"); });
  all["after_evidence"] = {[](Case& c) { c.standard = "E0113-1"; }};
  in_recipe("until_allowed", [](test::Recipe& r) { r.input["until"] = std::string("2028-01-01"); });
  in_recipe("person_in_lead", [](test::Recipe& r) { r.input["person"] = std::string("env1"); });
  in_recipe("other_case_known", [](test::Recipe& r) {
    for (const char* name : {"parent", "number"})
      if (r.input.contains(name)) r.input[name] = std::string("26112307-99999");
  });
  all["mergeable"] = {[](Case& c) { c.grid = test::g2; }};
  in_recipe("another_case", [](test::Recipe& r) {
    for (const char* name : {"parent", "number"})
      if (r.input.contains(name)) r.input[name] = std::string("26112307-00077");
  });
  in_recipe("place_given", [](test::Recipe& r) { r.input.clear(); });
  in_recipe("position_whole", [](test::Recipe& r) { r.input = {{"lon", 111.0}}; });
  in_recipe("grid_known", [](test::Recipe& r) { r.input = {{"grid", std::string("9999")}}; });
  in_recipe("position_inside", [](test::Recipe& r) {
    r.input = {{"lon", test::nowhere.lon}, {"lat", test::nowhere.lat}};
  });
  in_recipe("grade_in_range", [](test::Recipe& r) { r.input["grade"] = std::int64_t{6}; });
  in_recipe("successor_known", [](test::Recipe& r) { r.input["person"] = std::string("prop1"); });
  in_recipe("successor_not_reporter",
            [](test::Recipe& r) { r.input["person"] = std::string("res1"); });
  in_recipe("successor_not_verifier",
            [](test::Recipe& r) { r.input["person"] = std::string("ver1"); });
  for (const char* word : {"successor_fits", "successor_walks"})
    in_recipe(word, [](test::Recipe& r) { r.input["person"] = std::string("env1"); });
}

Breaks breaks() {
  Breaks all;
  break_record(all);
  break_actor(all);
  break_input(all);
  return all;
}

/// Words whose refusal cannot be reached because permission or another guard speaks first.
const std::set<std::string> spoken_for{"active_member", "registered_here",  "has_community",
                                       "claimable",     "not_the_endorser", "at_level"};

TEST(Guards, EachOfEveryActionRefusesWithItsOwnWord) {
  const auto all = breaks();
  std::size_t tried = 0;
  for (const Move& move : test::moves(Trigger::person))
    for (const Term& term : move.act().guards) {
      if (spoken_for.contains(term.word)) continue;
      const auto it = all.find(term.word);
      ASSERT_NE(it, all.end()) << "no way known to break " << term.word;
      Arranged arranged(move);
      Case item = arranged.item();
      it->second.in_case(item);
      it->second.by_actor(item, test::recipe_of(move).actor);
      arranged.desk.put(item);
      it->second.in_loads(arranged.desk);
      test::Recipe recipe = test::recipe_of(move);
      it->second.in_recipe(recipe);

      const Outcome outcome = arranged.run(move, recipe);

      const std::string what = test::name_of(move) + " without " + term.word;
      EXPECT_EQ(outcome.status, OutcomeStatus::refused) << what;
      EXPECT_EQ(outcome.reason, find_guard(term.word)->reason) << what;
      EXPECT_EQ(outcome.code, find_guard(term.word)->code) << what;
      EXPECT_FALSE(outcome.message.empty()) << what;
      ++tried;
    }
  EXPECT_GT(tried, 200U);
}

TEST(Guards, EveryWordAndReasonIsThereOnce) {
  std::set<std::string_view> words;
  for (const GuardWord& guard : guard_words()) {
    EXPECT_TRUE(words.insert(guard.word).second) << guard.word;
    EXPECT_NE(guard.holds, nullptr);
    EXPECT_FALSE(guard.reason.empty());
    EXPECT_EQ(find_guard(guard.word)->word, guard.word);
  }
  EXPECT_EQ(find_guard("no_such_word"), nullptr);
}

TEST(Effects, EveryWordIsThereOnceAndUsed) {
  std::set<std::string> used;
  for (const KindSpec& kind : test::county_with_kinds()->kinds.all())
    for (const ActionSpec& action : kind.actions)
      for (const Term& term : action.effects) used.insert(term.word);
  // Words about fields, sheets and other cases are there for the kinds of a county.
  for (const auto table : {field_effects(), sheet_effects(), case_effects()})
    for (const EffectWord& effect : table) used.insert(std::string(effect.word));
  std::set<std::string_view> words;
  for (const EffectWord& effect : effect_words()) {
    EXPECT_TRUE(words.insert(effect.word).second) << effect.word;
    EXPECT_NE(effect.apply, nullptr);
    EXPECT_TRUE(effect.presumes.empty() || find_guard(effect.presumes) != nullptr);
    EXPECT_TRUE(used.contains(std::string(effect.word))) << effect.word << " is used by no kind";
  }
  EXPECT_EQ(find_effect("no_such_word"), nullptr);
}

TEST(OpenActions, AreExactlyThoseThatGuardsOnTheRecordAllow) {
  Arranged arranged({"incident", 0, "doing"}, [](Case&) {});
  const auto open = [&](const std::string& user) {
    std::set<std::string> names;
    const Actor actor{.user = user, .device = {}, .system = {}};
    for (const ActionSpec* action :
         open_actions(*arranged.desk.world, actor, arranged.item(), arranged.desk.now))
      EXPECT_TRUE(names.insert(action->name).second) << action->name << " twice";
    return names;
  };

  EXPECT_TRUE(open("prop1").contains("handle"));
  EXPECT_TRUE(open("prop1").contains("request_extension"));
  EXPECT_FALSE(open("prop1").contains("approve_extension"));
  EXPECT_FALSE(open("prop1").contains("claim"));
  EXPECT_FALSE(open("prop1").contains("sign"));
}

/// One person after another tries what the kind offers, with what the recipes say.
struct Walk {
  std::mt19937 random;
  test::Desk desk{test::county_with_kinds()};
  CaseNumber number;
  int rungs_in_run = 0;
  int run = 0;

  explicit Walk(unsigned seed) : random(seed) {
    const bool is_wish = seed % 3 == 0;
    CreateCase body = test::report(is_wish         ? "wish"
                                   : seed % 3 == 1 ? "incident"
                                                   : "request",
                                   is_wish ? "W0101" : "E0110");
    body.fields = {};
    number = desk.create(is_wish ? "cm1" : "res1", body);
  }

  const Case& item() const { return desk.at(number); }

  std::size_t pick(std::size_t below) {
    return std::uniform_int_distribution<std::size_t>(0, below - 1)(random);
  }

  void step() {
    if (pick(4) == 0) return desk.pass(std::chrono::minutes(1 + pick(600)));
    const KindSpec& kind = *desk.world->kinds.find(item().kind);
    std::vector<const ActionSpec*> here;
    for (const ActionSpec& action : kind.actions) {
      const bool changes_place = action.name == "relocate" || action.name == "recategorise";
      if (action.trigger == Trigger::person && action.starts_in(item().state) && !changes_place &&
          action.name != "withdraw" && action.name != "merge")
        here.push_back(&action);
    }
    if (here.empty()) return;
    const ActionSpec& action = *here[pick(here.size())];
    static const auto all = test::recipes(test::monday_morning());
    auto recipe = all.find(action.name + "@" + item().state);
    if (recipe == all.end()) recipe = all.find(action.name + ">" + action.to);
    if (recipe == all.end()) recipe = all.find(action.name);
    Values input = recipe->second.input;
    const char* const orgs[] = {"env", "com1-pm", "muni", "law", "com1-rc"};
    for (const char* name : {"proposed_org", "org", "lead"})
      if (input.contains(name)) input[name] = std::string(orgs[pick(5)]);
    if (input.contains("person")) input.erase("person");
    const auto users = desk.world->directory.users();
    // Tries people until one may; at most so many.
    for (int tries = 0; tries < 60; ++tries)
      if (desk.act(number, users[pick(users.size())].id, action.name, input).status ==
          OutcomeStatus::applied)
        return;
  }

  void check() {
    const Case& now_is = item();
    const StateSpec& state = *desk.world->kinds.find(now_is.kind)->find_state(now_is.state);
    ASSERT_LE(now_is.returns, 2);
    ASSERT_LE(now_is.hops, 3);
    ASSERT_FALSE(now_is.owner.empty());
    ASSERT_LE(now_is.claims.size(), static_cast<std::size_t>(std::max(now_is.places, 0)));
    ASSERT_LE(now_is.handling.extensions, 2);
    if (!state.final) {
      ASSERT_TRUE(now_is.stage_due) << now_is.state;
    }
    if (state.owner == "holder") {
      ASSERT_FALSE(now_is.holder.empty()) << now_is.state;
    }
    if (now_is.state == "checking" && !now_is.verifier.empty()) {
      const User& verifier = *desk.world->directory.find_user(now_is.verifier);
      ASSERT_FALSE(is_own_work(*desk.world, now_is, verifier)) << verifier.id;
    }
    for (const auto& [user, load] : desk.loads) {
      ASSERT_GE(load.open_claims, 0) << user;
      ASSERT_LE(load.open_claims, 3) << user;
    }
  }

  /// Each rung at most once for each run; versions without gap.
  void check_history() {
    std::set<std::pair<std::int64_t, std::string>> rungs;
    for (const TimelineEntry& entry : desk.timeline(number)) {
      if (entry.action != "rung") continue;
      const auto key =
          std::pair(*find_value<std::int64_t>(entry.facts, "run"), text_of(entry.facts, "rung"));
      EXPECT_TRUE(rungs.insert(key).second) << key.first << " " << key.second;
    }
  }
};

TEST(Walks, NeverLeaveTheBounds) {
  std::set<std::string> seen;
  for (unsigned seed = 0; seed < 300; ++seed) {
    Walk walk(seed);
    for (int i = 0; i < 120; ++i) {
      walk.step();
      seen.insert(walk.item().state);
      walk.check();
      if (testing::Test::HasFatalFailure()) FAIL() << "seed " << seed << " step " << i;
    }
    walk.check_history();
  }
  for (const char* state : {"ruling", "hung", "checking", "confirm", "closed", "reopen_req", "pool",
                            "doing", "handled", "triage", "rejected"})
    EXPECT_TRUE(seen.contains(state)) << state << " was never reached";
}

}  // namespace
}  // namespace gongzhi
