// POST /cases/{number}/actions/{action}/preview: what an action would do to a case's way, before it
// takes effect. Decided as the worker would, and thrown away.
#include "gateway/case_lookup.hpp"
#include "gateway/case_view.hpp"
#include "gateway/routes.hpp"
#include "governance/decide.hpp"
#include "wire/people_responses.hpp"
#include "wire/requests.hpp"

namespace gongzhi::gateway {
namespace {

/// A preview knows nobody's load: whom a task would be offered to is not said.
class NoFacts final : public Facts {
 public:
  MemberLoad load_of(std::string_view user) const override {
    MemberLoad load;
    load.user = user;
    return load;
  }
  std::optional<Case> find_case(const CaseNumber&) const override { return std::nullopt; }
};

}  // namespace

asio::awaitable<Answer> preview_action(Lane& lane, RequestPtr request) {
  auto visited = co_await open_case(lane, request);
  if (auto* refused = std::get_if<Problem>(&visited)) co_return std::move(*refused);
  const Opened& opened = std::get<Opened>(visited);
  if (const auto key = idempotency_key(*request); !key)
    co_return key_problem(key.error(), *request);
  if (!request->body.empty() && !is_json(request->content_type))
    co_return unsupported_type(request->language);
  auto input = wire::parse_action(request->body, {lane.schemas, request->now, request->language});
  if (!input) co_return problem_of(input.error());
  if (opened.found.stage != LookedUp::Stage::applied) co_return not_ready(request->language);
  const World& world = *opened.present.world;
  const Case& before = opened.found.item;
  Message message;
  message.actor = opened.standpoint.actor;
  message.at = request->now;
  message.partition = before.number.partition;
  message.body =
      CaseAction{before.number, request->arguments[1], before.version, *std::move(input)};
  const Decision decision = decide(world, NoFacts(), &before, message, request->now);
  if (decision.outcome.status == OutcomeStatus::refused)
    co_return problem_of(decision.outcome, request->language);
  const Case& after = decision.after ? *decision.after : before;
  Reply reply;
  reply.body = wire::render_preview({world, request->arguments[1], before, after});
  add_field(reply.fields, "ETag", case_tag(before.version));
  co_return reply;
}

}  // namespace gongzhi::gateway
