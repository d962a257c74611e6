#include "gateway/sign_in_parts.hpp"

#include "gateway/gate.hpp"
#include "runtime/wall_clock.hpp"
#include "vault/bytes.hpp"
#include "vault/one_time_codes.hpp"
#include "vault/staff_phone.hpp"

namespace gongzhi::gateway {
namespace {

constexpr Milliseconds code_remembered = std::chrono::minutes{2};

// XXXX-XXXX-XXXX-XXXX as somebody types it.
std::string recovery_hash(const Lane& lane, const std::string& user, std::string_view code) {
  return lane.shared.keyring.account_hash("recovery", user + "\n" + vault::normalise_base32(code));
}

wire::Wording fault_words(PasswordFault fault) {
  switch (fault) {
    case PasswordFault::too_short: return {"密码至少 8 个字符", "at least 8 characters"};
    case PasswordFault::too_long: return {"密码最多 128 个字符", "at most 128 characters"};
    case PasswordFault::common: return {"这个密码太常见，容易被猜到", "too common: easily guessed"};
    case PasswordFault::about_owner:
      return {"密码不能包含登录名、电话或单位名称",
              "it must not hold your login, telephone or the names of your bodies"};
    case PasswordFault::few_classes:
      return {"密码的字符种类不够", "it must mix more kinds of characters"};
    default: return {"密码不是有效的文字", "this is not a text"};
  }
}

PasswordOwner owner_of(const Lane& lane, const Person& person) {
  PasswordOwner owner{{person.account.login, person.user->id,
                       vault::plain_staff_phone(lane.shared.keyring, *person.user),
                       person.user->name}};
  const Directory& directory = lane.present.world->directory;
  if (const Org* org = directory.find_org(person.user->org)) owner.words.push_back(org->name);
  for (const std::string& place : {person.user->org, person.user->community})
    if (const Org* community = directory.community_of(place))
      owner.words.push_back(community->name);
  return owner;
}

// Whoever has an address of IPv6 has a /64 of them.
std::string guesser_of(const Request& request) {
  boost::system::error_code ec;
  const auto address = asio::ip::make_address(request.address, ec);
  return ec ? request.address : source_of(address);
}

}  // namespace

asio::awaitable<Result<std::optional<records::Account>>> read_account(Lane& lane,
                                                                      records::AccountKey by,
                                                                      std::string text) {
  co_return co_await lane.shared.readers.ask([by, text = std::move(text)](records::Reader& reader) {
    return records::find_account(reader.connection(), by, text);
  });
}

void note(Lane& lane, const Request& request, Happening happening) {
  AuditEntry entry;
  entry.actor.user = happening.user;
  if (happening.user.empty()) entry.actor.system = "gateway";
  if (const User* user = lane.present.world->directory.find_user(happening.user))
    entry.role = name(user->role);
  entry.act = std::move(happening.act);
  entry.subject = happening.user;
  entry.result = happening.result;
  entry.reason = std::move(happening.reason);
  entry.origin = origin_of(request);
  entry.facts = std::move(happening.facts);
  lane.audit.note(std::move(entry));
}

Stage stage_of(const Lane& lane, const Person& person, CodeGiven code, Instant now) {
  const auto& rules = lane.shared.settings.accounts;
  const records::Account& account = person.account;
  if (account.has_second_factor() && code == CodeGiven::no) return Stage::code;
  const bool is_old = rules.password_days_max > 0 &&
                      now - account.password_at > std::chrono::hours{24 * rules.password_days_max};
  if (account.must_change || is_old) return Stage::change;
  const bool must_enrol = rules.second_factor == "required" && !account.has_second_factor() &&
                          needs_second_factor(person.user->role);
  return must_enrol ? Stage::enrol : Stage::full;
}

asio::awaitable<SignedInOr> begin_session(Lane& lane, RequestPtr request, Beginning beginning) {
  Sitting draft;
  draft.user = beginning.person.user->id;
  draft.epoch = beginning.person.account.session_epoch;
  draft.stage = beginning.stage;
  draft.created = runtime::wall_now();
  draft.address = request->address;
  draft.agent = request->agent;
  auto cookie = co_await lane.sittings.begin(draft);
  if (!cookie) co_return problem_of(cookie.error());
  draft.id = lane.shared.keyring.account_hash("session", *cookie);
  draft.seen = draft.created;
  co_return SignedIn{*std::move(cookie), std::move(draft), beginning.person.user,
                     std::move(beginning.present)};
}

asio::awaitable<Result<bool>> code_is_right(Lane& lane, RequestPtr request,
                                            records::Account account, std::string code) {
  if (code.size() == vault::code_digits) {
    const auto secret = lane.shared.keyring.open_second_factor(account.second_factor);
    if (!secret) co_return secret.error();
    const auto step =
        vault::find_totp_step(*secret, code, vault::totp_step(request->now), account.last_step);
    if (!step) co_return false;
    // The first of all gateways; the name outlives the code.
    co_return co_await lane.sittings.store().take_once(
        "code:" + account.user + ":" + std::to_string(*step), code_remembered);
  }
  const std::string hash = recovery_hash(lane, account.user, code);
  if (std::ranges::find(account.recovery, hash) == account.recovery.end()) co_return false;
  InnerAct use{{.system = "gateway"}, "second_factor.recover", account.user, {{"code_hash", hash}}};
  const auto refused = co_await do_act(lane, request, std::move(use));
  if (refused && refused->status >= 500) co_return refused->error;
  co_return !refused;
}

asio::awaitable<std::optional<Problem>> do_act(Lane& lane, RequestPtr request, InnerAct act) {
  ActRequest wanted{request,
                    std::move(act.actor),
                    vault::to_hex(vault::random_bytes(16)),
                    std::move(act.act),
                    std::move(act.subject),
                    std::move(act.input)};
  auto done = co_await administer(lane, std::move(wanted));
  if (auto* problem = std::get_if<Problem>(&done)) co_return std::move(*problem);
  if (lane.on_accounts_changed) lane.on_accounts_changed();
  if (std::get<ActAnswer>(done).outcome) co_return std::nullopt;
  co_return problem_of(
      worded(Errc::timeout, {"办理较慢，请稍后查看结果", "this takes long; look again in a while"},
             request->language));
}

std::optional<Problem> password_problem(const Lane& lane, const Request& request,
                                        std::string_view password, const Person* person) {
  const PasswordRules rules{lane.shared.common_passwords,
                            static_cast<int>(lane.shared.settings.accounts.password_classes_min)};
  const PasswordFault fault =
      check_password(password, person ? owner_of(lane, *person) : PasswordOwner{}, rules);
  if (fault == PasswordFault::none) return std::nullopt;
  Problem problem = problem_of(
      wrong_field("/password", std::string(name(fault)), fault_words(fault), request.language));
  problem.reason = "bad_password";
  return problem;
}

Problem too_many_tries(Milliseconds wait, wire::Language language) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
  const std::string zh = "尝试次数过多，请 " + std::to_string(seconds) + " 秒后再试";
  const std::string en = "too many tries; wait " + std::to_string(seconds) + " seconds";
  Problem problem{429, fail(Errc::busy, language == wire::Language::zh ? zh : en),
                  "too_many_tries"};
  add_field(problem.fields, "Retry-After", std::to_string(std::max<std::int64_t>(seconds, 1)));
  return problem;
}

