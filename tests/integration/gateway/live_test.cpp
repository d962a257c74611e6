// Server-sent events: whoever may see a case hears of its change, nobody else does.
#include <gmock/gmock.h>

#include "tests/integration/gateway/demo.hpp"
#include "wire/schema.hpp"

namespace gongzhi::test {
namespace {

using testing::HasSubstr;
using testing::Not;

// An open stream, past its head and its first line.
struct Listener {
  explicit Listener(const std::string& user) : client(demo().port()) {
    answer = client.get("/api/v1/live", {{"Authorization", "Bearer " + demo().token(user)}});
    retry = client.read_until("\n\n");
  }
  HttpClient client;
  HttpAnswer answer;
  std::string retry;
};

TEST(Live, SaysWhatChangedToThoseWhoMaySeeIt) {
  Listener listener(secretary);
  ASSERT_EQ(listener.answer.status, 200);
  EXPECT_THAT(listener.answer.field("content-type"), HasSubstr("text/event-stream"));
  EXPECT_EQ(listener.answer.field("x-accel-buffering"), "no");
  EXPECT_THAT(listener.retry, HasSubstr("retry: "));

  const std::string number = signed_for_later();
  const std::string events = listener.client.read_until(number + "\",");
  const std::string rest = listener.client.read_until("\n\n");

  EXPECT_THAT(events, HasSubstr("event: case\ndata: {"));
  const std::string whole = events + rest;
  const auto data = whole.rfind("data: ") + 6;
  const auto valid = wire::SchemaSet::embedded().validate_text(
      "live_event", whole.substr(data, whole.find('\n', data) - data));
  EXPECT_TRUE(valid.has_value()) << whole;
}

TEST(Live, SaysNothingToThoseWhoMayNot) {
  Listener other(elsewhere);
  Listener both(dispatcher);
  ASSERT_EQ(other.answer.status, 200);

  const std::string foreign = signed_for_later();
  // One of the other community too, later: what comes first for it must not be the foreign one.
  Api worker(demo(), elsewhere);
  const std::string own =
      worker.report(R"({"kind":"incident","category":"","title":"t","description":"d",)"
                    R"("fields":{"grid":"1408020020010002"}})");
  ASSERT_FALSE(own.empty());
  worker.act(own, "comment", R"({"text":"看看"})");
  const std::string heard = other.client.read_until(own);

  EXPECT_THAT(heard, HasSubstr(own));
  EXPECT_THAT(heard, Not(HasSubstr(foreign)));
  EXPECT_THAT(both.client.read_until(foreign), HasSubstr(foreign));
}

TEST(Live, IsNotForNobody) {
  HttpClient client(demo().port());

  EXPECT_EQ(client.get("/api/v1/live").status, 401);
}

}  // namespace
}  // namespace gongzhi::test
