// Every operation of openapi.yaml, really asked: whatever comes back is a documented status with a
// body of its schema and the header fields that are promised, and every documented status that can
// be provoked was seen.
#include <gmock/gmock.h>

#include <set>

#include "tests/contract/api/document.hpp"
#include "tests/contract/api/survey.hpp"
#include "wire/schema.hpp"

namespace gongzhi::test {
namespace {

const std::vector<Seen>& survey() {
  static const Survey survey;
  return survey.seen();
}

TEST(Operations, AnswerWithDocumentedStatuses) {
  const Document document;
  for (const Seen& seen : survey())
    EXPECT_NE(document.find(seen.operation, std::to_string(seen.answer.status())), nullptr)
        << seen.operation << " " << seen.answer;
}

TEST(Operations, AnswerWithBodiesOfTheirSchemas) {
  const Document document;
  const wire::SchemaSet schemas = wire::SchemaSet::embedded();
  for (const Seen& seen : survey()) {
    const auto* response = document.find(seen.operation, std::to_string(seen.answer.status()));
    if (response == nullptr) continue;  // the test above says so
    const Promise promise = document.promise(*response);
    const std::string& type = seen.answer.http.field("content-type");
    EXPECT_EQ(type.substr(0, type.find(';')), promise.content_type) << seen.operation;
    if (promise.content_type.empty()) EXPECT_EQ(seen.answer.http.body, "") << seen.operation;
    if (!promise.content_type.ends_with("json")) continue;
    EXPECT_TRUE(seen.answer.body.is_json()) << seen.operation;
    if (promise.schema.empty() || !seen.answer.body.is_json()) continue;
    const auto valid = schemas.validate(promise.schema, seen.answer.body.json());
    EXPECT_TRUE(valid.has_value()) << seen.operation << " " << valid.error().fields.front().pointer
                                   << " " << valid.error().fields.front().detail << "\n"
                                   << seen.answer.http.body.substr(0, 1'000);
  }
}

TEST(Operations, AnswerWithThePromisedHeaderFields) {
  const Document document;
  for (const Seen& seen : survey()) {
    const auto* response = document.find(seen.operation, std::to_string(seen.answer.status()));
    if (response == nullptr) continue;
    for (const std::string& field : document.promise(*response).fields)
      EXPECT_NE(seen.answer.http.field(field), "")
          << field << " of " << seen.operation << " " << seen.answer.status();
  }
}

TEST(Operations, TellCachesAndBrowsersWhatTheyMay) {
  const std::set<std::string> for_everybody{"get /categories", "get /kinds", "get /orgs",
                                            "get /openapi.json"};
  for (const Seen& seen : survey()) {
    const HttpAnswer& http = seen.answer.http;
    const bool is_public = for_everybody.contains(seen.operation) && http.status < 400;
    const bool is_picture = seen.operation.find("{id}") != std::string::npos &&
                            seen.operation.find("attachments") != std::string::npos &&
                            http.status < 400;
    EXPECT_EQ(http.field("cache-control"), is_public    ? "no-cache"
                                           : is_picture ? "private, no-cache"
                                                        : "no-store")
        << seen.operation;
    EXPECT_EQ(http.field("x-content-type-options"), "nosniff");
    EXPECT_EQ(http.field("referrer-policy"), "same-origin");
    // Unencrypted, and no https origin is configured (RFC 6797 7.2).
    EXPECT_EQ(http.field("strict-transport-security"), "") << seen.operation;
    EXPECT_THAT(
        http.field("content-security-policy"),
        testing::HasSubstr(is_picture ? "default-src 'none'; sandbox" : "default-src 'self'"));
    EXPECT_EQ(http.field("server"), "");
    EXPECT_EQ(http.field("access-control-allow-origin"), "");
    EXPECT_NE(http.field("x-request-id"), "");
    if (http.status == 401) EXPECT_EQ(http.field("www-authenticate"), "Bearer") << seen.operation;
    if (http.status >= 400)
      EXPECT_EQ(seen.answer.at("/trace_id"), http.field("x-request-id")) << seen.operation;
  }
}

TEST(Operations, WereSeenWithEveryStatusThatCanBeProvoked) {
  // Only while the platform starts, or not built yet.
  const std::set<std::string> not_provoked{
      "get /categories 503", "get /kinds 503", "get /orgs 503", "get /live 503",
      "post /cases:batch 503", "post /uploads 503", "post /uploads 507", "get /duty 503",
      // A bearer token has a machine's limit.
      "post /cases 429", "post /cases:batch 429", "post /cases/{number}/actions/{action} 429",
      // These wait as all acts do, or need a hundred looks.
      "post /cases/{number}/withdraw-consent 202", "post /cases/{number}/erase 202",
      "post /cases/{number}/reveal 429", "post /users 202", "post /tokens 202",
      "post /tokens/{id}/revoke 202", "post /users/{id}/actions/{action} 202"};
  std::set<std::string> seen;
  for (const Seen& one : survey())
    seen.insert(one.operation + " " + std::to_string(one.answer.status()));
  const Document document;
  for (const std::string& operation : document.operations())
    for (const std::string& status : document.statuses(operation)) {
      const std::string pair = operation + " " + status;
      if (status == "default" || not_provoked.contains(pair)) continue;
      EXPECT_TRUE(seen.contains(pair)) << pair << " was not seen";
    }
}

}  // namespace
}  // namespace gongzhi::test
