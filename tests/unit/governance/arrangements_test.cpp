// Absences and who stands in, duty, emergency numbers; and what they change in a case's life.
#include "governance/arrangements.hpp"

#include <gtest/gtest.h>

#include "governance/answerable.hpp"
#include "governance/build_world.hpp"
#include "tests/support/small_county.hpp"

namespace gongzhi::test {
namespace {

const Instant day_one = *parse_rfc3339("2026-11-23T00:00:00+08:00");
const Instant noon = day_one + std::chrono::hours{12};
const Instant day_two = day_one + std::chrono::hours{24};

Result<Arrangements> arranged(ArrangementTables tables) {
  const WorldPtr county = make_small_county(KindSet{});
  return Arrangements::build(std::move(tables),
                             {county->directory, county->catalogue, county->kinds});
}

Absence away(const std::string& person, const std::string& deputy) {
  return {"a-" + person, person, day_one, day_two, deputy, ""};
}

std::string stand_in(const Arrangements& arrangements, const std::string& person, Instant at) {
  return arrangements.stand_in(make_small_county(KindSet{})->directory, person, at);
}

TEST(Absences, LetTheDeputyStandInFromTheirFirstMomentToTheirLast) {
  const Arrangements one = arranged({{}, {}, {}, {away("env1", "env2")}}).value();

  EXPECT_EQ(stand_in(one, "env1", day_one - Milliseconds{1}), "env1");
  EXPECT_EQ(stand_in(one, "env1", day_one), "env2");
  EXPECT_EQ(stand_in(one, "env1", day_two - Milliseconds{1}), "env2");
  EXPECT_EQ(stand_in(one, "env1", day_two), "env1");
}

TEST(Absences, FollowDeputiesThatAreAwayThemselvesButNotForEver) {
  const Arrangements chain =
      arranged({{}, {}, {}, {away("env1", "env2"), away("env2", "muni1")}}).value();
  EXPECT_EQ(stand_in(chain, "env1", noon), "muni1");

  const Arrangements circle =
      arranged({{}, {}, {}, {away("env1", "env2"), away("env2", "env1")}}).value();
  EXPECT_EQ(stand_in(circle, "env1", noon), "");
  EXPECT_EQ(stand_in(arranged({{}, {}, {}, {away("env1", "")}}).value(), "env1", noon), "");
}

TEST(Arrangements, RefuseWhatDoesNotFit) {
  const auto first = [](ArrangementTables tables) {
    const auto built = arranged(std::move(tables));
    return built ? std::string("(fine)") : built.error().fields.front().pointer;
  };
  EXPECT_EQ(first({{}, {}, {}, {away("env1", "env1")}}), "/absences/0/deputy");
  EXPECT_EQ(first({{}, {}, {}, {away("nobody", "env1")}}), "/absences/0/person");
  Absence second = away("env1", "env2");
  second.id = "other";
  EXPECT_EQ(first({{}, {}, {}, {away("env1", "env2"), second}}), "/absences/1/from");
  EXPECT_EQ(first({{}, {}, {{"d", "nowhere", "", day_one, day_two, "env1", ""}}, {}}),
            "/duty/0/org");
  EXPECT_EQ(first({{}, {{"t", "", "", "title", "{secret}", true}}, {}, {}}), "/templates/0/body");
  EXPECT_EQ(first({{{"e", "ZZ", {"119"}, {}, "", ""}}, {}, {}, {}}), "/emergency/0/prefix");
  EXPECT_EQ(first({{{"e", "", {"help"}, {"fire"}, "", ""}}, {}, {}, {}}), "/emergency/0/numbers");
}

TEST(Emergency, IsFoundByTheLongestPrefixThenByWords) {
  const Arrangements one = arranged({{{"any", "E", {"110"}, {}, "", ""},
                                      {"litter", "E0110", {"119"}, {}, "", ""},
                                      {"fire", "", {"119"}, {"着火"}, "", ""}},
                                     {},
                                     {},
                                     {}})
                               .value();
  EXPECT_EQ(one.emergency_of("E0110")->id, "litter");
  EXPECT_EQ(one.emergency_of("E0999")->id, "any");
  EXPECT_EQ(one.alarm_of("三楼着火了").advice->id, "fire");
  EXPECT_EQ(one.alarm_of("垃圾").advice, nullptr);
}

TEST(Emergency, SaysWhenTheWordsOfACategoryWithAdviceStandThere) {
  const WorldPtr county = make_small_county(KindSet{});
  const std::span<const Category> categories = county->catalogue.categories();
  ASSERT_GE(categories.size(), 2u);
  const Category& with = categories.front();
  const Category& without = categories.back();
  const Arrangements one = arranged({{{"it", with.code, {"119"}, {}, "", ""}}, {}, {}, {}}).value();

  for (const std::string_view word : county->catalogue.words_of(with.code))
    EXPECT_TRUE(one.alarm_of("here: " + std::string(word)).may_suggest) << word;
  EXPECT_FALSE(one.alarm_of(without.name).may_suggest);
  EXPECT_EQ(one.alarm_of(with.name).advice, nullptr);
}

TEST(Duty, IsToldFirstOfWhatIsUrgent) {
  WorldPtr county = make_small_county(KindSet{});
  World world = *county;
  world.arrangements =
      arranged({{}, {}, {{"d", "env", "", day_one, day_two, "env2", ""}}, {}}).value();
  Notice notice;
  notice.to_org = "env";
  Case item;
  EXPECT_EQ(to_those_present(world, item, {notice}, noon).size(), 1u);

  item.urgent = true;
  const auto told = to_those_present(world, item, {notice}, noon);

  ASSERT_EQ(told.size(), 2u);
  EXPECT_EQ(told.front().to_user, "env2");
  EXPECT_EQ(to_those_present(world, item, {notice}, day_two).size(), 1u);
}

TEST(Absences, KeepPeopleOutOfTheDrawOfVerifiers) {
  WorldPtr county = make_small_county(KindSet{});
  World world = *county;
  world.arrangements = arranged({{}, {}, {}, {away("ver1", "")}}).value();
  Case item;
  item.township = "t1";
  item.community = "com1";

  const auto pool = verifier_pool(world, item, noon);
  const auto later = verifier_pool(world, item, day_two);

  EXPECT_EQ(std::ranges::count(pool, "ver1"), 0);
  EXPECT_EQ(std::ranges::count(later, "ver1"), 1);
  EXPECT_EQ(pool.size() + 1, later.size());
}

TEST(Phones, HideTheMiddleOfAMobileNumberOnly) {
  EXPECT_EQ(shown_phone("13812341234"), "138****1234");
  EXPECT_EQ(shown_phone("0359-0000101"), "0359-0000101");
  EXPECT_EQ(shown_phone(""), "");
}

}  // namespace
}  // namespace gongzhi::test
