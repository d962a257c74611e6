// What the steps of signing in have in common. Only for sign_in*.cpp.
#pragma once

#include "gateway/sign_in.hpp"
#include "governance/password_rules.hpp"

namespace gongzhi::gateway {

/// An account with its user as both stand now.
struct Person {
  records::Account account;
  const User* user = nullptr;
};

asio::awaitable<Result<std::optional<records::Account>>> read_account(Lane& lane,
                                                                      records::AccountKey by,
                                                                      std::string text);

/// What is written into the audit trail of the request.
struct Happening {
  std::string act;
  std::string user = {};  // empty = nobody known
  std::string reason = {};
  AuditResult result = AuditResult::done;
  Values facts = {};
};
void note(Lane& lane, const Request& request, Happening happening);

/// Begins a session at that stage for the account as it is.
struct Beginning {
  Person person;
  Stage stage = Stage::full;
  Present present;
};
asio::awaitable<SignedInOr> begin_session(Lane& lane, RequestPtr request, Beginning beginning);

/// What is still missing for that account; `code_given` = the second factor was shown.
enum class CodeGiven { no, yes };
Stage stage_of(const Lane& lane, const Person& person, CodeGiven code, Instant now);

/// Whether the code is right and was not used before, as TOTP or as a recovery code.
asio::awaitable<Result<bool>> code_is_right(Lane& lane, RequestPtr request,
                                            records::Account account, std::string code);

/// An act in the platform's own name, or in that of the user. None when it was done.
struct InnerAct {
  Actor actor;
  std::string act;
  std::string subject;
  Values input = {};
};
asio::awaitable<std::optional<Problem>> do_act(Lane& lane, RequestPtr request, InnerAct act);

/// What is wrong with a new password of that user, in the words of the request.
std::optional<Problem> password_problem(const Lane& lane, const Request& request,
                                        std::string_view password, const Person* person);

/// 429: too many failures.
Problem too_many_tries(Milliseconds wait, wire::Language language);
Guess guess_of(const Lane& lane, const Request& request, std::string_view what,
               std::string_view name);
/// A Problem when this guess must wait.
asio::awaitable<std::optional<Problem>> must_wait(Lane& lane, RequestPtr request, Guess guess);
/// Counts a failure and notes it; answers `problem`.
struct Missed {
  Guess guess;
  Happening happening;
  Problem problem;
};
asio::awaitable<Problem> missed(Lane& lane, RequestPtr request, Missed missed);

/// The person of the present session; a Problem when there is none or its stage is another.
struct Visitor {
  Person person;
  Sitting sitting;
  Present present;
};
asio::awaitable<std::variant<Visitor, Problem>> present_person(Lane& lane, RequestPtr request);

Problem sign_in_first(wire::Language language);
Problem wrong_code(wire::Language language);

}  // namespace gongzhi::gateway
