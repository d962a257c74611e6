// /users: acts of administration about people and their accounts.
#include <algorithm>
#include <array>

#include "gateway/account_body.hpp"
#include "gateway/links.hpp"
#include "gateway/refusals.hpp"
#include "gateway/routes.hpp"
#include "governance/permission.hpp"
#include "governance/personal.hpp"
#include "governance/user_change.hpp"
#include "vault/staff_phone.hpp"
#include "wire/account_responses.hpp"

namespace gongzhi::gateway {
namespace {

struct UserAction {
  std::string_view name;
  std::string_view act;
};
constexpr std::array<UserAction, 9> actions{{
    {"invite", "invitation.create"},
    {"reset", "invitation.create"},
    {"disable", "user.disable"},
    {"enable", "user.enable"},
    {"roles", "user.roles"},
    {"change", "user.change"},
    {"revoke-sessions", "session.revoke_all"},
    {"reset-second-factor", "second_factor.remove"},
    {"revoke-tokens", "token.revoke_all"},
}};

// The link of a request: a repeat gives the same.
asio::awaitable<Answer> send_link(Lane& lane, RequestPtr request, Doer doer) {
  const auto& limits = lane.shared.settings.accounts;
  const std::string& user = request->arguments[0];
  const bool is_reset = request->arguments[1] == "reset";
  const std::int64_t minutes = is_reset ? limits.reset_minutes : limits.invite_minutes;
  const std::string token =
      link_token(lane.shared.keyring, who_of(doer.actor) + "\n" + doer.key + "\n" + user);
  Values input{{"token_hash", link_hash(lane.shared.keyring, token)},
               {"purpose", std::string(is_reset ? "reset" : "invite")},
               {"minutes", minutes}};
  std::string body = wire::render_link(
      {link_url(lane.shared.settings, token), request->now + std::chrono::minutes{minutes}});
  auto answered = co_await act_and_answer(
      lane, request, {std::move(doer), "invitation.create", user, std::move(input), body});
  if (auto* problem = std::get_if<Problem>(&answered)) co_return std::move(*problem);
  co_return std::get<Reply>(std::move(answered));
}

/// Sealed before it is queued. False for what is no number; an empty one takes it away.
bool seal_phone(const vault::Keyring& keyring, const std::string& user, Values& input) {
  const std::string phone = text_of(input, "phone");
  if (phone.empty()) return true;
  if (!normal_phone(phone)) return false;
  input.insert_or_assign("phone", vault::seal_staff_phone(keyring, user, phone));
  return true;
}

Problem no_phone(wire::Language language) {
  return problem_of(
      wrong_field("/phone", "format", {"不是有效的电话号码", "not a telephone number"}, language));
}

/// What the worker asks again when it applies the act: of an account that is there also who it
/// would be. Whoever manages everybody is told who there is not; nobody else is.
bool may_do(const World& world, const Actor& actor, const Administration& wanted) {
  const User* user = world.directory.find_user(wanted.subject);
  const Values& input = wanted.input;
  std::optional<User> after;
  if (wanted.act == "user.create") after = new_user(wanted.subject, input);
  if (user && wanted.act == "user.roles") after = with_role(*user, input);
  if (user && wanted.act == "user.change") after = with_details(*user, input);
  if (after) {
    const User* before = wanted.act == "user.create" ? nullptr : user;
    return may_change_user(world, actor, wanted.act, {before, *after});
  }
  const bool is_of_tokens = wanted.act == "token.revoke_all";
  const bool is_own =
      (wanted.act == "session.revoke_all" || is_of_tokens) && user && user->id == actor.user;
  // Whoever may revoke one may revoke all.
  return is_own || may_administer(world, actor, is_of_tokens ? "token.revoke" : wanted.act,
                                  {user, user ? user->org : std::string(),
                                   parse_role(text_of(input, "role"))});
}

/// Refused here, and noted, what the worker would refuse.
std::optional<Problem> refusal(Lane& lane, const Request& request, const Actor& actor,
                               const Administration& wanted) {
  if (may_do(*lane.present.world, actor, wanted)) return std::nullopt;
  note_refusal(lane, request, actor, {wanted.act, wanted.subject, "not_permitted"});
  Problem problem = problem_of(
      worded(Errc::forbidden, {"您无权办理这个操作", "you may not do this"}, request.language));
  problem.reason = "not_permitted";
  return problem;
}

Answer answer_of(std::variant<Reply, Problem> answered) {
  if (auto* problem = std::get_if<Problem>(&answered)) return std::move(*problem);
  return std::get<Reply>(std::move(answered));
}

}  // namespace

asio::awaitable<Answer> create_user(Lane& lane, RequestPtr request) {
  auto doer = who_does_it(lane, *request);
  if (auto* problem = std::get_if<Problem>(&doer)) co_return std::move(*problem);
  auto body = read_flat(lane, *request, "create_user");
  if (auto* problem = std::get_if<Problem>(&body)) co_return std::move(*problem);
  Values& input = std::get<Values>(body);
  const std::string id = text_of(input, "id");
  input.erase("id");
  Doer who = std::get<Doer>(std::move(doer));
  if (!seal_phone(lane.shared.keyring, id, input)) co_return no_phone(request->language);
  if (auto no = refusal(lane, *request, who.actor, {"user.create", id, input, {}}))
    co_return *std::move(no);
  auto answered = co_await act_and_answer(
      lane, request,
      {std::move(who), "user.create", id, std::move(input), wire::render_done(), 201});
  co_return answer_of(std::move(answered));
}

asio::awaitable<Answer> act_on_user(Lane& lane, RequestPtr request) {
  auto doer = who_does_it(lane, *request);
  if (auto* problem = std::get_if<Problem>(&doer)) co_return std::move(*problem);
  const auto action = std::ranges::find(actions, request->arguments[1], &UserAction::name);
  if (action == actions.end()) co_return no_such_thing(request->language);
  const std::string_view schema = action->name == "roles"    ? "user_roles"
                                  : action->name == "change" ? "user_change"
                                                             : "nothing";
  auto body = read_flat(lane, *request, schema);
  if (auto* problem = std::get_if<Problem>(&body)) co_return std::move(*problem);
  Values& input = std::get<Values>(body);
  Doer who = std::get<Doer>(std::move(doer));
  const std::string& user = request->arguments[0];
  if (!seal_phone(lane.shared.keyring, user, input)) co_return no_phone(request->language);
  if (auto no = refusal(lane, *request, who.actor, {std::string(action->act), user, input, {}}))
    co_return *std::move(no);
  if (action->act == "invitation.create")
    co_return co_await send_link(lane, request, std::move(who));
  auto answered = co_await act_and_answer(
      lane, request,
      {std::move(who), std::string(action->act), user, std::move(input), wire::render_done()});
  co_return answer_of(std::move(answered));
}

}  // namespace gongzhi::gateway
