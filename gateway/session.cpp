// Reading with limits and timeouts before every allocation, answering one request at a time.
#include "gateway/session.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <tuple>

#include "gateway/gate.hpp"
#include "gateway/head_check.hpp"
#include "gateway/reply_text.hpp"
#include "gateway/router.hpp"
#include "gateway/session_wire.hpp"
#include "runtime/log.hpp"
#include "runtime/wall_clock.hpp"

namespace gongzhi::gateway {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;
using Parser = http::request_parser<http::string_body>;

constexpr auto token = asio::as_tuple(asio::use_awaitable);
constexpr std::string_view head_end = "\r\n\r\n";
constexpr std::size_t batch_bytes_max = 1024 * 1024;
constexpr std::size_t chunk_extension_bytes_max = 256;
constexpr std::chrono::milliseconds linger_limit{1'000};
constexpr std::size_t linger_bytes_max = 256 * 1024;
constexpr std::string_view route_unknown = "unknown";

std::string_view view_of(beast::string_view text) {
  return {text.data(), text.size()};
}

std::string field(const Parser& parser, http::field name) {
  return std::string(view_of(parser.get()[name]));
}

std::string field(const Parser& parser, std::string_view name) {
  return std::string(view_of(parser.get()[beast::string_view(name.data(), name.size())]));
}

Method method_of(http::verb verb) {
  switch (verb) {
    case http::verb::get: return Method::get;
    case http::verb::head: return Method::head;
    case http::verb::post: return Method::post;
    default: return Method::other;
  }
}

std::string_view name_of(Method method) {
  switch (method) {
    case Method::get: return "GET";
    case Method::head: return "HEAD";
    case Method::post: return "POST";
    case Method::other: break;
  }
  return "other";
}

// A trace id from outside goes into logs and headers: word characters only.
bool is_trace_id(std::string_view id) {
  return id.size() >= 8 && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                  c == '-' || c == '_';
         });
}

void read_fields(const Parser& parser, Request& request) {
  request.method = method_of(parser.get().method());
  const std::string_view target = path_of_target(view_of(parser.get().target()));
  const auto question = target.find('?');
  request.path = std::string(target.substr(0, question));
  if (question != std::string_view::npos) request.query = std::string(target.substr(question + 1));
  request.authorization = field(parser, http::field::authorization);
  request.cookie = field(parser, http::field::cookie);
  request.idempotency_key = field(parser, "Idempotency-Key");
  request.if_match = field(parser, http::field::if_match);
  request.if_none_match = field(parser, http::field::if_none_match);
  request.content_type = field(parser, http::field::content_type);
  request.case_key = field(parser, "X-Case-Key");
  request.fetch_site = field(parser, "Sec-Fetch-Site");
  request.agent = field(parser, http::field::user_agent);
  request.language =
      wire::parse_accept_language(view_of(parser.get()[http::field::accept_language]));
}

// An answer on an HTTP/1.0 connection would have to say that it stays open; nobody needs that.
bool stays_open(const Parser& parser) {
  return parser.keep_alive() && parser.get().version() == 11;
}

bool waits_for_go(const Parser& parser) {
  return parser.get().version() == 11 && !field(parser, http::field::expect).empty();
}

Problem head_problem(const HeadFault& fault, wire::Language language) {
  return {fault.status, worded(Errc::invalid, fault.detail, language), std::string(fault.reason)};
}

Problem from_another_site(wire::Language language) {
  const wire::Wording wording{"不接受来自其他网站页面的提交", "not from a page of another site"};
  Problem problem = problem_of(fail(Errc::forbidden, std::string(wording.in(language))));
  problem.reason = "cross_site";
  return problem;
}

Problem body_too_large(wire::Language language) {
  const wire::Wording wording{"内容太大", "the body is too large"};
  return problem_of(fail(Errc::too_large, std::string(wording.in(language))));
}

}  // namespace

