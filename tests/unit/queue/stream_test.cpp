// What lies in Redis, as values: keys, stream ids, entries, receipts; pure.
#include <gtest/gtest.h>

#include "queue/entry.hpp"
#include "queue/intake.hpp"
#include "queue/keys.hpp"

namespace gongzhi::queue {
namespace {

Reply text(std::string value) {
  return {.kind = Reply::Kind::string, .text = std::move(value)};
}
Reply number(std::int64_t value) {
  return {.kind = Reply::Kind::integer, .integer = value};
}
Reply array(std::vector<Reply> elements) {
  return {.kind = Reply::Kind::array, .elements = std::move(elements)};
}
Reply entry_reply(std::string id, const std::vector<std::string>& fields) {
  std::vector<Reply> list;
  for (const std::string& field : fields) list.push_back(text(field));
  return array({text(std::move(id)), array(std::move(list))});
}

TEST(Keys, CarryOneHashTagPerPartition) {
  EXPECT_EQ(stream_key(7), "{p7}:in");
  EXPECT_EQ(counter_key(7), "{p7}:seq");
  EXPECT_EQ(ready_key(7), "{p7}:ready");
  EXPECT_EQ(known_id_key(7, "ab12"), "{p7}:id:ab12");
}

TEST(Keys, NameTheirPartitionAndNothingElse) {
  EXPECT_EQ(partition_of_stream_key("{p15}:in"), 15u);
  for (const char* other : {"{p15}:seq", "{px}:in", "{p}:in", "p1:in", "", "{p-1}:in", "{p1 }:in"})
    EXPECT_EQ(partition_of_stream_key(other), std::nullopt) << other;
}

TEST(StreamIds, ParseExactlyTwoNumbers) {
  EXPECT_EQ(parse_stream_id("18446744073709551615-3"), (StreamId{18446744073709551615u, 3}));
  for (const char* other : {"5", "5-", "-1", "5-1-1", "5-a", "18446744073709551616-0", ""})
    EXPECT_EQ(parse_stream_id(other), std::nullopt) << other;
  EXPECT_EQ(format_stream_id({5, 1}), "5-1");
}

TEST(Entries, OfSubmitAreOurs) {
  const auto entry =
      parse_entry(entry_reply("5-0", {"e", "body", "m", "mac", "at", "1700000000123"}));

  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->shape, Entry::Shape::ours);
  EXPECT_EQ(entry->seq(), 5u);
  EXPECT_EQ(to_ms(entry->at), 1700000000123);
  EXPECT_EQ(entry->envelope, "body");
  EXPECT_EQ(entry->mac, "mac");
}

TEST(Entries, WithASubPartAreForeign) {
  const auto entry = parse_entry(entry_reply("5-1", {"e", "x", "m", "y", "at", "1"}));

  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->shape, Entry::Shape::foreign_id);
}

TEST(Entries, WithOtherFieldsAreMalformedNotAnError) {
  const std::vector<std::vector<std::string>> malformed{
      {"e", "x", "m", "y"},
      {"hello", "world"},
      {"e", "x", "m", "y", "at", "soon"},
      {"e", "x", "m", "y", "at", "-1"},
      {"e", "x", "m", "y", "at", "99999999999999999"},
      {"e", "x", "m", "y", "at", "1", "extra", "z"},
      {"e", "x", "e", "y", "at", "1"}};
  for (const auto& fields : malformed) {
    const auto entry = parse_entry(entry_reply("5-0", fields));
    ASSERT_TRUE(entry);
    EXPECT_EQ(entry->shape, Entry::Shape::malformed);
  }
}

TEST(Entries, OfOddRepliesAreAnError) {
  EXPECT_FALSE(parse_entry(number(1)));
  EXPECT_FALSE(parse_entry(entry_reply("no id", {})));
  EXPECT_FALSE(parse_entries(text("x")));
  EXPECT_FALSE(parse_streams(array({array({text("other"), array({})})})));
}

TEST(Entries, OfSeveralStreamsKeepPartitionAndOrder) {
  const Reply one =
      array({text("{p1}:in"), array({entry_reply("1-0", {}), entry_reply("2-0", {})})});
  const Reply two = array({text("{p9}:in"), array({entry_reply("8-0", {})})});

  const auto streams = parse_streams(array({one, two}));

  ASSERT_TRUE(streams);
  ASSERT_EQ(streams->size(), 2u);
  EXPECT_EQ((*streams)[0].partition, 1u);
  EXPECT_EQ((*streams)[0].entries[1].seq(), 2u);
  EXPECT_EQ((*streams)[1].partition, 9u);
}

TEST(Entries, OfNothingAreEmpty) {
  const auto streams = parse_streams(Reply{});

  ASSERT_TRUE(streams);
  EXPECT_TRUE(streams->empty());
}

TEST(Receipts, TellFreshFromRepeat) {
  const auto fresh = parse_receipt(array({text("fresh"), number(3), number(1000)}));
  const auto repeat = parse_receipt(
      array({text("repeat"), number(3), number(1000), text("print"), text("answer")}));

  ASSERT_TRUE(fresh && repeat);
  EXPECT_EQ(fresh->kind, Receipt::Kind::fresh);
  EXPECT_EQ(repeat->kind, Receipt::Kind::repeat);
  EXPECT_EQ(repeat->seq, 3u);
  EXPECT_EQ(repeat->fingerprint, "print");
  EXPECT_EQ(repeat->answer, "answer");
}

TEST(Receipts, OfAClosedGateAreUnavailable) {
  EXPECT_EQ(parse_receipt(array({text("gate_closed")})).error().code, Errc::unavailable);
}

TEST(Receipts, OfAnyOtherShapeAreABug) {
  EXPECT_EQ(parse_receipt(array({})).error().code, Errc::internal);
  EXPECT_EQ(parse_receipt(array({text("fresh"), number(0), number(1)})).error().code,
            Errc::internal);
  EXPECT_EQ(parse_receipt(array({text("fresh"), text("3"), number(1)})).error().code,
            Errc::internal);
  EXPECT_EQ(parse_receipt(text("fresh")).error().code, Errc::internal);
}

}  // namespace
}  // namespace gongzhi::queue
