// The platform of this program, and people who sign in to it with a browser's cookie jar.
#pragma once

#include "tests/support/api.hpp"
#include "tests/support/authenticator.hpp"

namespace gongzhi::test {

/// Cheap hashes, and nothing else changed. Started at the first use.
inline DemoPlatform& demo() {
  static DemoPlatform platform("[accounts]\nhash_memory_kib = 19_456\nhash_passes = 2\n");
  return platform;
}

inline std::string json_of(std::initializer_list<std::pair<const char*, std::string>> members) {
  std::string text;
  for (const auto& [name, value] : members)
    text += std::string(text.empty() ? "{" : ",") + "\"" + name + "\":\"" + value + "\"";
  return text + "}";
}

/// One browser, from an address of its own, showing a page of ours.
class Visitor {
 public:
  explicit Visitor(const std::string& address = "127.0.0.1") : client_(demo().port()) {
    client_.come_from(address);
  }

  Answered get(const std::string& path) { return take(client_.get(path, fields())); }
  Answered post(const std::string& path, const std::string& body) {
    HttpFields with = fields();
    with.emplace_back("Idempotency-Key", fresh_key());
    return take(client_.post(path, body, with));
  }
  Answered form(const std::string& path, const std::string& body) {
    HttpFields with = fields();
    with.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    return take(client_.post(path, body, with));
  }
  Answered sign_in(const std::string& login, const std::string& password) {
    return post("/api/v1/session", json_of({{"login", login}, {"password", password}}));
  }
  Answered sign_in(const std::string& login) { return sign_in(login, demo().demo_password()); }

  /// The value of the session's cookie; empty = none.
  std::string cookie;
  /// What it says of the page that makes the requests.
  HttpFields page = said_by_our_page();
  HttpClient& client() { return client_; }

 private:
  HttpFields fields() const {
    HttpFields with = page;
    if (!cookie.empty()) with.emplace_back("Cookie", "a=b; __Host-sid=" + cookie);
    return with;
  }
  Answered take(HttpAnswer http) {
    const std::string& set = http.field("set-cookie");
    const std::string before = "__Host-sid=";
    if (set.starts_with(before)) cookie = set.substr(before.size(), set.find(';') - before.size());
    Body body(http.body);
    return {std::move(http), std::move(body)};
  }

  HttpClient client_;
};

}  // namespace gongzhi::test