Guess guess_of(const Lane& lane, const Request& request, std::string_view what,
               std::string_view name) {
  return {lane.shared.keyring.account_hash("guess", std::string(what) + "\n" + std::string(name))
              .substr(0, 32),
          guesser_of(request)};
}

asio::awaitable<std::optional<Problem>> must_wait(Lane& lane, RequestPtr request, Guess guess) {
  const auto wait = co_await lane.throttle.wait_of(std::move(guess));
  if (!wait) co_return problem_of(wait.error());
  if (wait->count() == 0) co_return std::nullopt;
  note(lane, *request, {"login", {}, "throttled", AuditResult::refused});
  co_return too_many_tries(*wait, request->language);
}

asio::awaitable<Problem> missed(Lane& lane, RequestPtr request, Missed missed) {
  const auto failure = co_await lane.throttle.failed(std::move(missed.guess));
  if (!failure) co_return problem_of(failure.error());
  missed.happening.result = AuditResult::refused;
  note(lane, *request, std::move(missed.happening));
  if (failure->is_spraying)
    note(lane, *request, {"login.spraying", {}, "many_accounts", AuditResult::refused});
  if (failure->pause.count() > 0) co_return too_many_tries(failure->pause, request->language);
  co_return std::move(missed.problem);
}

asio::awaitable<std::variant<Sitting, Problem>> present_sitting(Lane& lane, RequestPtr request) {
  if (!lane.present.is_complete()) co_return not_ready(request->language);
  const Credential& credential = request->credential;
  if (credential.kind == Credential::Kind::unreachable)
    co_return problem_of(
        worded(Errc::unavailable,
               {"登录服务暂时不可用，请稍后再试", "sign-in is not available; try again soon"},
               request->language));
  if (credential.kind != Credential::Kind::session) co_return sign_in_first(request->language);
  auto sitting = co_await lane.sittings.find(
      std::string(cookie_value(request->cookie, session_cookie)), request->now);
  if (!sitting) co_return problem_of(sitting.error());
  if (!*sitting) co_return sign_in_first(request->language);
  co_return **std::move(sitting);
}

asio::awaitable<std::variant<Visitor, Problem>> present_person(Lane& lane, RequestPtr request) {
  auto sitting = co_await present_sitting(lane, request);
  if (auto* problem = std::get_if<Problem>(&sitting)) co_return std::move(*problem);
  Visitor visitor{{}, std::get<Sitting>(std::move(sitting)), lane.present};
  auto account = co_await read_account(lane, records::AccountKey::user, visitor.sitting.user);
  if (!account) co_return problem_of(account.error());
  visitor.person.user = visitor.present.world->directory.find_user(visitor.sitting.user);
  if (!*account || (*account)->disabled || !visitor.person.user || !visitor.person.user->active)
    co_return sign_in_first(request->language);
  visitor.person.account = **std::move(account);
  co_return visitor;
}

Problem sign_in_first(wire::Language language) {
  Problem problem = problem_of(worded(Errc::unauthorized, {"请先登录", "sign in first"}, language));
  problem.reason = "session_needed";
  return problem;
}

Problem wrong_code(wire::Language language) {
  Problem problem = problem_of(
      worded(Errc::unauthorized, {"动态口令不对或已用过", "the code is wrong or was used before"},
             language));
  problem.reason = "wrong_code";
  return problem;
}

}  // namespace gongzhi::gateway
