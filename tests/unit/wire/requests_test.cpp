// Bodies of requests become commands, or one answer that names all that is wrong.
#include "wire/requests.hpp"

#include <gtest/gtest.h>

#include "governance/crs.hpp"

namespace gongzhi::wire {
namespace {

const Instant now = *parse_rfc3339("2026-11-23T08:00:00+08:00");

class Requests : public testing::Test {
 protected:
  RequestContext context(Language language = Language::zh) { return {schemas_, now, language}; }
  Result<CreateRequest> create(std::string_view body) { return parse_create_case(body, context()); }

  std::string refusal(std::string_view body) {
    const auto request = create(body);
    if (request.has_value()) return "accepted";
    const FieldError field = request.error().fields.front();
    return field.pointer + " " + field.code;
  }

  static std::string report(std::string_view more) {
    return R"({"kind":"incident","category":"E0110","title":"垃圾","description":"满了")" +
           std::string(more) + "}";
  }

  SchemaSet schemas_ = SchemaSet::embedded();
};

TEST_F(Requests, ConvertPlacesOnceAtTheDoor) {
  const auto request =
      create(report(R"(,"location":{"lon":111.0061,"lat":35.0213,"crs":"gcj02"})"));
  ASSERT_TRUE(request.has_value()) << request.error().message;
  const auto expected = to_wgs84(111.0061, 35.0213, Crs::gcj02);
  EXPECT_EQ(request->command.location, *expected);
  EXPECT_EQ(request->command.crs, "gcj02");
  EXPECT_GT(distance_m(*request->command.location, {111.0061, 35.0213}), 300);
}

TEST_F(Requests, TakePlacesAsWgs84UnlessTold) {
  const auto request = create(report(R"(,"location":{"lon":111,"lat":35.02})"));
  ASSERT_TRUE(request.has_value());
  EXPECT_EQ(request->command.location, (Location{111, 35.02}));
  EXPECT_EQ(request->command.crs, "wgs84");
}

TEST_F(Requests, CarryEveryMember) {
  const auto request =
      create(report(R"(,"standard":"E0110-1","address":"北门","urgent":true,"on_behalf_of":"老人",
              "observed_at":"2026-11-22T08:00:00Z","source":"hotline",
              "fields":{"n":1,"l":["a"]})"));
  ASSERT_TRUE(request.has_value()) << request.error().message;
  const CreateCase& command = request->command;
  EXPECT_EQ(command.standard, "E0110-1");
  EXPECT_EQ(command.address, "北门");
  EXPECT_EQ(command.on_behalf_of, "老人");
  EXPECT_TRUE(command.urgent);
  EXPECT_EQ(command.observed_at, parse_rfc3339("2026-11-22T16:00:00+08:00").value());
  EXPECT_EQ(command.source, Source::hotline);
  EXPECT_TRUE(request->has_source);
  EXPECT_EQ(*find_value<std::int64_t>(command.fields, "n"), 1);
}

TEST_F(Requests, RefuseWhatIsWrongByName) {
  EXPECT_EQ(refusal("{"), " syntax");
  EXPECT_EQ(refusal("[]"), " type");
  EXPECT_EQ(refusal(R"({"kind":"incident"})"), "/category required");
  EXPECT_EQ(refusal(report(R"(,"colour":"red")")), "/colour additionalProperties");
  EXPECT_EQ(refusal(report(R"(,"location":{"lon":200,"lat":0})")), "/location/lon maximum");
  EXPECT_EQ(refusal(report(R"(,"location":{"lon":"111","lat":0})")), "/location/lon type");
  EXPECT_EQ(refusal(report(R"(,"urgent":1)")), "/urgent type");
  EXPECT_EQ(refusal(report(R"(,"observed_at":"2026-13-01T00:00:00Z")")), "/observed_at time");
  EXPECT_EQ(refusal(report(R"(,"observed_at":"2026-11-23T08:05:01+08:00")")),
            "/observed_at future");
  EXPECT_EQ(refusal(report(R"(,"observed_at":"1999-12-31T00:00:00Z")")), "/observed_at past");
  EXPECT_EQ(refusal(report(R"(,"source":"platform")")), "/source enum");
  EXPECT_EQ(refusal(report(R"(,"fields":{"a":[1]})")), "/fields/a anyOf");
}

TEST_F(Requests, BelieveOldArchivesAndSlowClocks) {
  EXPECT_EQ(refusal(report(R"(,"observed_at":"2011-05-02T15:00:19+08:00")")), "accepted");
  EXPECT_EQ(refusal(report(R"(,"observed_at":"2026-11-23T08:04:59+08:00")")), "accepted");
}

TEST_F(Requests, SayTooLargeAbove64KiB) {
  const auto request = create(report(R"(,"x":")" + std::string(70000, 'a') + "\""));
  ASSERT_TRUE(request.has_error());
  EXPECT_EQ(request.error().code, Errc::too_large);
}

TEST_F(Requests, NameSeveralProblemsInEnglishToo) {
  const auto request = parse_create_case(R"({"kind":"K","title":5})", context(Language::en));
  ASSERT_TRUE(request.has_error());
  EXPECT_EQ(request.error().fields.size(), 4u);  // kind, title, category, description
  EXPECT_EQ(request.error().fields.back().detail, "this member is required");
}

TEST_F(Requests, ActionsAreNamedValues) {
  const auto empty = parse_action("", context());
  ASSERT_TRUE(empty.has_value());
  EXPECT_TRUE(empty->empty());

  const auto input =
      parse_action(R"({"person":"dept-001","photos":["a","b"],"minutes":30})", context());
  ASSERT_TRUE(input.has_value());
  EXPECT_EQ(text_of(*input, "person"), "dept-001");
  EXPECT_EQ(*find_value<std::int64_t>(*input, "minutes"), 30);
}

TEST_F(Requests, ActionsConvertTheirPlace) {
  const auto input = parse_action(R"({"location":{"lon":111,"lat":35,"crs":"wgs84"}})", context());
  ASSERT_TRUE(input.has_value()) << input.error().message;
  EXPECT_EQ(*find_value<double>(*input, "lon"), 111.0);
  EXPECT_EQ(*find_value<double>(*input, "lat"), 35.0);
  EXPECT_EQ(text_of(*input, "crs"), "wgs84");
}

TEST_F(Requests, ActionsRefuseNesting) {
  const auto input = parse_action(R"({"person":{"id":1}})", context());
  ASSERT_TRUE(input.has_error());
  EXPECT_EQ(input.error().fields.front().pointer, "/person");
}

TEST_F(Requests, BatchAnswersEachItem) {
  const auto items =
      parse_batch(R"({"items":[)" + report("") + ",{}," + report("") + "]}", context());
  ASSERT_TRUE(items.has_value());
  ASSERT_EQ(items->size(), 3u);
  EXPECT_TRUE((*items)[0].has_value());
  EXPECT_TRUE((*items)[1].has_error());
  EXPECT_TRUE((*items)[2].has_value());
}

TEST_F(Requests, BatchRefusesMoreThanAHundred) {
  std::string body = R"({"items":[{})";
  for (int i = 0; i < 100; ++i) body += ",{}";
  EXPECT_TRUE(parse_batch(body + "]}", context()).has_error());
}

}  // namespace
}  // namespace gongzhi::wire
