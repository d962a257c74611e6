// POST /cases/{number}/reveal: personal data in plain, with a reason that the person can ask for.
// The values are answered once the row of the access log is committed (security.md P03, P05).
#include <algorithm>
#include <chrono>

#include "gateway/administer.hpp"
#include "gateway/case_lookup.hpp"
#include "gateway/personal_sealing.hpp"
#include "gateway/routes.hpp"
#include "governance/inputs.hpp"
#include "governance/permission.hpp"
#include "wire/personal_responses.hpp"

namespace gongzhi::gateway {
namespace {

constexpr std::string_view retry_after_s = "600";
// How long the same key shows the values again to whoever lost the answer: one look, one row.
constexpr auto repeat_max = std::chrono::minutes{1};

Problem too_often(Problem problem) {
  problem.status = 429;
  add_field(problem.fields, "Retry-After", retry_after_s);
  return problem;
}

Problem may_not(wire::Language language) {
  return problem_of(worded(
      Errc::forbidden, {"您无权查看这项个人信息", "You may not see this personal data"}, language));
}

Problem is_over(wire::Language language) {
  return problem_of(worded(Errc::forbidden,
                           {"这次查看已经结束，请说明理由后重新查看",
                            "This look is over: give a reason again under a new Idempotency-Key"},
                           language));
}

Reply revealed(const vault::Keyring& keyring, const Case& item,
               const std::vector<std::string>& wanted) {
  wire::PlainFields plain = open_personal(keyring, item);
  std::erase_if(plain, [&](const auto& field) {
    return std::ranges::find(wanted, field.first) == wanted.end();
  });
  Reply reply;
  reply.body = wire::render_revealed(item.number, plain);
  return reply;
}

}  // namespace

asio::awaitable<Answer> reveal_personal(Lane& lane, RequestPtr request) {
  const auto opened = co_await open_case(lane, request);
  if (const auto* refused = std::get_if<Problem>(&opened)) co_return *refused;
  const auto& [present, standpoint, found] = std::get<Opened>(opened);
  // Whoever stands here by the key asks for a copy instead.
  if (standpoint.actor.user.empty()) co_return who_are_you(request->language);
  const auto key = idempotency_key(*request);
  if (!key) co_return key_problem(key.error(), *request);
  if (!is_json(request->content_type)) co_return unsupported_type(request->language);
  auto input = wire::parse_reveal(request->body, {lane.schemas, request->now, request->language});
  if (!input) co_return problem_of(input.error());
  const std::vector<std::string> wanted = list_of(*input, "fields");
  auto answer = co_await administer(lane, {request, standpoint.actor, *key, "personal.reveal",
                                           found.item.number.text(), *std::move(input)});
  if (auto* refused = std::get_if<Problem>(&answer))
    co_return refused->reason == "too_many_reveals" ? too_often(std::move(*refused))
                                                    : std::move(*refused);
  const ActAnswer& decided = std::get<ActAnswer>(answer);
  if (!decided.outcome) co_return not_decided_yet(decided.id);
  // The outcome may be of an earlier request: what counts is what they may now.
  if (!may_reveal(*present.world, standpoint.actor, found.item, wanted))
    co_return may_not(request->language);
  if (request->now - decided.at > repeat_max) co_return is_over(request->language);
  co_return revealed(lane.shared.keyring, found.item, wanted);
}

}  // namespace gongzhi::gateway
