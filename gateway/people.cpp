// /users: acts of administration about people and their accounts.
#include <algorithm>
#include <array>

#include "gateway/account_body.hpp"
#include "gateway/links.hpp"
#include "gateway/routes.hpp"
#include "wire/account_responses.hpp"

namespace gongzhi::gateway {
namespace {

struct UserAction {
  std::string_view name;
  std::string_view act;
};
constexpr std::array<UserAction, 8> actions{{
    {"invite", "invitation.create"},
    {"reset", "invitation.create"},
    {"disable", "user.disable"},
    {"enable", "user.enable"},
    {"roles", "user.roles"},
    {"revoke-sessions", "session.revoke_all"},
    {"reset-second-factor", "second_factor.remove"},
    {"revoke-tokens", "token.revoke"},
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
  if (const auto phone = parse_phone(text_of(input, "phone")))
    input.insert_or_assign("phone_hash", lane.shared.keyring.account_hash("phone", *phone));
  auto answered = co_await act_and_answer(lane, request,
                                          {std::get<Doer>(std::move(doer)), "user.create", id,
                                           std::move(input), wire::render_done(), 201});
  co_return answer_of(std::move(answered));
}

asio::awaitable<Answer> act_on_user(Lane& lane, RequestPtr request) {
  auto doer = who_does_it(lane, *request);
  if (auto* problem = std::get_if<Problem>(&doer)) co_return std::move(*problem);
  const auto action = std::ranges::find(actions, request->arguments[1], &UserAction::name);
  if (action == actions.end()) co_return no_such_thing(request->language);
  auto body = read_flat(lane, *request, action->name == "roles" ? "user_roles" : "nothing");
  if (auto* problem = std::get_if<Problem>(&body)) co_return std::move(*problem);
  if (action->act == "invitation.create")
    co_return co_await send_link(lane, request, std::get<Doer>(std::move(doer)));
  const std::string& user = request->arguments[0];
  auto answered =
      co_await act_and_answer(lane, request,
                              {std::get<Doer>(std::move(doer)), std::string(action->act),
                               action->act == "token.revoke" ? plain_token_id(user) : user,
                               std::get<Values>(std::move(body)), wire::render_done()});
  co_return answer_of(std::move(answered));
}

}  // namespace gongzhi::gateway