struct Session::Exchange {
  std::shared_ptr<Request> request = std::make_shared<Request>();
  Parser parser = {};
  Match match = {};
  std::optional<Problem> refused = {};
  bool head_is_read = false;
  bool body_is_read = false;
  std::chrono::steady_clock::time_point complete = std::chrono::steady_clock::now();
};

Session::Session(SessionPart part, asio::ip::tcp::socket socket)
    : part_(part),
      wire_(std::make_unique<SessionWire>(
          std::move(socket),
          static_cast<std::size_t>(part.lane.shared.settings.gateway.header_bytes_max))) {
  boost::system::error_code ec;
  const auto other = wire_->socket.remote_endpoint(ec);
  if (!ec) address_ = other.address().to_string();
  part_.lane.shared.metrics.connections.Increment();
}

Session::~Session() {
  part_.lane.shared.metrics.connections.Decrement();
}

void Session::close_if_idle() {
  boost::system::error_code ec;
  if (idle_ && wire_->buffer.size() == 0 && wire_->socket.available(ec) == 0) close();
}

void Session::close() {
  wire_->close();
}

void Session::close_if_overdue(std::chrono::steady_clock::time_point now) {
  if (now >= wire_->deadline) close();
}

asio::awaitable<void> Session::run() {
  while (co_await read_head()) {
    idle_ = false;
    if (co_await exchange() == After::close) co_return;
    if (part_.draining) co_return;
    idle_ = true;
  }
}

// False when there is nothing more to read or the head does not come in time or size.
asio::awaitable<bool> Session::read_head() {
  const auto& limits = part_.lane.shared.settings.gateway;
  const auto bytes_max = static_cast<std::size_t>(limits.header_bytes_max);
  beast::flat_buffer& buffer = wire_->buffer;
  bool began = buffer.size() > 0;
  SessionWire::Limit limit(
      *wire_, std::chrono::milliseconds(began ? limits.header_timeout_ms : limits.idle_timeout_ms));
  while (true) {
    const auto end = wire_->read().find(head_end);
    wire_->head_bytes = end == std::string_view::npos ? 0 : end + head_end.size();
    // A head that is too long is answered by exchange(); its end does not matter.
    if (wire_->head_bytes > 0 || buffer.size() > bytes_max) co_return true;
    const auto [ec, size] =
        co_await wire_->socket.async_read_some(buffer.prepare(SessionWire::read_bytes), token);
    if (ec) co_return false;
    buffer.commit(size);
    if (began) continue;
    // From the first byte on the whole head has one deadline: slow senders do not hold a session.
    began = true;
    limit.restart(std::chrono::milliseconds(limits.header_timeout_ms));
  }
}

asio::awaitable<Session::After> Session::exchange() {
  std::exception_ptr failure;
  After after = After::close;
  try {
    after = co_await answer_request();
  } catch (const boost::system::system_error&) {
    throw;  // cancelled
  } catch (...) {
    failure = std::current_exception();
  }
  if (!failure) {
    if (after == After::close) co_await linger();
    co_return after;
  }
  const std::string trace_id = part_.lane.next_trace_id();
  std::string what = "not an exception of ours";
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& e) {
    what = e.what();
  }
  runtime::log_error("request failed", {{"trace_id", trace_id}, {"error", what}});
  Request request;
  request.trace_id = trace_id;
  const Reply reply = reply_of(problem_of(fail(Errc::internal, "")), request);
  co_await wire_->write(reply_text(reply, {trace_id, Framing::Connection::close,
                                           Framing::Body::whole, runtime::wall_now()}),
                        linger_limit);
  co_await linger();
  co_return After::close;
}

