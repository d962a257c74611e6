#include "gateway/account_body.hpp"

#include "wire/requests.hpp"

namespace gongzhi::gateway {

std::variant<Values, Problem> read_flat(const Lane& lane, const Request& request,
                                        std::string_view schema) {
  if (!request.body.empty() && !is_json(request.content_type))
    return unsupported_type(request.language);
  auto values =
      wire::parse_flat(schema, request.body, {lane.schemas, request.now, request.language});
  if (!values) return problem_of(values.error());
  return *std::move(values);
}

std::variant<Doer, Problem> who_does_it(const Lane& lane, const Request& request) {
  if (!lane.present.is_complete()) return not_ready(request.language);
  const auto asker = identify(request, lane.present.world->directory, lane.shared.keyring);
  if (!asker) return problem_of(asker.error());
  if (!asker->user) return who_are_you(request.language);
  auto key = idempotency_key(request);
  if (!key) return key_problem(key.error(), request);
  return Doer{asker->actor, *std::move(key)};
}

asio::awaitable<std::variant<Reply, Problem>> act_and_answer(Lane& lane, RequestPtr request,
                                                             ActAndAnswer wanted) {
  ActRequest act{request,
                 std::move(wanted.doer.actor),
                 std::move(wanted.doer.key),
                 std::move(wanted.act),
                 std::move(wanted.subject),
                 std::move(wanted.input)};
  auto done = co_await administer(lane, std::move(act));
  if (auto* problem = std::get_if<Problem>(&done)) co_return std::move(*problem);
  if (lane.on_accounts_changed) lane.on_accounts_changed();
  const ActAnswer& answer = std::get<ActAnswer>(done);
  if (!answer.outcome) co_return not_decided_yet(answer.id);
  Reply reply;
  reply.status = wanted.status;
  reply.body = std::move(wanted.body);
  co_return reply;
}

}  // namespace gongzhi::gateway
