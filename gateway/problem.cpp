// The table from Errc to HTTP status, and the few answers that have a status of their own.
#include "gateway/problem.hpp"

#include <utility>

#include "gateway/request.hpp"
#include "governance/refusal_words.hpp"

namespace gongzhi::gateway {

Error worded(Errc code, wire::Wording wording, wire::Language language) {
  return fail(code, std::string(wording.in(language)));
}

int status_of(Errc code) {
  switch (code) {
    case Errc::invalid: return 400;
    case Errc::not_found: return 404;
    case Errc::conflict: return 409;
    case Errc::unauthorized: return 401;
    case Errc::forbidden: return 403;
    case Errc::too_large: return 413;
    case Errc::busy:
    case Errc::unavailable:
    case Errc::timeout: return 503;
    case Errc::corrupt:
    case Errc::internal: return 500;
  }
  return 500;
}

Problem problem_of(Error error) {
  Problem problem{status_of(error.code), std::move(error)};
  // RFC 9110 15.5.2: a 401 says how to sign in.
  if (problem.status == 401) add_field(problem.fields, "WWW-Authenticate", "Bearer");
  return problem;
}

std::string words_of(const Outcome& outcome, wire::Language language) {
  std::string words = language == wire::Language::en ? english_of(outcome) : std::string();
  return words.empty() ? outcome.message : words;
}

Problem problem_of(const Outcome& outcome, wire::Language language) {
  const std::string words = words_of(outcome, language);
  Problem problem = problem_of(fail(outcome.code, words));
  problem.reason = outcome.reason;
  if (outcome.reason == "stale_version") problem.status = 412;
  if (outcome.code != Errc::invalid) return problem;
  problem.status = 422;
  // `choice:reason_code` of a wrong input.
  if (const auto colon = outcome.reason.find(':'); colon != std::string::npos)
    problem.error.fields.push_back(
        {"/" + outcome.reason.substr(colon + 1), outcome.reason.substr(0, colon), words});
  return problem;
}

Problem wrong_content(Error error) {
  return {422, std::move(error), "wrong_content"};
}

Problem no_such_thing(wire::Language language) {
  return problem_of(
      worded(Errc::not_found, {"没有找到，或您无权查看", "no such thing here"}, language));
}

Problem who_are_you(wire::Language language) {
  return problem_of(worded(Errc::unauthorized,
                           {"请先登录，或用 X-Case-Key 请求头出示受理凭证",
                            "sign in, or show the key of a receipt in the header X-Case-Key"},
                           language));
}

Problem key_missing(wire::Language language) {
  const wire::Wording wording{"缺少 Idempotency-Key 请求头",
                              "the Idempotency-Key header is missing"};
  Error error = wrong_field("Idempotency-Key", "required", std::string(wording.in(language)));
  return {400, std::move(error), "key_missing"};
}

Problem key_reused(wire::Language language) {
  return {422,
          worded(Errc::conflict,
                 {"这个 Idempotency-Key 已用于另一份内容，请换一个",
                  "this Idempotency-Key was used with another body"},
                 language),
          "key_reused"};
}

Problem version_needed(wire::Language language) {
  return {428,
          worded(Errc::conflict,
                 {"请用 If-Match 说明您看到的版本", "say by If-Match which version you have seen"},
                 language),
          "version_needed"};
}

Problem unsupported_type(wire::Language language) {
  return {415,
          worded(Errc::invalid,
                 {"内容类型须为 application/json", "the content type must be application/json"},
                 language),
          "unsupported_media_type"};
}

Problem method_not_allowed(std::string allow, wire::Language language) {
  Problem problem{
      405,
      worded(Errc::invalid, {"此处不支持这种请求方法", "not a method of this resource"}, language),
      "method_not_allowed"};
  add_field(problem.fields, "Allow", allow);
  return problem;
}

Problem not_ready(wire::Language language) {
  return problem_of(worded(Errc::unavailable,
                           {"系统正在启动，请稍后再试", "starting, please try again soon"},
                           language));
}

Problem overloaded(wire::Language language) {
  Problem problem = problem_of(worded(
      Errc::busy, {"提交的人较多，请稍后再试", "too full now, please try again soon"}, language));
  problem.reason = "overloaded";
  return problem;
}

Error wrong_field(std::string pointer, std::string code, std::string detail) {
  Error error = fail(Errc::invalid, detail);
  error.fields.push_back({std::move(pointer), std::move(code), std::move(detail)});
  return error;
}

Error wrong_field(std::string pointer, std::string code, wire::Wording wording,
                  wire::Language language) {
  return wrong_field(std::move(pointer), std::move(code), std::string(wording.in(language)));
}

}  // namespace gongzhi::gateway