asio::awaitable<Session::After> Session::answer_request() {
  Exchange exchange;
  exchange.request->trace_id = part_.lane.next_trace_id();
  exchange.request->now = runtime::wall_now();
  exchange.request->address = address_;
  Received received = receive_head(exchange);
  if (received == Received::whole) received = co_await receive_body(exchange);
  if (received == Received::gone) co_return After::close;
  exchange.complete = std::chrono::steady_clock::now();
  Answer answer;
  if (exchange.refused)
    answer = *std::move(exchange.refused);
  else if (auto held = co_await admit(part_.lane, exchange.request, exchange.match.route))
    answer = *std::move(held);
  else
    answer = co_await exchange.match.route->answer(part_.lane, exchange.request);
  co_return co_await send(exchange, std::move(answer));
}

// Everything that can be said before the body is read.
Session::Received Session::receive_head(Exchange& exchange) {
  Request& request = *exchange.request;
  const auto refuse = [&](Problem problem) {
    exchange.refused = std::move(problem);
    return Received::refused;
  };
  const auto bytes_max =
      static_cast<std::size_t>(part_.lane.shared.settings.gateway.header_bytes_max);
  if (wire_->head_bytes == 0 || wire_->head_bytes > bytes_max)
    return refuse(
        head_problem({431, "head_too_long", {"请求头太长", "The request's head is too long."}},
                     language_of_head(wire_->read())));
  const std::string_view head = wire_->read().substr(0, wire_->head_bytes);
  if (const auto fault = check_head(head)) {
    request.language = language_of_head(head);
    return refuse(head_problem(*fault, request.language));
  }
  Parser& parser = exchange.parser;
  parser.header_limit(static_cast<std::uint32_t>(wire_->head_bytes + 1));
  parser.body_limit(boost::none);
  boost::system::error_code ec;
  parser.put(asio::buffer(head.data(), head.size()), ec);
  if (ec || !parser.is_header_done())
    return refuse(head_problem(
        {400, "bad_head", {"请求头格式有误", "The request's head is not well formed."}},
        language_of_head(head)));
  wire_->buffer.consume(wire_->head_bytes);
  exchange.head_is_read = true;
  exchange.body_is_read = parser.is_done();
  read_fields(parser, request);
  if (const std::string id = field(parser, "X-Request-Id"); is_trace_id(id)) request.trace_id = id;
  exchange.match = match_route(request.method, request.path);
  request.arguments = exchange.match.arguments;
  // A page of another site must not act with our cookie (security.md S17).
  if (request.method == Method::post && request.fetch_site == "cross-site")
    return refuse(from_another_site(request.language));
  if (exchange.match.route) return Received::whole;
  if (exchange.match.allow.empty()) return refuse(no_such_thing(request.language));
  return refuse(method_not_allowed(exchange.match.allow, request.language));
}

asio::awaitable<Session::Received> Session::receive_body(Exchange& exchange) {
  Parser& parser = exchange.parser;
  if (parser.is_done()) co_return Received::whole;
  const auto& limits = part_.lane.shared.settings.gateway;
  const auto bytes_max = exchange.match.route->body == Route::Body::batch
                             ? batch_bytes_max
                             : static_cast<std::size_t>(limits.body_bytes_max);
  const wire::Language language = exchange.request->language;
  const auto length = parser.content_length();
  if (length && *length > bytes_max) {
    exchange.refused = body_too_large(language);
    co_return Received::refused;
  }
  parser.body_limit(bytes_max);
  parser.eager(true);
  auto chunk = [](std::uint64_t, beast::string_view extension, boost::system::error_code& ec) {
    if (extension.size() > chunk_extension_bytes_max) ec = http::error::bad_chunk_extension;
  };
  parser.on_chunk_header(chunk);
  const auto fields_before = std::distance(parser.get().begin(), parser.get().end());
  const SessionWire::Limit limit(*wire_, std::chrono::milliseconds(limits.body_timeout_ms));
  if (waits_for_go(parser) && wire_->buffer.size() == 0) {
    const auto [failed, size] = co_await asio::async_write(
        wire_->socket, asio::buffer(std::string_view("HTTP/1.1 100 Continue\r\n\r\n")), token);
    if (failed) co_return Received::gone;
  }
  boost::system::error_code ec;
  // Most bodies came in together with their head.
  if (length && wire_->buffer.size() >= *length)
    wire_->buffer.consume(parser.put(wire_->buffer.data(), ec));
  else
    std::tie(ec, std::ignore) =
        co_await http::async_read(wire_->socket, wire_->buffer, parser, token);
  if (ec == http::error::body_limit) {
    exchange.refused = body_too_large(language);
    co_return Received::refused;
  }
  if (ec == http::error::partial_message || ec == http::error::end_of_stream ||
      (ec && ec.category() == asio::error::get_system_category()))
    co_return Received::gone;
  // Trailers are fields that nobody has checked.
  if (ec || fields_before != std::distance(parser.get().begin(), parser.get().end())) {
    exchange.refused = head_problem(
        {400, "bad_body", {"请求体分块格式有误", "The body's framing is not well formed."}},
        language);
    co_return Received::refused;
  }
  exchange.body_is_read = true;
  exchange.request->body = std::move(parser.get().body());
  co_return Received::whole;
}

