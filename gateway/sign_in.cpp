// Signing in: password, then code.
#include "gateway/sign_in.hpp"

#include "gateway/sign_in_parts.hpp"
#include "governance/personal.hpp"
#include "vault/staff_phone.hpp"

namespace gongzhi::gateway {
namespace {

constexpr std::size_t password_bytes_max = 512;

Problem wrong_login(wire::Language language) {
  Problem problem = problem_of(
      worded(Errc::unauthorized, {"账号或密码不对", "login or password is wrong"}, language));
  problem.reason = "wrong_login";
  return problem;
}

// By name, or by telephone; both are looked up where both fit.
asio::awaitable<Result<std::optional<records::Account>>> find_by_name(Lane& lane,
                                                                      std::string name) {
  const auto login = parse_login(name);
  const std::string phone = vault::phone_index(lane.shared.keyring, name);
  std::optional<records::Account> found;
  if (login) {
    auto by_login = co_await read_account(lane, records::AccountKey::login, *login);
    if (!by_login) co_return by_login.error();
    found = *std::move(by_login);
  }
  if (!phone.empty()) {
    auto by_phone = co_await read_account(lane, records::AccountKey::phone_hash, phone);
    if (!by_phone) co_return by_phone.error();
    if (!found) found = *std::move(by_phone);
  }
  co_return found;
}

// Its failure is no reason to keep anybody out.
asio::awaitable<void> rehash(Lane& lane, RequestPtr request, Login login, std::string old) {
  auto hash = co_await lane.shared.hashing.hash(std::move(login.password));
  if (!hash) co_return;
  InnerAct act{{.system = "gateway"},
               "password.rehash",
               std::move(login.name),
               {{"old", std::move(old)}, {"hash", *std::move(hash)}}};
  static_cast<void>(co_await do_act(lane, std::move(request), std::move(act)));
}

std::string login_key(std::string_view name) {
  if (auto phone = normal_phone(name)) return *std::move(phone);
  return parse_login(name).value_or(std::string(name.substr(0, 64)));
}

}  // namespace

asio::awaitable<SignedInOr> sign_in(Lane& lane, RequestPtr request, Login login) {
  const Present present = lane.present;
  if (!present.is_complete()) co_return not_ready(request->language);
  const Guess guess = guess_of(lane, *request, "login", login_key(login.name));
  if (auto wait = co_await must_wait(lane, request, guess)) co_return *std::move(wait);
  const Throttle::Try attempt(lane.throttle, guess.account);
  if (!attempt.may_go_on()) co_return too_many_tries(std::chrono::seconds{1}, request->language);
  auto account = co_await find_by_name(lane, login.name);
  if (!account) co_return problem_of(account.error());
  if (login.password.size() > password_bytes_max) login.password.resize(password_bytes_max);
  std::string stored = *account ? (*account)->password : std::string();
  const auto matches = co_await lane.shared.hashing.matches(stored, login.password);
  if (!matches) co_return problem_of(matches.error());
  const User* user = *account ? present.world->directory.find_user((*account)->user) : nullptr;
  if (!*matches || !user || !user->active || (*account)->disabled) {
    Missed miss{guess,
                {"login", user ? user->id : std::string(), "wrong_login"},
                wrong_login(request->language)};
    co_return co_await missed(lane, request, std::move(miss));
  }
  Person person{**std::move(account), user};
  CodeGiven code = CodeGiven::no;
  if (person.account.has_second_factor() && !login.code.empty()) {
    const Guess code_guess = guess_of(lane, *request, "code", user->id);
    if (auto wait = co_await must_wait(lane, request, code_guess)) co_return *std::move(wait);
    const auto right = co_await code_is_right(lane, request, person.account, login.code);
    if (!right) co_return problem_of(right.error());
    if (!*right) {
      Missed miss{code_guess, {"login", user->id, "wrong_code"}, wrong_code(request->language)};
      co_return co_await missed(lane, request, std::move(miss));
    }
    code = CodeGiven::yes;
  }
  if (const auto noted = co_await lane.throttle.succeeded(guess); !noted)
    co_return problem_of(noted.error());
  if (vault::needs_rehash(person.account.password, lane.shared.hashing.cost())) {
    Login again{user->id, std::move(login.password)};
    co_await rehash(lane, request, std::move(again), std::move(stored));
  }
  if (request->credential.kind == Credential::Kind::session) {
    Sitting before;
    before.id = request->credential.id;
    before.user = request->credential.user;
    if (const auto ended = co_await lane.sittings.end(std::move(before)); !ended)
      co_return problem_of(ended.error());
  }
  const Stage stage = stage_of(lane, person, code, request->now);
  note(lane, *request,
       {"login", user->id, {}, AuditResult::done, {{"stage", std::string(name(stage))}}});
  co_return co_await begin_session(lane, request, {std::move(person), stage, present});
}

asio::awaitable<SignedInOr> give_code(Lane& lane, RequestPtr request, std::string code) {
  auto found = co_await present_person(lane, request);
  if (auto* problem = std::get_if<Problem>(&found)) co_return std::move(*problem);
  Visitor visitor = std::get<Visitor>(std::move(found));
  if (visitor.sitting.stage != Stage::code) co_return wrong_code(request->language);
  const std::string user = visitor.person.user->id;
  const Guess guess = guess_of(lane, *request, "code", user);
  if (auto wait = co_await must_wait(lane, request, guess)) co_return *std::move(wait);
  const Throttle::Try attempt(lane.throttle, guess.account);
  if (!attempt.may_go_on()) co_return too_many_tries(std::chrono::seconds{1}, request->language);
  const auto right = co_await code_is_right(lane, request, visitor.person.account, std::move(code));
  if (!right) co_return problem_of(right.error());
  if (!*right) {
    Missed miss{guess, {"login.code", user, "wrong_code"}, wrong_code(request->language)};
    co_return co_await missed(lane, request, std::move(miss));
  }
  if (const auto noted = co_await lane.throttle.succeeded(guess); !noted)
    co_return problem_of(noted.error());
  if (const auto ended = co_await lane.sittings.end(visitor.sitting); !ended)
    co_return problem_of(ended.error());
  const Stage stage = stage_of(lane, visitor.person, CodeGiven::yes, request->now);
  note(lane, *request,
       {"login.code", user, {}, AuditResult::done, {{"stage", std::string(name(stage))}}});
  co_return co_await begin_session(lane, request,
                                   {std::move(visitor.person), stage, visitor.present});
}

asio::awaitable<Result<void>> sign_out(Lane& lane, RequestPtr request) {
  auto found = co_await present_sitting(lane, request);
  if (const auto* problem = std::get_if<Problem>(&found)) {
    // What is over already is over.
    if (problem->status == 401) co_return Result<void>();
    co_return problem->error;
  }
  const Sitting& sitting = std::get<Sitting>(found);
  if (auto ended = co_await lane.sittings.end(sitting); !ended) co_return ended.error();
  note(lane, *request, {"logout", sitting.user});
  co_return Result<void>();
}

}  // namespace gongzhi::gateway
