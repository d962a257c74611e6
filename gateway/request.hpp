// One request and its answer as plain values. What HTTP looks like on the wire is session.cpp's and
// head_check.cpp's business; nothing else in the gateway knows.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "gateway/credential.hpp"
#include "gateway/door_rules.hpp"
#include "gateway/problem.hpp"
#include "governance/instant.hpp"
#include "governance/message.hpp"
#include "runtime/uploads.hpp"
#include "wire/language.hpp"

namespace gongzhi::gateway {

enum class Method { get, head, post, other };

class Upload;

/// Immutable while it is answered. Header fields hold their value without blanks around it, empty
/// when absent; none of them is doubled.
struct Request {
  Method method = Method::get;
  std::string path;                           // as sent, without query
  std::string query;                          // as sent, without `?`
  std::array<std::string, 2> arguments = {};  // of the route's template, in order

  std::string authorization = {};
  std::string cookie = {};
  std::string idempotency_key = {};
  std::string if_match = {};
  std::string if_none_match = {};
  std::string content_type = {};
  std::string case_key = {};
  std::string fetch_site = {};  // what a browser says of the page that asks
  std::string host = {};        // name and port, as the client said
  std::string origin = {};

  std::string agent = {};    // what the program that asks says of itself
  std::string address = {};  // of the client, without port; behind proxies as they say
  std::string source = {};   // how limits name it (gateway/door_rules.hpp); empty = not limited
  bool is_secure = false;    // encrypted on its way to us or to a configured proxy
  AskedFrom asked_from = AskedFrom::unsaid;
  Credential credential = {};  // what it proves; see gate.hpp
  std::string body = {};
  std::shared_ptr<Upload> upload = {};  // what the body of Route::Body::upload became
  std::string trace_id = {};
  wire::Language language = wire::Language::zh;
  Instant now{};
};
using RequestPtr = std::shared_ptr<const Request>;

inline constexpr std::string_view json_type = "application/json; charset=utf-8";
inline constexpr std::string_view problem_type = "application/problem+json; charset=utf-8";

struct Reply {
  int status = 200;
  std::string body = {};
  std::string_view content_type = json_type;
  std::string fields = {};         // more header fields, each `Name: value\r\n`; see add_field
  std::optional<Actor> live = {};  // the connection becomes this actor's live stream
  bool is_public = false;          // the same for everybody: caches may keep it while they ask
  bool is_picture = false;         // the asker's own cache may keep it while it asks
  std::shared_ptr<const runtime::OpenFile> file = {};  // instead of the body
};

/// Appends a header field. Values are ours; one with a control character aborts.
void add_field(std::string& fields, std::string_view name, std::string_view value);

/// What a route answers.
using Answer = std::variant<Reply, Problem>;

/// The problem as the reply that is sent.
Reply reply_of(const Problem& problem, const Request& request);

/// 200 with `body`, or 304 when the request names its ETag; the ETag is a hash of the body.
Reply cacheable(std::string body, const Request& request);

/// `Link: rel="next"`; nothing when there is no next page. `query` = the present one without its
/// cursor.
struct NextPage {
  std::string query;
  std::string_view cursor;
};
void add_next_link(Reply& reply, const Request& request, const NextPage& next);

/// True when an `If-None-Match` value names this (quoted) tag or is `*`.
bool names_tag(std::string_view if_none_match, std::string_view tag);

}  // namespace gongzhi::gateway
