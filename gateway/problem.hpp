// What is answered when something is wrong: the only table from Errc to HTTP status.
#pragma once

#include <string>

#include "governance/decision.hpp"
#include "governance/error.hpp"
#include "wire/language.hpp"

namespace gongzhi::gateway {

/// An error with its HTTP status; `reason` is the finer machine word, `fields` are more header
/// fields.
struct Problem {
  int status = 500;
  Error error;
  std::string reason = {};
  std::string fields = {};
};

/// The table. busy, unavailable and timeout are 503: nothing was acknowledged, try again with the
/// same key (reliability.md D1, D14).
int status_of(Errc code);

/// By the table.
Problem problem_of(Error error);

/// Of a refused outcome: a stale version is 412, whatever else conflicts is 409, an input that
/// breaks a rule of the lifecycle is 422.
Problem problem_of(const Outcome& outcome, wire::Language language);

/// What an outcome says in the language of the request; Chinese where there is no English.
std::string words_of(const Outcome& outcome, wire::Language language);

/// Problems that the table cannot say by their code alone.
Problem wrong_content(Error error);  // 422: well formed, but it names what does not exist here
Problem no_such_thing(wire::Language language);
Problem who_are_you(wire::Language language);
Problem key_missing(wire::Language language);
Problem key_reused(wire::Language language);
Problem version_needed(wire::Language language);
Problem unsupported_type(wire::Language language);
Problem method_not_allowed(std::string allow, wire::Language language);
Problem not_ready(wire::Language language);
Problem overloaded(wire::Language language);

/// An error in the words of the request's language.
Error worded(Errc code, wire::Wording wording, wire::Language language);

/// One wrong member or parameter.
Error wrong_field(std::string pointer, std::string code, std::string detail);
Error wrong_field(std::string pointer, std::string code, wire::Wording wording,
                  wire::Language language);

}  // namespace gongzhi::gateway
