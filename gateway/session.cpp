// Reading with limits and timeouts before every allocation, answering one request at a time.
#include "gateway/session.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>
#include <tuple>

#include "gateway/door_check.hpp"
#include "gateway/gate.hpp"
#include "gateway/head_check.hpp"
#include "gateway/head_fields.hpp"
#include "gateway/reply_text.hpp"
#include "gateway/router.hpp"
#include "gateway/served_file.hpp"
#include "gateway/session_wire.hpp"
#include "gateway/upload_body.hpp"
#include "runtime/fault.hpp"
#include "runtime/log.hpp"
#include "runtime/wall_clock.hpp"

namespace gongzhi::gateway {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;
using Parser = BodyParser;

constexpr auto token = asio::as_tuple(asio::use_awaitable);
constexpr std::string_view head_end = "\r\n\r\n";
constexpr std::size_t chunk_extension_bytes_max = 256;
constexpr std::chrono::milliseconds linger_limit{1'000};
constexpr std::size_t linger_bytes_max = 256 * 1024;
constexpr std::string_view route_unknown = "unknown";

// An answer on an HTTP/1.0 connection would have to say that it stays open; nobody needs that.
bool stays_open(const Parser& parser) {
  return parser.keep_alive() && parser.get().version() == 11;
}

bool waits_for_go(const Parser& parser) {
  return parser.get().version() == 11 && !parser.get()[http::field::expect].empty();
}

}  // namespace

struct Session::Exchange {
  std::shared_ptr<Request> request = std::make_shared<Request>();
  Parser parser = {};
  Match match = {};
  std::optional<Problem> refused = {};
  std::optional<RateState> rate = {};
  bool is_https = false;
  bool head_is_read = false;
  bool body_is_read = false;
  std::chrono::steady_clock::time_point complete = std::chrono::steady_clock::now();
};

Session::Session(SessionPart part, asio::ip::tcp::socket socket)
    : part_(part),
      wire_(std::make_unique<SessionWire>(
          std::move(socket),
          static_cast<std::size_t>(part.lane.shared.settings.gateway.header_bytes_max), part.tls)) {
  boost::system::error_code ec;
  const auto other = wire_->socket.remote_endpoint(ec);
  if (!ec) peer_.address = other.address();
  peer_.is_secure = wire_->tls != nullptr;
  const DoorRules& rules = part_.lane.shared.door.rules;
  is_proxy_ = rules.is_proxy(peer_.address);
  is_https_only_ = rules.is_https_only();
  address_ = peer_.address.to_string();
  source_ = limited_source(part_.lane, peer_);
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
  if (now < wire_->deadline) return;
  // What was not taken in time is not kept for later.
  boost::system::error_code ec;
  wire_->socket.set_option(asio::socket_base::linger(true, 0), ec);
  close();
}

asio::awaitable<void> Session::run() {
  const std::chrono::milliseconds limit(part_.lane.shared.settings.gateway.header_timeout_ms);
  if (wire_->tls && !co_await wire_->shake_hands(limit)) co_return;
  while (co_await read_head()) {
    idle_ = false;
    if (co_await exchange() == After::close) co_return;
    if (part_.draining) co_return;
    idle_ = true;
  }
  if (wire_->tls && wire_->socket.is_open()) co_await wire_->say_goodbye(linger_limit);
}

// False when there is nothing more to read or the head does not come in time or size.
asio::awaitable<bool> Session::read_head() {
  const auto& limits = part_.lane.shared.settings.gateway;
  const auto bytes_max = static_cast<std::size_t>(limits.header_bytes_max);
  beast::flat_buffer& buffer = wire_->buffer;
  bool began = buffer.size() > 0;
  std::size_t looked = 0;
  SessionWire::Limit limit(
      *wire_, std::chrono::milliseconds(began ? limits.header_timeout_ms : limits.idle_timeout_ms));
  while (true) {
    const auto end = wire_->read().find(head_end);
    wire_->head_bytes = end == std::string_view::npos ? 0 : end + head_end.size();
    // A head that is too long or broken is answered by exchange(); its end does not matter.
    if (wire_->head_bytes > 0 || buffer.size() > bytes_max) co_return true;
    if (is_beyond_repair(wire_->read(), looked)) co_return true;
    looked = buffer.size();
    const auto [ec, size] =
        co_await wire_->async_read_some(buffer.prepare(SessionWire::read_bytes), token);
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
  Framing framing{trace_id, Framing::Connection::close};
  framing.now = runtime::wall_now();
  framing.is_https = peer_.is_secure || is_https_only_;
  co_await wire_->write(reply_text(reply, framing), linger_limit);
  co_await linger();
  co_return After::close;
}

asio::awaitable<Session::After> Session::answer_request() {
  Exchange exchange;
  exchange.request->trace_id = part_.lane.next_trace_id();
  exchange.request->now = runtime::wall_now();
  exchange.request->address = address_;
  exchange.is_https = peer_.is_secure || is_https_only_;
  Received received = receive_head(exchange);
  const bool is_upload = received == Received::whole && exchange.match.takes_picture();
  if (is_upload) co_await let_in(exchange);  // before ten megabytes are taken
  if (received == Received::whole && !exchange.refused) received = co_await receive_body(exchange);
  if (received == Received::gone) co_return After::close;
  exchange.complete = std::chrono::steady_clock::now();
  if (runtime::fault("request_throws")) throw std::logic_error("a secret that nobody may see");
  if (!is_upload) co_await let_in(exchange);
  Answer answer;
  if (exchange.refused)
    answer = *std::move(exchange.refused);
  else
    answer = co_await exchange.match.route->answer(part_.lane, exchange.request);
  co_return co_await send(exchange, std::move(answer));
}

asio::awaitable<void> Session::let_in(Exchange& exchange) {
  if (!exchange.refused)
    exchange.refused = co_await admit(part_.lane, exchange.request, exchange.match.route);
  if (auto refused = pay(exchange)) exchange.refused = std::move(refused);
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
  const std::size_t head_bytes = wire_->head_bytes == 0 ? wire_->buffer.size() : wire_->head_bytes;
  if (head_bytes > bytes_max) return refuse(head_too_long(language_of_head(wire_->read())));
  const std::string_view head = wire_->read().substr(0, head_bytes);
  if (const auto fault = check_head(head)) {
    request.language = language_of_head(head);
    note_refusal(part_.lane, request, fault->reason);
    return refuse(head_problem(*fault, request.language));
  }
  Parser& parser = exchange.parser;
  parser.header_limit(static_cast<std::uint32_t>(wire_->head_bytes + 1));
  parser.body_limit(boost::none);
  boost::system::error_code ec;
  parser.put(asio::buffer(head.data(), head.size()), ec);
  if (ec || !parser.is_header_done()) return refuse(bad_head(language_of_head(head)));
  wire_->buffer.consume(wire_->head_bytes);
  exchange.head_is_read = true;
  exchange.body_is_read = parser.is_done();
  read_fields(parser.get(), request);
  settle_client(exchange);
  exchange.match = match_route(request.method, request.path);
  request.arguments = exchange.match.arguments;
  if (auto refused = knock(exchange)) return refuse(*std::move(refused));
  return Received::whole;
}

// Who asks, and from which page.
void Session::settle_client(Exchange& exchange) {
  Request& request = *exchange.request;
  const DoorRules& rules = part_.lane.shared.door.rules;
  request.is_secure = peer_.is_secure;
  request.source = source_;
  if (is_proxy_) {
    const SaidByProxies said = read_forwarded(exchange.parser.get());
    name_client(part_.lane,
                rules.client_of(peer_, {said.forwarded_for, said.forwarded_proto, said.forwarded}),
                request);
  }
  request.asked_from =
      rules.asked_from({request.host, request.origin, request.fetch_site, request.is_secure});
  exchange.is_https = request.is_secure || rules.is_https_host(request.host);
}

std::optional<Problem> Session::knock(Exchange& exchange) {
  Lane& lane = part_.lane;
  const Request& request = *exchange.request;
  const auto refuse = [&](Problem problem) {
    note_refusal(lane, request, problem.reason);
    return problem;
  };
  if (auto refused = check_site(lane.shared.door.rules, request))
    return refuse(*std::move(refused));
  if (exchange.match.route) return check_shape(*exchange.match.route, request);
  if (exchange.match.allow.empty()) return no_such_thing(request.language);
  return method_not_allowed(exchange.match.allow, request.language);
}

// Of whoever asks, as soon as it is known who that is. Also what is refused is counted.
std::optional<Problem> Session::pay(Exchange& exchange) {
  const Request& request = *exchange.request;
  if (exchange.head_is_read) exchange.rate = charge(part_.lane, request, payer_);
  if (!exchange.rate || exchange.rate->is_allowed) return std::nullopt;
  note_refusal(part_.lane, request, "rate_limited");
  return too_often(*exchange.rate, request.language);
}

asio::awaitable<Session::Received> Session::receive_body(Exchange& exchange) {
  Parser& parser = exchange.parser;
  if (parser.is_done()) co_return Received::whole;
  const auto [bytes_max, time_max] =
      body_bounds(exchange.match.route->body, part_.lane.shared.settings);
  const wire::Language language = exchange.request->language;
  const auto length = parser.content_length();
  if (length && *length > bytes_max) {
    exchange.refused = body_too_large(language);
    co_return Received::refused;
  }
  const bool is_upload = exchange.match.takes_picture();
  if (is_upload) exchange.refused = begin_upload(part_.lane, *exchange.request);
  if (exchange.refused) co_return Received::refused;
  parser.body_limit(bytes_max);
  parser.eager(true);
  auto chunk = [](std::uint64_t, beast::string_view extension, boost::system::error_code& ec) {
    if (extension.size() > chunk_extension_bytes_max) ec = http::error::bad_chunk_extension;
  };
  parser.on_chunk_header(chunk);
  const auto fields_before = std::distance(parser.get().begin(), parser.get().end());
  const SessionWire::Limit limit(*wire_, time_max);
  if (waits_for_go(parser) && wire_->buffer.size() == 0) {
    const auto [failed, size] = co_await asio::async_write(
        *wire_, asio::buffer(std::string_view("HTTP/1.1 100 Continue\r\n\r\n")), token);
    if (failed) co_return Received::gone;
  }
  boost::system::error_code ec;
  // Most bodies came in together with their head.
  if (is_upload)
    ec = co_await receive_upload(*wire_, parser, *exchange.request->upload, exchange.refused);
  else if (length && wire_->buffer.size() >= *length)
    wire_->buffer.consume(parser.put(wire_->buffer.data(), ec));
  else
    std::tie(ec, std::ignore) = co_await http::async_read(*wire_, wire_->buffer, parser, token);
  if (exchange.refused) co_return Received::refused;
  if (ec == http::error::body_limit) {
    exchange.refused = body_too_large(language);
    co_return Received::refused;
  }
  const auto& of_http = http::make_error_code(http::error::end_of_stream).category();
  if (ec == http::error::partial_message || ec == http::error::end_of_stream ||
      (ec && ec.category() != of_http))
    co_return Received::gone;
  // Trailers are fields that nobody has checked.
  if (ec || fields_before != std::distance(parser.get().begin(), parser.get().end())) {
    exchange.refused = bad_framing(language);
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
  Reply reply = std::holds_alternative<Reply>(answer)
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
  framing.is_https = exchange.is_https;
  if (exchange.rate) framing.rate = &*exchange.rate;
  const std::chrono::milliseconds limit(part_.lane.shared.settings.gateway.body_timeout_ms);
  std::string text = reply_text(reply, framing);
  reply.body = {};  // whoever reads slowly holds it once
  if (!co_await wire_->write(std::move(text), limit)) co_return After::close;
  if (reply.file && request.method == Method::get &&
      !co_await send_file(*wire_, part_.lane.shared.uploads.threads(), reply.file, limit))
    co_return After::close;
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
  if (!co_await wire_->say_goodbye(linger_limit)) co_return;
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
