// What somebody writes into the stream by hand is not believed (security.md S07), and what the
// gateway refuses is told to the audit trail.
#include <gtest/gtest.h>

#include "records/reader.hpp"
#include "tests/integration/permission/cast.hpp"
#include "wire/envelope.hpp"

namespace gongzhi::test {
namespace {

std::unique_ptr<records::Reader> reader() {
  records::DatabaseConfig config;
  config.file = county().data() / "store" / "gongzhi.db";
  auto opened = records::Reader::open(config);
  if (!opened) throw std::runtime_error(opened.error().message + opened.error().detail);
  return *std::move(opened);
}

/// How many rows the audit trail has of it.
std::size_t audited(const records::AuditQuery& query) {
  const auto page = reader()->audit(query);
  return page ? page->rows.size() : 0;
}

// An argument of an inline command.
std::string argument(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

TEST(S07, AForgedEnvelopeIsDeadLetteredAuditedAndNotApplied) {
  const std::string& number = cases().numbers.at("same");
  Api witness(county(), "supervisor-001");
  const std::string before = witness.get("/cases/" + number).at("/version");
  Message forged;
  forged.id = MessageId{};
  forged.partition = parse_case_number(number)->partition;
  forged.actor.user = "county-admin";
  forged.fingerprint = std::string(32, '0');
  forged.body = CaseAction{*parse_case_number(number), "withdraw", std::nullopt, {}};
  const std::string envelope =
      wire::write_envelope(forged, reader()->generation().value(), from_ms(1'795'395'600'000));
  const std::string slot = "{p" + std::to_string(forged.partition) + "}";
  // Under the id that the next message would have, as somebody who knows the rules would.
  const auto add = [&] {
    const std::string counter = county().ask_redis("HGET " + slot + ":seq seq");
    const auto begin = counter.find('\n');
    if (begin == std::string::npos) return false;
    const std::string seq = std::to_string(std::atoll(counter.c_str() + begin + 1));
    return county()
        .ask_redis("XADD " + slot + ":in " + seq + "-7 e " + argument(envelope) + " m " +
                   std::string(64, 'a') + " at 1795395600000")
        .starts_with('$');
  };
  ASSERT_TRUE(wait_until(add));

  EXPECT_TRUE(wait_until([] { return audited({.act = "queue.entry"}) == 1; }));
  const auto letters = reader()->dead_letters({});
  ASSERT_TRUE(letters);
  EXPECT_EQ(letters->size(), 1U);
  EXPECT_EQ(witness.get("/cases/" + number).at("/version"), before) << "not applied";
  EXPECT_NE(witness.get("/cases/" + number).at("/state"), "withdrawn");
}

TEST(S30, ARefusalOfTheGatewayIsInTheAuditTrail) {
  const std::string& number = cases().numbers.at("same");
  Api api(county(), "secretary-003");
  ASSERT_EQ(api.get("/cases/" + number).status(), 404);
  ASSERT_EQ(api.post("/cases", report_body("wish", "W0101")).status(), 201);
  ASSERT_EQ(Api(county(), "auditor").post("/cases", report_body("incident", "E0110")).status(),
            403);
  ASSERT_EQ(Api(county(), "grid-003").get("/board?org=140802").status(), 403);

  EXPECT_TRUE(wait_until([&] {
    return audited({.actor = "secretary-003", .act = "case.see", .subject = number}) == 1;
  }));
  EXPECT_TRUE(wait_until([] { return audited({.actor = "auditor", .act = "case.create"}) >= 1; }));
  EXPECT_TRUE(wait_until([] { return audited({.actor = "grid-003", .act = "board.see"}) == 1; }));
}

}  // namespace
}  // namespace gongzhi::test
