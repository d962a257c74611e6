// Replies from bytes: every kind, nested, in pieces, broken, too large.
#include "queue/reply.hpp"

#include <gtest/gtest.h>

#include "queue/command.hpp"

namespace gongzhi::queue {
namespace {

using namespace std::string_literals;

constexpr std::size_t no_bound = 1u << 20;

std::vector<Reply> parse_all(ReplyParser& parser, std::string_view bytes) {
  std::vector<Reply> replies;
  EXPECT_TRUE(parser.feed(bytes));
  while (true) {
    auto next = parser.next();
    EXPECT_TRUE(next);
    if (!next || !next->has_value()) return replies;
    replies.push_back(std::move(**next));
  }
}

Reply text_reply(Reply::Kind kind, std::string text) {
  return {.kind = kind, .text = std::move(text)};
}

TEST(ReplyParser, ReadsEveryKind) {
  ReplyParser parser(no_bound);

  const auto replies = parse_all(
      parser, "+OK\r\n-ERR no\r\n:-42\r\n$5\r\nhe\r\no\r\n$-1\r\n$0\r\n\r\n*0\r\n*-1\r\n");

  ASSERT_EQ(replies.size(), 8u);
  EXPECT_EQ(replies[0], text_reply(Reply::Kind::status, "OK"));
  EXPECT_EQ(replies[1], text_reply(Reply::Kind::error, "ERR no"));
  EXPECT_EQ(replies[2], (Reply{.kind = Reply::Kind::integer, .integer = -42}));
  EXPECT_EQ(replies[3], text_reply(Reply::Kind::string, "he\r\no"));
  EXPECT_TRUE(replies[4].is_nil());
  EXPECT_EQ(replies[5], text_reply(Reply::Kind::string, ""));
  EXPECT_EQ(replies[6], (Reply{.kind = Reply::Kind::array}));
  EXPECT_TRUE(replies[7].is_nil());
}

TEST(ReplyParser, KeepsNestingAndNulBytes) {
  ReplyParser parser(no_bound);
  const std::string bytes = "*2\r\n*3\r\n:1\r\n$3\r\na\0b\r\n*1\r\n+x\r\n$-1\r\n"s;

  const auto replies = parse_all(parser, bytes);

  ASSERT_EQ(replies.size(), 1u);
  ASSERT_EQ(replies[0].elements.size(), 2u);
  const Reply& inner = replies[0].elements[0];
  ASSERT_EQ(inner.elements.size(), 3u);
  EXPECT_EQ(inner.elements[1].text, std::string("a\0b", 3));
  EXPECT_EQ(inner.elements[2].elements[0].text, "x");
  EXPECT_TRUE(replies[0].elements[1].is_nil());
}

TEST(ReplyParser, GivesTheSameRepliesByteByByte) {
  const std::string bytes = "*2\r\n$3\r\nabc\r\n*1\r\n:7\r\n+OK\r\n$4\r\nwxyz\r\n";
  ReplyParser whole(no_bound);
  ReplyParser split(no_bound);

  std::vector<Reply> pieces;
  for (const char c : bytes)
    for (Reply& reply : parse_all(split, std::string_view(&c, 1)))
      pieces.push_back(std::move(reply));

  EXPECT_EQ(pieces, parse_all(whole, bytes));
  EXPECT_EQ(pieces.size(), 3u);
}

TEST(ReplyParser, HasNothingUntilAReplyIsWhole) {
  ReplyParser parser(no_bound);

  EXPECT_TRUE(parse_all(parser, "*2\r\n$3\r\nab").empty());
  EXPECT_EQ(parse_all(parser, "c\r\n:1\r\n").size(), 1u);
}

TEST(ReplyParser, RefusesWhatIsNotTheProtocolAndStaysBroken) {
  ReplyParser parser(no_bound);

  ASSERT_TRUE(parser.feed("HTTP/1.1 400 Bad Request\r\n"));
  const auto first = parser.next();
  ASSERT_FALSE(first);
  EXPECT_EQ(first.error().code, Errc::corrupt);
  EXPECT_FALSE(parser.feed("+OK\r\n"));
}

TEST(ReplyParser, BoundsAnUnfinishedReply) {
  ReplyParser parser(64);

  ASSERT_TRUE(parser.feed("$1000\r\n" + std::string(50, 'x')));
  const auto more = parser.feed(std::string(50, 'x'));

  ASSERT_FALSE(more);
  EXPECT_EQ(more.error().code, Errc::too_large);
}

TEST(ReplyParser, SurvivesItsReplies) {
  Reply kept;
  {
    ReplyParser parser(no_bound);
    kept = parse_all(parser, "*1\r\n$3\r\nabc\r\n").front();
  }

  EXPECT_EQ(kept.elements[0].text, "abc");
}

TEST(Command, EncodesBinarySafe) {
  const Command command{"SET", "k\0\r\n"s, std::string_view()};

  EXPECT_EQ(command.bytes(), "*3\r\n$3\r\nSET\r\n$4\r\nk\0\r\n\r\n$0\r\n\r\n"s);
}

}  // namespace
}  // namespace gongzhi::queue
