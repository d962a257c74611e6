// What a worker says reaches the gateways as it was said.
#include "wire/announcement.hpp"

#include <gtest/gtest.h>

namespace gongzhi::wire {
namespace {

Announcement sample() {
  Announcement announcement;
  MessageId id;
  id.bytes.fill(7);
  announcement.outcomes.push_back(id);
  Case item;
  item.number = parse_case_number("26112307-01234").value();
  item.version = 3;
  item.state = "sign";
  item.assists = {"a", "b"};
  item.is_private = true;
  announcement.cases.push_back(item);
  announcement.world_version = 9;
  return announcement;
}

TEST(Announcement, ComesBackAsItWasWritten) {
  const auto back = parse_announcement(write_announcement(sample()));

  ASSERT_TRUE(back);
  EXPECT_EQ(back->outcomes, sample().outcomes);
  EXPECT_EQ(back->world_version, 9);
  ASSERT_EQ(back->cases.size(), 1U);
  EXPECT_EQ(back->cases[0].number, sample().cases[0].number);
  EXPECT_EQ(back->cases[0].version, 3);
  EXPECT_EQ(back->cases[0].assists, sample().cases[0].assists);
  EXPECT_TRUE(back->cases[0].is_private);
}

TEST(Announcement, KeepsOutcomesWhenNobodyListensForCases) {
  const auto back = parse_announcement(write_announcement(sample()), AnnouncedCases::leave_out);

  ASSERT_TRUE(back);
  EXPECT_EQ(back->outcomes, sample().outcomes);
  EXPECT_EQ(back->world_version, 9);
  EXPECT_TRUE(back->cases.empty());
}

TEST(Announcement, RefusesALineItDoesNotKnow) {
  EXPECT_EQ(parse_announcement("x\t1\n").error().code, Errc::invalid);
  EXPECT_EQ(parse_announcement("c\tshort\n").error().code, Errc::invalid);
}

}  // namespace
}  // namespace gongzhi::wire
