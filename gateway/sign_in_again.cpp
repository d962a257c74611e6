#include "gateway/sign_in_again.hpp"

#include "gateway/sign_in_parts.hpp"

namespace gongzhi::gateway {
namespace {

Problem wrong_password(wire::Language language) {
  Problem problem = problem_of(
      worded(Errc::forbidden, {"现在的密码不对", "the present password is wrong"}, language));
  problem.reason = "wrong_password";
  return problem;
}

Problem code_needed(wire::Language language) {
  Problem problem = problem_of(
      worded(Errc::forbidden,
             {"请同时填写动态口令", "the code of your second factor is needed, too"}, language));
  problem.reason = "code_needed";
  return problem;
}

}  // namespace

asio::awaitable<std::optional<Problem>> prove_password(Lane& lane, RequestPtr request,
                                                       records::Account account,
                                                       std::string password) {
  const Guess guess = guess_of(lane, *request, "password", account.user);
  if (auto wait = co_await must_wait(lane, request, guess)) co_return wait;
  const auto matches = co_await lane.shared.hashing.matches(account.password, std::move(password));
  if (!matches) co_return problem_of(matches.error());
  if (*matches) co_return std::nullopt;
  Missed miss{
      guess, {"password.check", account.user, "wrong_password"}, wrong_password(request->language)};
  co_return co_await missed(lane, request, std::move(miss));
}

asio::awaitable<std::optional<Problem>> prove_again(Lane& lane, RequestPtr request, Proof proof) {
  auto found = co_await read_account(lane, records::AccountKey::user, proof.user);
  if (!found) co_return problem_of(found.error());
  const records::Account account =
      *found ? **std::move(found) : records::Account{proof.user, proof.user};
  if (auto wrong = co_await prove_password(lane, request, account, std::move(proof.password)))
    co_return wrong;
  if (!account.has_second_factor()) co_return std::nullopt;
  if (proof.code.empty()) co_return code_needed(request->language);
  const Guess code = guess_of(lane, *request, "code", proof.user);
  if (auto wait = co_await must_wait(lane, request, code)) co_return wait;
  const auto right = co_await code_is_right(lane, request, account, std::move(proof.code));
  if (!right) co_return problem_of(right.error());
  if (*right) co_return std::nullopt;
  Missed miss{
      code, {"second_factor.check", proof.user, "wrong_code"}, wrong_code(request->language)};
  co_return co_await missed(lane, request, std::move(miss));
}

}  // namespace gongzhi::gateway