asio::awaitable<Session::After> Session::send(Exchange& exchange, Answer answer) {
  const Request& request = *exchange.request;
  std::string trouble;
  if (const auto* problem = std::get_if<Problem>(&answer); problem && problem->status >= 500)
    trouble = problem->error.message + " | " + problem->error.detail;
  const Reply reply = std::holds_alternative<Reply>(answer)
                          ? std::get<Reply>(std::move(answer))
                          : reply_of(std::get<Problem>(answer), request);
  const std::string_view route = exchange.match.route ? exchange.match.route->path : route_unknown;
  part_.metrics.observe({name_of(request.method), route, reply.status},
                        std::chrono::steady_clock::now() - exchange.complete);
  if (!trouble.empty())
    runtime::log_warn("answered with an error", {{"trace_id", request.trace_id},
                                                 {"route", route},
                                                 {"status", reply.status},
                                                 {"error", trouble}});
  const bool keep =
      exchange.body_is_read && !part_.draining && !reply.live && stays_open(exchange.parser);
  Framing framing{request.trace_id};
  framing.connection = keep ? Framing::Connection::keep_alive : Framing::Connection::close;
  if (request.method == Method::head) framing.body = Framing::Body::left_out;
  if (reply.live) framing.body = Framing::Body::stream;
  framing.now = request.now;
  const std::chrono::milliseconds limit(part_.lane.shared.settings.gateway.body_timeout_ms);
  if (!co_await wire_->write(reply_text(reply, framing), limit)) co_return After::close;
  if (reply.live && request.method == Method::get)
    co_await serve_live(*reply.live, request.credential);
  co_return keep ? After::keep : After::close;
}

asio::awaitable<void> Session::serve_live(Actor actor, Credential proof) {
  // A listener that does not take a few kilobytes within ten seconds is gone.
  static constexpr std::chrono::milliseconds write_limit{10'000};
  prometheus::Gauge& clients = part_.lane.shared.metrics.live_clients;
  clients.Increment();
  struct Leave {
    prometheus::Gauge& gauge;
    ~Leave() { gauge.Decrement(); }
  } const leave{clients};
  co_await part_.lane.live.serve(std::move(actor), std::move(proof), [this](std::string text) {
    return wire_->write(std::move(text), write_limit);
  });
}

// Lets the answer arrive before the socket goes: closing with unread bytes would reset it.
asio::awaitable<void> Session::linger() {
  boost::system::error_code ec;
  wire_->socket.shutdown(asio::ip::tcp::socket::shutdown_send, ec);
  if (ec) co_return;
  const SessionWire::Limit limit(*wire_, linger_limit);
  std::size_t discarded = 0;
  wire_->buffer.clear();
  while (discarded < linger_bytes_max) {
    const auto [read_ec, size] = co_await wire_->socket.async_read_some(
        wire_->buffer.prepare(SessionWire::read_bytes), token);
    if (read_ec) co_return;
    discarded += size;
  }
}

}  // namespace gongzhi::gateway
