#include "governance/refusal_words.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "governance/guards.hpp"

namespace gongzhi {
namespace {

struct Words {
  std::string_view reason;
  std::string_view english;
};

/// Their Chinese words end with what does not fit, as the checks of an import say it.
constexpr std::array misfits{std::string_view("user_does_not_fit"),
                             std::string_view("grids_do_not_fit")};

/// Refusals that no guard word makes: decide.cpp, creation.cpp, followups.cpp, and the worker's.
constexpr std::array other_refusals{
    Words{"no_such_case", "no such case"},
    Words{"unknown_action", "there is no such action; see allowed_actions of the case"},
    Words{"stale_version", "the case has just changed; fetch it again, then decide"},
    Words{"not_configured", "nothing is configured yet; import a county first"},
    Words{"config_has_errors", "the change does not pass the checks"},
    Words{"in_use", "open cases name it; finish or move them first"},
    Words{"grids_do_not_fit", "whoever takes over cannot walk these grids"},
    Words{"not_permitted", "this action is not for you to do"},
    Words{"not_allowed_in_state",
          "the case is in a state that does not allow this; see its allowed_actions"},
    Words{"not_about_a_case", "this message is about no case"},
    Words{"unknown_kind", "the lifecycle of this kind is missing; please tell an administrator"},
    Words{"no_kinds", "no kind of case is configured yet; please tell an administrator"},
    Words{"unknown_guard", "the lifecycle of this kind is not well configured; nothing was done"},
    Words{"unknown_effect", "an effect on another case that is not known"},
    Words{"claim_not_counted", "you hold as many tasks as one may; finish one first"},
    Words{"dead_letter", "it could not be applied; people look after it"},
    Words{"not_allowed", "only an administrator's command may do this"},
    Words{"too_many_reveals", "too many looks at personal data within an hour; try again later"},
    Words{"nothing_to_withdraw", "there is no agreement to withdraw"},
    Words{"case_open", "the case is still open; ask again when it is closed"},
    Words{"must_be_kept",
          "the law wants it kept for now; it is erased by itself when that is over"},
    Words{"no_such_letter", "no such dead letter is waiting"},
    Words{"wrong_partition", "this dead letter is of another partition"},
    Words{"bad_mac", "the letter still cannot be applied: it was not written with our key"},
    Words{"schema", "the letter still cannot be applied: this version cannot read it"},
    Words{"foreign", "the letter still cannot be applied: it is no message of ours"},
    Words{"malformed", "the letter still cannot be applied: it is no message of ours"},
    Words{"gap", "the letter stands for messages that are missing; it can only be dropped"},
    Words{"other_store", "the letter still cannot be applied: it belongs to another store"},
    Words{"no_such_user", "there is no such user"},
    Words{"user_exists", "there is a user of this id or login already"},
    Words{"bad_account",
          "id, name, role or organisation of the user is not well formed or unknown"},
    Words{"user_does_not_fit", "the county's tables do not allow it"},
    Words{"bad_role", "this role is not yours to give"},
    Words{"own_role", "nobody changes their own role"},
    Words{"bad_link", "this link is not valid any more; ask for a new one"},
    Words{"no_second_factor", "there is no second factor to confirm or to use"},
    Words{"code_used", "this code was used already; wait for the next one"},
    Words{"no_such_token", "there is no such token"},
    Words{"bad_token", "the token has unknown scopes or ends in the past"},
    Words{"own_admin", "nobody issues themselves a token with the scope admin"},
    Words{"letter_emptied", "what the letter held was erased in time; it can only be dropped"},
    Words{"bad_password_hash", "this is no password hash of ours"},
};

/// `choice:reason_code` of a wrong input (inputs.cpp): what is wrong with `reason_code`.
std::string input_words(std::string_view code, std::string_view input) {
  constexpr std::array words{
      Words{"required", "is required"},
      Words{"type", "is of the wrong type"},
      Words{"length", "is too long"},
      Words{"choice", "is none of the words that may stand here"},
      Words{"number", "is not a case number; one looks like 26112307-01234"},
      Words{"time", "is not a time like 2026-11-23T08:00:00+08:00"},
      Words{"unknown_user", "names nobody here"},
      Words{"unknown_org", "names no organisation here"},
      Words{"upload", "names a picture that is not there; upload it again"},
      Words{"unknown_input", "is no input of this action"},
  };
  for (const Words& entry : words)
    if (entry.reason == code) return "`" + std::string(input) + "` " + std::string(entry.english);
  return {};
}

}  // namespace

std::string english_of(const Outcome& outcome) {
  if (outcome.status != OutcomeStatus::refused) return {};
  const std::string_view reason = outcome.reason;
  if (const auto colon = reason.find(':'); colon != std::string_view::npos)
    return input_words(reason.substr(0, colon), reason.substr(colon + 1));
  // Several guards may share a machine word; their Chinese sentences tell them apart.
  std::string_view by_reason;
  for (const GuardWord& guard : guard_words()) {
    if (guard.reason != reason || guard.english.empty()) continue;
    if (guard.message == outcome.message) return std::string(guard.english);
    if (by_reason.empty()) by_reason = guard.english;
  }
  if (!by_reason.empty()) return std::string(by_reason);
  constexpr std::string_view before_detail = "：";
  const bool has_detail = std::ranges::find(misfits, reason) != misfits.end();
  const auto detail = has_detail ? outcome.message.find(before_detail) : std::string::npos;
  for (const Words& entry : other_refusals)
    if (entry.reason == reason)
      return std::string(entry.english) +
             (detail == std::string::npos
                  ? std::string()
                  : ": " + outcome.message.substr(detail + before_detail.size()));
  return {};
}

}  // namespace gongzhi
