#include "gateway/gate.hpp"

#include <algorithm>

#include "gateway/refusals.hpp"
#include "runtime/deadline.hpp"
#include "runtime/wall_clock.hpp"

namespace gongzhi::gateway {
namespace {

constexpr std::chrono::milliseconds look_every{100};
constexpr int looks_between = 10;

std::string_view bearer_token(std::string_view authorization) {
  constexpr std::string_view scheme = "bearer ";
  const bool is_bearer =
      authorization.size() > scheme.size() &&
      std::equal(scheme.begin(), scheme.end(), authorization.begin(), [](char want, char got) {
        return want == (got >= 'A' && got <= 'Z' ? static_cast<char>(got - 'A' + 'a') : got);
      });
  return is_bearer ? authorization.substr(scheme.size()) : std::string_view{};
}

Credential by_token(const Lane& lane, const Request& request) {
  Credential credential{Credential::Kind::refused};
  const std::string_view token = bearer_token(request.authorization);
  if (token.empty()) return credential;
  if (!lane.book.is_loaded()) {
    credential.kind = Credential::Kind::unreachable;
    return credential;
  }
  auto row = lane.book.find_token(token, lane.shared.keyring, request.now);
  auto scopes = row ? parse_token_scopes(row->scopes) : std::nullopt;
  if (!scopes || lane.book.is_disabled(row->user)) return credential;
  credential.kind = Credential::Kind::token;
  credential.user = std::move(row->user);
  credential.id = std::move(row->id);
  credential.scopes = *std::move(scopes);
  return credential;
}

asio::awaitable<Credential> by_cookie(Lane& lane, std::string cookie, Instant now) {
  Credential credential{Credential::Kind::unreachable};
  if (!lane.book.is_loaded()) co_return credential;
  auto sitting = co_await lane.sittings.find(std::move(cookie), now);
  if (!sitting) co_return credential;
  credential.kind = Credential::Kind::refused;
  if (!*sitting || lane.book.is_disabled((*sitting)->user) ||
      (*sitting)->epoch < lane.book.session_epoch((*sitting)->user))
    co_return credential;
  credential.kind = Credential::Kind::session;
  credential.user = std::move((*sitting)->user);
  credential.id = std::move((*sitting)->id);
  credential.stage = (*sitting)->stage;
  credential.epoch = (*sitting)->epoch;
  co_return credential;
}

Problem not_far_enough(Stage stage, wire::Language language) {
  const wire::Wording code{"请先输入动态口令", "enter the code of your second factor first"};
  const wire::Wording change{"请先修改密码", "change your password first"};
  const wire::Wording enrol{"您的岗位须先启用动态口令", "your role needs a second factor first"};
  const wire::Wording& words = stage == Stage::code     ? code
                               : stage == Stage::change ? change
                                                        : enrol;
  Problem problem = problem_of(worded(Errc::forbidden, words, language));
  problem.reason = reason_of(stage);
  return problem;
}

Problem out_of_scope(wire::Language language) {
  Problem problem = problem_of(
      worded(Errc::forbidden, {"这个令牌的范围不含此操作", "not within the scopes of this token"},
             language));
  problem.reason = "scope";
  return problem;
}

}  // namespace

std::string_view cookie_value(std::string_view cookies, std::string_view name) {
  while (!cookies.empty()) {
    std::string_view part = cookies.substr(0, cookies.find(';'));
    cookies.remove_prefix(std::min(cookies.size(), part.size() + 1));
    part.remove_prefix(std::min(part.find_first_not_of(' '), part.size()));
    const auto equals = part.find('=');
    if (equals != std::string_view::npos && part.substr(0, equals) == name)
      return part.substr(equals + 1);
  }
  return {};
}

// Browsers take localhost for a secure place: `Secure` holds there too.
std::string session_cookie_of(std::string_view value) {
  return std::string(session_cookie)
      .append("=")
      .append(value)
      .append("; Path=/; Secure; HttpOnly; SameSite=Lax");
}

std::string no_session_cookie() {
  return std::string(session_cookie) + "=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0";
}

TokenScope scope_needed(Method method, const Route& route) {
  if (route.gate == Route::Gate::account) return TokenScope::admin;
  if (method == Method::get || method == Method::head) return TokenScope::read;
  if (route.path == "/cases" || route.path == "/cases:batch" || route.path == "/uploads")
    return TokenScope::report;
  return route.path.starts_with("/cases/") ? TokenScope::act : TokenScope::admin;
}

asio::awaitable<std::optional<Problem>> admit(Lane& lane, std::shared_ptr<Request> request,
                                              const Route* route) {
  Credential& credential = request->credential;
  if (!request->authorization.empty()) {
    credential = by_token(lane, *request);
  } else if (const auto cookie = cookie_value(request->cookie, session_cookie); !cookie.empty()) {
    credential = co_await by_cookie(lane, std::string(cookie), request->now);
  }
  if (credential.kind == Credential::Kind::token) {
    const TokenScope needed = scope_needed(request->method, *route);
    if (std::ranges::find(credential.scopes, needed) == credential.scopes.end()) {
      note_refusal(lane, *request, {.user = credential.user},
                   {"token.use", credential.id, "scope"});
      co_return out_of_scope(request->language);
    }
  }
  if (credential.kind == Credential::Kind::session && credential.stage != Stage::full &&
      route->gate == Route::Gate::usual)
    co_return not_far_enough(credential.stage, request->language);
  co_return std::nullopt;
}

bool is_over(const Lane& lane, const Credential& credential, Instant now) {
  if (credential.kind == Credential::Kind::none) return false;
  if (lane.book.is_disabled(credential.user)) return true;
  if (credential.kind == Credential::Kind::session)
    return credential.epoch < lane.book.session_epoch(credential.user);
  return credential.kind == Credential::Kind::token && !lane.book.is_token_good(credential.id, now);
}

asio::awaitable<void> end_lost_streams(Lane& lane, const bool& stopping) {
  while (!stopping) {
    for (int i = 0; i < looks_between && !stopping; ++i) co_await runtime::sleep_for(look_every);
    lane.live.close_if([&lane](const Credential& credential) {
      return is_over(lane, credential, runtime::wall_now());
    });
    auto ids = lane.live.session_ids();
    if (ids.empty() || stopping) continue;
    const auto ended = co_await lane.sittings.ended(std::move(ids));
    if (!ended) continue;
    lane.live.close_if([&ended](const Credential& credential) {
      return std::ranges::find(*ended, credential.id) != ended->end();
    });
  }
}

}  // namespace gongzhi::gateway
