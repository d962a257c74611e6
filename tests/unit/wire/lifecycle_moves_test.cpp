// Every legal move of the three kinds, and that nothing else is possible.
#include <gtest/gtest.h>

#include "tests/unit/wire/lifecycle_recipes.hpp"

namespace gongzhi {
namespace {

using namespace std::chrono_literals;
using test::Arranged;
using test::Move;
using test::moves;

std::string name_of(const testing::TestParamInfo<Move>& info) {
  return test::name_of(info.param);
}

class LegalMove : public testing::TestWithParam<Move> {};

TEST_P(LegalMove, IsDoneAndWrittenDown) {
  const Move& move = GetParam();
  Arranged arranged(move);
  const test::Recipe recipe = test::recipe_of(move);

  const Outcome outcome = arranged.run(move, recipe);

  ASSERT_EQ(outcome.status, OutcomeStatus::applied) << outcome.reason << " " << outcome.message;
  const std::vector<TimelineEntry>& timeline = arranged.desk.timeline(arranged.number);
  ASSERT_FALSE(timeline.empty());
  EXPECT_EQ(timeline.front().action, move.act().name);
  EXPECT_EQ(timeline.front().from, move.state);
  EXPECT_EQ(timeline.front().to, move.act().to.empty() ? move.state : move.act().to);
  EXPECT_EQ(timeline.front().actor.user, recipe.actor);
  EXPECT_EQ(outcome.version, 4);
  EXPECT_EQ(arranged.item().version, 4);
}

INSTANTIATE_TEST_SUITE_P(Kinds, LegalMove, testing::ValuesIn(moves(Trigger::person)), name_of);

class ClockMove : public testing::TestWithParam<Move> {};

TEST_P(ClockMove, HappensWhenTheStateIsOverAndNotBefore) {
  const Move& move = GetParam();
  Arranged arranged(move, [](Case&) {});
  const Instant due = *arranged.item().stage_due;

  arranged.desk.pass_until(due - 1ms);
  EXPECT_TRUE(arranged.desk.timeline(arranged.number).empty());
  arranged.desk.pass_until(due);

  ASSERT_FALSE(arranged.desk.timeline(arranged.number).empty());
  const TimelineEntry& entry = arranged.desk.timeline(arranged.number).front();
  EXPECT_EQ(entry.action, move.act().name);
  EXPECT_EQ(entry.to, move.act().to);
  EXPECT_EQ(entry.actor.system, "timer");
}

INSTANTIATE_TEST_SUITE_P(Kinds, ClockMove, testing::ValuesIn(moves(Trigger::clock)), name_of);

/// All pairs of state and action that the kind does not list.
TEST(IllegalMove, EveryOtherPairOfStateAndActionIsRefused) {
  const auto all = test::recipes(test::monday_morning());
  std::size_t tried = 0;
  for (const KindSpec& kind : test::county_with_kinds()->kinds.all())
    for (const StateSpec& state :
         kind.rules == KindSpec::Rules::item ? kind.states : std::vector<StateSpec>{})
      for (const auto& [key, recipe] : all) {
        const std::string action = key.substr(0, key.find('>'));
        if (kind.find_action(action, state.name)) continue;
        Arranged arranged({kind.name, 0, state.name}, recipe.arrange);

        const Outcome outcome =
            arranged.desk.act(arranged.number, recipe.actor, action, recipe.input);

        const std::string what = kind.name + " " + action + " in " + state.name;
        EXPECT_EQ(outcome.status, OutcomeStatus::refused) << what;
        if (outcome.reason != "no_such_case") {
          EXPECT_EQ(outcome.reason,
                    kind.knows_action(action) ? "not_allowed_in_state" : "unknown_action")
              << what;
        }
        EXPECT_FALSE(outcome.message.empty()) << what;
        EXPECT_EQ(arranged.item().version, 3) << what;
        EXPECT_TRUE(arranged.desk.timeline(arranged.number).empty()) << what;
        ++tried;
      }
  EXPECT_GT(tried, 1000U);
}

/// Whoever is not named in `who` may not, whatever the state says.
TEST(IllegalMove, AuditorMayDoNothingThatIsNotForEverybody) {
  for (const Move& move : moves(Trigger::person)) {
    if (move.act().name == "follow") continue;
    Arranged arranged(move);
    test::Recipe recipe = test::recipe_of(move);
    recipe.actor = "auditor";

    const Outcome outcome = arranged.run(move, recipe);

    EXPECT_EQ(outcome.status, OutcomeStatus::refused) << test::name_of(move);
    EXPECT_TRUE(outcome.code == Errc::forbidden || outcome.code == Errc::not_found);
  }
}

TEST(IllegalMove, NoPersonDoesWhatHappensOfItself) {
  for (const Trigger trigger : {Trigger::entry, Trigger::clock})
    for (const Move& move : moves(trigger)) {
      if (move.spec().find_action(move.act().name, move.state)) continue;
      Arranged arranged(move, [](Case&) {});
      EXPECT_EQ(arranged.run(move, {"sec1"}).status, OutcomeStatus::refused) << test::name_of(move);
    }
}

TEST(IllegalMove, InputsAreCheckedAgainBeforeAnythingHappens) {
  Arranged arranged({"incident", 0, "sign"}, [](Case&) {});
  const auto reason = [&](Values input) {
    return arranged.desk.act(arranged.number, "prop1", "return", std::move(input)).reason;
  };

  EXPECT_EQ(reason({}), "required:reason_code");
  const Values good = test::recipes(test::monday_morning()).at("return>dispatch").input;
  Values input = good;
  input["evidence"] = std::string(3 * 2001, 'x');
  EXPECT_EQ(reason(input), "length:evidence");
  input = good;
  input["proposed_org"] = std::string("nobody");
  EXPECT_EQ(reason(input), "unknown_org:proposed_org");
  input = good;
  input["reason_code"] = std::string("because");
  EXPECT_EQ(reason(input), "choice:reason_code");
  input = good;
  input["evidence"] = true;
  EXPECT_EQ(reason(input), "type:evidence");
  input = good;
  input["surprise"] = std::string("x");
  EXPECT_EQ(reason(input), "unknown_input:surprise");
}

}  // namespace
}  // namespace gongzhi
