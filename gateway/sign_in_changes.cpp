// Changing how one signs in: password, second factor, one-time link.
#include "gateway/gate.hpp"
#include "gateway/sign_in_again.hpp"
#include "gateway/sign_in_parts.hpp"
#include "vault/bytes.hpp"
#include "vault/one_time_codes.hpp"

namespace gongzhi::gateway {
namespace {

constexpr std::string_view issuer = "共治";

Problem not_now(wire::Language language) {
  Problem problem = problem_of(
      worded(Errc::conflict, {"现在不能这样做", "this cannot be done at this point"}, language));
  problem.reason = "not_now";
  return problem;
}

Problem bad_link(wire::Language language) {
  Problem problem = problem_of(worded(
      Errc::invalid, {"链接无效或已过期，请重新申请", "the link is not valid any more"}, language));
  problem.reason = "bad_link";
  return problem;
}

// After an act that ended all sessions: the account again, and a session of its new epoch.
asio::awaitable<SignedInOr> begin_anew(Lane& lane, RequestPtr request, Visitor visitor) {
  auto account = co_await read_account(lane, records::AccountKey::user, visitor.sitting.user);
  if (!account) co_return problem_of(account.error());
  if (!*account) co_return sign_in_first(request->language);
  visitor.person.account = **std::move(account);
  if (const auto ended = co_await lane.sittings.end(visitor.sitting); !ended)
    co_return problem_of(ended.error());
  const Stage stage = stage_of(lane, visitor.person, CodeGiven::yes, request->now);
  co_return co_await begin_session(lane, request,
                                   {std::move(visitor.person), stage, visitor.present});
}

}  // namespace

asio::awaitable<SignedInOr> change_password(Lane& lane, RequestPtr request, NewPassword passwords) {
  auto found = co_await present_person(lane, request);
  if (auto* problem = std::get_if<Problem>(&found)) co_return std::move(*problem);
  Visitor visitor = std::get<Visitor>(std::move(found));
  if (visitor.sitting.stage == Stage::code) co_return not_now(request->language);
  auto wrong =
      co_await prove_password(lane, request, visitor.person.account, std::move(passwords.present));
  if (wrong) co_return *std::move(wrong);
  if (auto bad = password_problem(lane, *request, passwords.wanted, &visitor.person))
    co_return *std::move(bad);
  auto hash = co_await lane.shared.hashing.hash(std::move(passwords.wanted));
  if (!hash) co_return problem_of(hash.error());
  const std::string user = visitor.person.user->id;
  InnerAct act{{.user = user}, "password.set", user, {{"hash", *std::move(hash)}}};
  if (auto refused = co_await do_act(lane, request, std::move(act))) co_return *std::move(refused);
  co_return co_await begin_anew(lane, request, std::move(visitor));
}

asio::awaitable<std::variant<Enrolment, Problem>> begin_enrolment(Lane& lane, RequestPtr request) {
  auto found = co_await present_person(lane, request);
  if (auto* problem = std::get_if<Problem>(&found)) co_return std::move(*problem);
  const Visitor visitor = std::get<Visitor>(std::move(found));
  const bool may = visitor.sitting.stage == Stage::enrol || visitor.sitting.stage == Stage::full;
  if (!may || visitor.person.account.has_second_factor()) co_return not_now(request->language);
  const std::string secret = vault::new_totp_secret();
  const std::string user = visitor.person.user->id;
  InnerAct act{{.user = user},
               "second_factor.begin",
               user,
               {{"sealed", lane.shared.keyring.seal_second_factor(secret)}}};
  if (auto refused = co_await do_act(lane, request, std::move(act))) co_return *std::move(refused);
  co_return Enrolment{vault::shown_secret(secret),
                      vault::otpauth_uri(secret, issuer, visitor.person.account.login)};
}

asio::awaitable<SignedInOr> confirm_enrolment(Lane& lane, RequestPtr request, std::string code) {
  auto found = co_await present_person(lane, request);
  if (auto* problem = std::get_if<Problem>(&found)) co_return std::move(*problem);
  Visitor visitor = std::get<Visitor>(std::move(found));
  const records::Account& account = visitor.person.account;
  const bool may = visitor.sitting.stage == Stage::enrol || visitor.sitting.stage == Stage::full;
  if (!may || account.second_factor.empty() || account.has_second_factor())
    co_return not_now(request->language);
  const std::string user = visitor.person.user->id;
  const Guess guess = guess_of(lane, *request, "code", user);
  if (auto wait = co_await must_wait(lane, request, guess)) co_return *std::move(wait);
  const auto secret = lane.shared.keyring.open_second_factor(account.second_factor);
  if (!secret) co_return problem_of(secret.error());
  const auto step =
      vault::find_totp_step(*secret, code, vault::totp_step(request->now), account.last_step);
  if (!step) {
    Missed miss{
        guess, {"second_factor.confirm", user, "wrong_code"}, wrong_code(request->language)};
    co_return co_await missed(lane, request, std::move(miss));
  }
  const auto codes = vault::new_recovery_codes();
  std::vector<std::string> hashes;
  for (const std::string& one : codes)
    hashes.push_back(
        lane.shared.keyring.account_hash("recovery", user + "\n" + vault::normalise_base32(one)));
  InnerAct act{{.user = user},
               "second_factor.confirm",
               user,
               {{"step", *step}, {"recovery", std::move(hashes)}}};
  if (auto refused = co_await do_act(lane, request, std::move(act))) co_return *std::move(refused);
  auto begun = co_await begin_anew(lane, request, std::move(visitor));
  if (auto* signed_in = std::get_if<SignedIn>(&begun)) signed_in->recovery_codes = codes;
  co_return begun;
}

asio::awaitable<SignedInOr> remove_second_factor(Lane& lane, RequestPtr request, Login proof) {
  auto found = co_await present_person(lane, request);
  if (auto* problem = std::get_if<Problem>(&found)) co_return std::move(*problem);
  Visitor visitor = std::get<Visitor>(std::move(found));
  if (visitor.sitting.stage != Stage::full || !visitor.person.account.has_second_factor())
    co_return not_now(request->language);
  auto wrong =
      co_await prove_password(lane, request, visitor.person.account, std::move(proof.password));
  if (wrong) co_return *std::move(wrong);
  const std::string user = visitor.person.user->id;
  const Guess guess = guess_of(lane, *request, "code", user);
  if (auto wait = co_await must_wait(lane, request, guess)) co_return *std::move(wait);
  const auto right =
      co_await code_is_right(lane, request, visitor.person.account, std::move(proof.code));
  if (!right) co_return problem_of(right.error());
  if (!*right) {
    Missed miss{guess, {"second_factor.remove", user, "wrong_code"}, wrong_code(request->language)};
    co_return co_await missed(lane, request, std::move(miss));
  }
  InnerAct act{{.user = user}, "second_factor.remove", user};
  if (auto refused = co_await do_act(lane, request, std::move(act))) co_return *std::move(refused);
  co_return co_await begin_anew(lane, request, std::move(visitor));
}

asio::awaitable<std::optional<Problem>> use_link(Lane& lane, RequestPtr request, LinkUse use) {
  const Present present = lane.present;
  if (!present.is_complete()) co_return not_ready(request->language);
  const Guess guess = guess_of(lane, *request, "link", request->address);
  if (auto wait = co_await must_wait(lane, request, guess)) co_return wait;
  const std::string token_hash = lane.shared.keyring.account_hash("link", use.token);
  const auto link =
      co_await lane.shared.readers.ask([token_hash, now = request->now](records::Reader& reader) {
        return records::find_invitation(reader.connection(), token_hash, now);
      });
  if (!link) co_return problem_of(link.error());
  const User* user = *link ? present.world->directory.find_user((*link)->user) : nullptr;
  if (!user || !user->active) {
    Missed miss{guess, {"invitation.use", {}, "bad_link"}, bad_link(request->language)};
    co_return co_await missed(lane, request, std::move(miss));
  }
  auto account = co_await read_account(lane, records::AccountKey::user, user->id);
  if (!account) co_return problem_of(account.error());
  Person person{*account ? **std::move(account) : records::Account{user->id, user->id}, user};
  if (auto bad = password_problem(lane, *request, use.password, &person)) co_return bad;
  auto hash = co_await lane.shared.hashing.hash(std::move(use.password));
  if (!hash) co_return problem_of(hash.error());
  InnerAct act{{.system = "gateway"},
               "invitation.use",
               user->id,
               {{"token_hash", token_hash}, {"hash", *std::move(hash)}}};
  auto refused = co_await do_act(lane, request, std::move(act));
  if (refused && refused->reason == "bad_link") co_return bad_link(request->language);
  co_return refused;
}

}  // namespace gongzhi::gateway
