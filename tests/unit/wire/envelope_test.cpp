// Messages survive the queue unchanged, and nothing else is taken for one.
#include "wire/envelope.hpp"

#include <gtest/gtest.h>

#include <random>

#include "wire/case_detail.hpp"

namespace gongzhi::wire {
namespace {

const CaseNumber number_a = *parse_case_number("26112307-01234");
const CaseNumber number_b = *parse_case_number("26112307-01235");
constexpr Instant sent{Milliseconds{1'795'392'000'123}};

Message message_with(MessageBody body) {
  Message message;
  message.id = *parse_message_id("0123456789abcdef0123456789abcdef");
  message.partition = 7;
  message.actor.user = "grid-001";
  message.fingerprint = std::string(64, 'f');
  message.body = std::move(body);
  return message;
}

CreateCase full_report() {
  CreateCase report;
  report.kind = "incident";
  report.category = "E0110";
  report.standard = "E0110-1";
  report.title = "垃圾外溢 \"北门\"";
  report.description = "第一行\n第二行\\";
  report.address = "槐安社区北门";
  report.location = Location{111.25, 35.02};
  report.crs = "gcj02";
  report.urgent = true;
  report.on_behalf_of = "楼上老人";
  report.observed_at = from_ms(1'795'391'000'000);
  report.source = Source::resident;
  report.fields = {
      {"floors", std::int64_t{6}}, {"area", 2.5}, {"who", std::vector<std::string>{"物业"}}};
  return report;
}

Envelope round_trip(const Message& message) {
  const auto parsed = parse_envelope(write_envelope(message, "gen1", sent));
  EXPECT_TRUE(parsed.has_value()) << parsed.error().message;
  EXPECT_EQ(parsed->message.id, message.id);
  EXPECT_EQ(parsed->message.partition, message.partition);
  EXPECT_EQ(parsed->message.actor, message.actor);
  EXPECT_EQ(parsed->message.fingerprint, message.fingerprint);
  EXPECT_EQ(parsed->message.seq, 0u);
  EXPECT_EQ(parsed->message.at, sent);
  EXPECT_EQ(parsed->generation, "gen1");
  EXPECT_EQ(write_envelope(parsed->message, "gen1", sent), write_envelope(message, "gen1", sent));
  return *parsed;
}

TEST(EnvelopeTest, CarriesAReport) {
  const CreateCase report = full_report();
  const Envelope envelope = round_trip(message_with(report));
  const auto& back = std::get<CreateCase>(envelope.message.body);
  EXPECT_EQ(back.title, report.title);
  EXPECT_EQ(back.description, report.description);
  EXPECT_EQ(back.location, report.location);
  EXPECT_EQ(back.observed_at, report.observed_at);
  EXPECT_EQ(back.source, report.source);
  EXPECT_EQ(back.fields, report.fields);
  EXPECT_TRUE(back.urgent);
}

TEST(EnvelopeTest, CarriesTheLeastReport) {
  CreateCase report;
  report.kind = "wish";
  report.title = "x";
  const auto envelope = round_trip(message_with(report));
  const auto& back = std::get<CreateCase>(envelope.message.body);
  EXPECT_FALSE(back.location.has_value());
  EXPECT_FALSE(back.observed_at.has_value());
}

TEST(EnvelopeTest, CarriesAnAction) {
  CaseAction action{number_a, "sign", 3, {{"person", std::string("dept-001")}}};
  const auto envelope = round_trip(message_with(action));
  const auto& back = std::get<CaseAction>(envelope.message.body);
  EXPECT_EQ(back.number, number_a);
  EXPECT_EQ(back.if_version, 3);
  EXPECT_EQ(back.input, action.input);

  action.if_version.reset();
  const auto claim = round_trip(message_with(action));
  EXPECT_FALSE(std::get<CaseAction>(claim.message.body).if_version.has_value());
}

TEST(EnvelopeTest, CarriesTimersFollowupsAndImports) {
  const auto timer =
      round_trip(message_with(TimerFired{number_a, "handling", 2, 5, from_ms(1'795'392'000'000)}));
  EXPECT_EQ(std::get<TimerFired>(timer.message.body).rung, 2);
  EXPECT_EQ(std::get<TimerFired>(timer.message.body).run, 5);
  EXPECT_EQ(std::get<TimerFired>(timer.message.body).due, from_ms(1'795'392'000'000));

  const auto followup = round_trip(
      message_with(Followup{number_a, number_b, "merge_followers", {{"weight", std::int64_t{2}}}}));
  EXPECT_EQ(std::get<Followup>(followup.message.body).cause, number_b);

  const auto bundle = round_trip(message_with(ImportBundle{std::string(64, 'a'), "demo"}));
  EXPECT_EQ(std::get<ImportBundle>(bundle.message.body).label, "demo");
}

TEST(EnvelopeTest, CarriesAnActOfAdministration) {
  Administration act{
      "user.disable", "u-7", {{"why", std::string("left")}}, {"10.0.0.9", "abcdef01"}};
  const auto envelope = round_trip(message_with(act));
  const auto& back = std::get<Administration>(envelope.message.body);
  EXPECT_EQ(back.act, "user.disable");
  EXPECT_EQ(back.subject, "u-7");
  EXPECT_EQ(back.input, act.input);
  EXPECT_EQ(back.origin, act.origin);
}

TEST(EnvelopeTest, CarriesDevicesAndThePlatformItself) {
  Message message = message_with(ImportBundle{"h", ""});
  message.actor = Actor{"", "d3v1c3", ""};
  EXPECT_EQ(round_trip(message).message.actor.device, "d3v1c3");
  message.actor = Actor{"", "", "timer"};
  EXPECT_EQ(round_trip(message).message.actor.system, "timer");
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(EnvelopeTest, IgnoresMembersOfANewerPlatform) {
  const std::string bytes = write_envelope(message_with(full_report()), "gen1", sent);
  EXPECT_TRUE(
      parse_envelope(replaced(bytes, "{\"v\":1", "{\"v\":1,\"shard\":{\"a\":[1]}")).has_value());
  EXPECT_TRUE(parse_envelope(replaced(bytes, "\"title\"", "\"mood\":1,\"title\"")).has_value());
}

TEST(EnvelopeTest, RefusesWhatItWouldMisunderstand) {
  const std::string bytes = write_envelope(message_with(full_report()), "gen1", sent);
  const auto pointer_after = [&](std::string_view from, std::string_view to) {
    const auto parsed = parse_envelope(replaced(bytes, from, to));
    if (parsed.has_value()) return std::string("accepted");
    EXPECT_EQ(parsed.error().code, Errc::invalid);
    return parsed.error().fields.front().pointer;
  };
  EXPECT_EQ(pointer_after("\"v\":1", "\"v\":2"), "/v");
  EXPECT_EQ(pointer_after("\"v\":1,", ""), "/v");
  EXPECT_EQ(pointer_after("case.create", "case.destroy"), "/type");
  EXPECT_EQ(pointer_after("\"id\":\"0", "\"id\":\"Z"), "/id");
  EXPECT_EQ(pointer_after("\"p\":7", "\"p\":100"), "/p");
  EXPECT_EQ(pointer_after("\"p\":7", "\"p\":7.5"), "/p");
  EXPECT_EQ(pointer_after("{\"user\":\"grid-001\"}", "{}"), "/actor");
  EXPECT_EQ(pointer_after("{\"user\":\"grid-001\"}", "{\"user\":\"a\",\"system\":\"timer\"}"),
            "/actor");
  EXPECT_EQ(pointer_after("\"kind\":\"incident\",", ""), "/body/kind");
  EXPECT_EQ(pointer_after("\"source\":\"resident\"", "\"source\":\"moon\""), "/body/source");
  EXPECT_EQ(pointer_after("[111.25,35.02]", "[211.0,35.02]"), "/body/location");
  EXPECT_EQ(pointer_after("\"floors\":6", "\"floors\":{}"), "/body/fields/floors");
}

TEST(EnvelopeTest, SurvivesAnyDamage) {
  const std::string bytes = write_envelope(message_with(full_report()), "gen1", sent);
  for (std::size_t cut = 0; cut < bytes.size(); ++cut)
    EXPECT_TRUE(parse_envelope(std::string_view(bytes).substr(0, cut)).has_error());

  std::mt19937 random(20261123);
  for (int i = 0; i < 20000; ++i) {
    std::string damaged = bytes;
    for (int k = 0; k < 3; ++k) damaged[random() % damaged.size()] = static_cast<char>(random());
    const auto parsed = parse_envelope(damaged);
    if (parsed.has_error()) EXPECT_NE(parsed.error().code, Errc::internal);
  }
}

Case eventful_case() {
  Case item;
  item.fields = {{"floors", std::int64_t{6}}, {"note", std::string("门")}};
  item.verifiers_tried = {"v-1"};
  item.claims_counted = true;
  item.claim_requests = {"member-003"};
  item.weight = 3;
  item.links = {"26112307-00001"};
  item.attachments = {{std::string(64, 'a'), "before", from_ms(7), "u1"},
                      {std::string(64, 'b'), "evidence", from_ms(8)}};
  item.route_certain = true;
  item.check_policy = "sampled";
  item.stage_overdue = true;
  item.contact_overdue = true;
  item.returned_by = {"d-1", "d-2"};
  item.proposed_org = "d-3";
  item.reopen_refused = item.appeal_open = item.overdue_appealed = true;
  item.closing_ticked = item.check_skipped = true;
  item.whistle_orgs = {"d-4"};
  item.whistle_reported = {"d-4"};
  item.whistle_due = sent;
  item.whistle_overdue = true;
  item.pending = {"suspension", "等材料", sent, true, "dept-001"};
  item.handling.run = 2;
  item.handling.limit = *parse_limit("2紧急工作时制止");
  item.handling.limit_original = *parse_limit("4工作时");
  item.handling.granted = Milliseconds{7'200'000};
  item.handling.started = sent;
  item.handling.due = sent + Milliseconds{5};
  item.handling.due_original = sent + Milliseconds{4};
  item.handling.paused_since = sent + Milliseconds{1};
  item.handling.stopped = sent + Milliseconds{2};
  item.handling.pauses = {{sent, sent + Milliseconds{9}, 1}, {sent, sent, 2}};
  item.handling.extensions = 1;
  return item;
}

TEST(CaseDetail, ComesBackAsItWas) {
  const Case item = eventful_case();
  Case back;
  ASSERT_TRUE(read_case_detail(write_case_detail(item), back).has_value());
  EXPECT_EQ(back.fields, item.fields);
  EXPECT_EQ(back.handling, item.handling);
  EXPECT_EQ(back.pending.by, "dept-001");
  EXPECT_EQ(back.pending.until, sent);
  EXPECT_EQ(back.returned_by, item.returned_by);
  EXPECT_EQ(back.whistle_due, item.whistle_due);
  EXPECT_EQ(back.weight, 3);
  EXPECT_TRUE(back.route_certain && back.claims_counted && back.appeal_open);
  EXPECT_EQ(write_case_detail(back), write_case_detail(item));
}

TEST(CaseDetail, ToleratesWhatAnOtherVersionWrote) {
  Case back;
  back.proposed_org = "kept";
  ASSERT_TRUE(read_case_detail("", back).has_value());
  ASSERT_TRUE(read_case_detail("{}", back).has_value());
  ASSERT_TRUE(read_case_detail(R"({"mood":"good","weight":2})", back).has_value());
  EXPECT_EQ(back.weight, 2);
  EXPECT_EQ(back.proposed_org, "kept");
}

TEST(CaseDetail, SaysWhatIsCorrupt) {
  Case back;
  for (const char* text : {"{", "[]", R"({"weight":"x"})", R"({"handling":{"pauses":[[1,2]]}})",
                           R"({"handling":{"limit":{"kind":"moons","amount":1}}})"})
    EXPECT_EQ(read_case_detail(text, back).error().code, Errc::corrupt) << text;
}

TEST(CaseDetail, IsSmallForAFreshCase) {
  EXPECT_LE(write_case_detail(Case{}).size(), 16u);
}

}  // namespace
}  // namespace gongzhi::wire
