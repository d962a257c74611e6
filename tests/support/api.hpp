// The API as one person uses it, for tests: a bearer token, fresh Idempotency-Keys, answers read as
// JSON. Only for programs that link room_wire.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "tests/support/demo_platform.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/wait.hpp"
#include "wire/json.hpp"

namespace gongzhi::test {

/// A key that nobody used before, long enough for somebody without account.
inline std::string fresh_key() {
  static std::atomic<int> next{0};
  return "key-of-a-test-" + std::to_string(::getpid()) + "-" + std::to_string(++next) + "-0123456";
}

/// A body that is JSON, and what stands at a JSON pointer in it.
class Body {
 public:
  explicit Body(const std::string& text) : text_(text) {
    auto parsed = wire::parse_json(text, wire::file_limits);
    if (parsed) document_ = std::make_shared<wire::JsonDocument>(*std::move(parsed));
  }

  bool is_json() const { return document_ != nullptr; }
  const wire::Json& json() const { return *document_; }

  /// nullptr when there is nothing. `pointer` like "/items/0/number"; no escapes.
  const wire::Json* find(std::string_view pointer) const {
    const wire::Json* at = document_.get();
    while (at != nullptr && !pointer.empty()) {
      pointer.remove_prefix(1);
      const std::string_view word = pointer.substr(0, pointer.find('/'));
      pointer.remove_prefix(word.size());
      if (at->IsArray()) {
        const auto index = static_cast<unsigned>(std::atoi(std::string(word).c_str()));
        at = index < at->Size() ? &(*at)[index] : nullptr;
      } else {
        at = wire::find_member(*at, word);
      }
    }
    return at;
  }
  /// As text: strings as they are, numbers and words as JSON, "(none)" when absent, "null".
  std::string at(std::string_view pointer) const {
    const wire::Json* found = find(pointer);
    if (found == nullptr) return "(none)";
    if (found->IsString()) return std::string(wire::text_of(*found));
    if (found->IsInt64()) return std::to_string(found->GetInt64());
    if (found->IsBool()) return found->GetBool() ? "true" : "false";
    if (found->IsNull()) return "null";
    return found->IsArray() ? "[" + std::to_string(found->Size()) + "]" : "{}";
  }
  std::size_t size(std::string_view pointer) const {
    const wire::Json* found = find(pointer);
    return found != nullptr && found->IsArray() ? found->Size() : 0;
  }
  /// Whether the list at `pointer` holds this word.
  bool lists(std::string_view pointer, std::string_view word) const {
    const wire::Json* found = find(pointer);
    if (found == nullptr || !found->IsArray()) return false;
    for (const wire::Json& item : found->GetArray())
      if (item.IsString() && wire::text_of(item) == word) return true;
    return false;
  }
  /// Whether an object of the list at `pointer` has this text as its `member`.
  bool lists_with(std::string_view pointer, std::string_view member, std::string_view text) const {
    const wire::Json* found = find(pointer);
    if (found == nullptr || !found->IsArray()) return false;
    for (const wire::Json& item : found->GetArray())
      if (wire::text_member(item, member) == text) return true;
    return false;
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
  std::shared_ptr<wire::JsonDocument> document_;
};

struct Answered {
  HttpAnswer http;
  Body body;

  int status() const { return http.status; }
  std::string at(std::string_view pointer) const { return body.at(pointer); }
};

inline std::ostream& operator<<(std::ostream& out, const Answered& answer) {
  return out << answer.status() << " " << answer.http.body;
}

/// What a browser says besides, when a page of the platform itself makes the request.
inline HttpFields said_by_our_page() {
  return {{"Origin", "http://localhost"}, {"Sec-Fetch-Site", "same-origin"}};
}

/// One person on one connection. An empty user is somebody without account. With a cookie it
/// behaves like a browser that shows a page of ours, unless the test says what page it is.
class Api {
 public:
  explicit Api(DemoPlatform& platform, const std::string& user = {})
      : platform_(platform), user_(user), client_(platform.port()) {}

  Answered get(const std::string& path, HttpFields fields = {}) {
    sign(fields);
    return answered(client_.get("/api/v1" + path, fields));
  }
  /// With a fresh key unless `fields` has one.
  Answered post(const std::string& path, const std::string& body, HttpFields fields = {}) {
    sign(fields);
    bool has_key = false;
    for (const auto& field : fields) has_key = has_key || field.first == "Idempotency-Key";
    if (!has_key) fields.emplace_back("Idempotency-Key", fresh_key());
    return answered(client_.post("/api/v1" + path, body, fields));
  }
  Answered act(const std::string& number, const std::string& action,
               const std::string& input = "{}", HttpFields fields = {}) {
    bool has_version = false;
    for (const auto& field : fields) has_version = has_version || field.first == "If-Match";
    if (!has_version) fields.emplace_back("If-Match", get("/cases/" + number).http.field("etag"));
    return post("/cases/" + number + "/actions/" + action, input, std::move(fields));
  }
  /// The number of a new case; empty (and a red test) when it was not accepted.
  std::string report(const std::string& body) {
    const Answered answer = post("/cases", body);
    EXPECT_EQ(answer.status(), 201) << answer;
    return answer.status() == 201 ? answer.at("/number") : std::string();
  }
  /// The case once it is in that state; red when it does not come there.
  Answered wait_for_state(const std::string& number, const std::string& state) {
    std::optional<Answered> seen;
    const bool came = wait_until([&] {
      seen = get("/cases/" + number);
      return seen->at("/state") == state;
    });
    EXPECT_TRUE(came) << number << " is not " << state << ": " << *seen;
    return *seen;
  }
  HttpClient& client() { return client_; }

 private:
  void sign(HttpFields& fields) {
    if (!user_.empty()) fields.emplace_back("Authorization", "Bearer " + platform_.token(user_));
    const auto says = [&](std::string_view name) {
      return std::ranges::any_of(fields, [&](const auto& field) { return field.first == name; });
    };
    if (!says("Cookie") || says("Origin") || says("Sec-Fetch-Site")) return;
    for (auto& field : said_by_our_page()) fields.push_back(std::move(field));
  }
  static Answered answered(HttpAnswer http) {
    Body body(http.body);
    return {std::move(http), std::move(body)};
  }

  DemoPlatform& platform_;
  std::string user_;
  HttpClient client_;
};

/// The body of a report. `more` begins with a comma, or is empty.
inline std::string report_body(const std::string& kind, const std::string& category,
                               const std::string& more = {}) {
  return R"({"kind":")" + kind + R"(","category":")" + category +
         R"(","title":"南门旁垃圾成堆","description":"两天没人清运，有异味。",)"
         R"("location":{"lon":111.0,"lat":35.02})" +
         more + "}";
}

}  // namespace gongzhi::test
