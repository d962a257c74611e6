// GET /users/{id}/work, POST /users/{id}/handover, GET /duty: what somebody has in hand, giving it
// to somebody else, and who is on duty now.
#include "gateway/account_body.hpp"
#include "gateway/config_visit.hpp"
#include "gateway/known_words.hpp"
#include "gateway/parameters.hpp"
#include "gateway/refusals.hpp"
#include "gateway/routes.hpp"
#include "governance/permission.hpp"
#include "records/person_work.hpp"
#include "wire/people_responses.hpp"

namespace gongzhi::gateway {
namespace {

constexpr int listed_max = 200;  // of each tie

bool may_hand_over(const ConfigVisit& visit, const User& person) {
  const ActTarget target{&person, home_body(person)};
  return may_administer(*visit.world, visit.actor, "handover.person", target);
}

struct PersonVisit {
  ConfigVisit visit;
  const User* person = nullptr;
};

/// Whoever may hand their work over; 404 for somebody else's people, as for nobody.
std::variant<PersonVisit, Problem> visit_person(Lane& lane, const Request& request) {
  auto visit = visit_config(lane, request);
  if (auto* refused = std::get_if<Problem>(&visit)) return std::move(*refused);
  PersonVisit found{std::get<ConfigVisit>(std::move(visit)), nullptr};
  found.person = found.visit.world->directory.find_user(request.arguments[0]);
  const bool is_theirs = found.person != nullptr && (found.person == found.visit.user ||
                                                     may_hand_over(found.visit, *found.person));
  if (!is_theirs) {
    note_refusal(lane, request, found.visit.actor,
                 {"handover.person", request.arguments[0], "not_seen"});
    return no_such_thing(request.language);
  }
  return found;
}

}  // namespace

asio::awaitable<Answer> get_user_work(Lane& lane, RequestPtr request) {
  if (const auto none = Parameters::parse(*request, {}); !none) co_return problem_of(none.error());
  auto visited = visit_person(lane, *request);
  if (auto* refused = std::get_if<Problem>(&visited)) co_return std::move(*refused);
  const PersonVisit& visit = std::get<PersonVisit>(visited);
  auto work = co_await lane.shared.readers.ask([user = visit.person->id](records::Reader& reader) {
    return records::person_work(reader.connection(), user, listed_max);
  });
  if (!work) co_return problem_of(work.error());
  wire::UserWorkView view{
      visit.person->id, work->held, work->claimed, work->to_check, work->offered, {}, {}};
  for (records::TiedCase& one : work->cases)
    view.items.push_back(
        {std::move(one.number), std::move(one.state), std::move(one.category), std::move(one.tie)});
  for (const GridInfo* grid : visit.visit.world->directory.grids_walked_by(visit.person->id))
    view.grids.push_back(grid->code);
  Reply reply;
  reply.body = wire::render_user_work(view);
  co_return reply;
}

asio::awaitable<Answer> hand_over(Lane& lane, RequestPtr request) {
  auto visited = visit_person(lane, *request);
  if (auto* refused = std::get_if<Problem>(&visited)) co_return std::move(*refused);
  const PersonVisit& visit = std::get<PersonVisit>(visited);
  if (!may_hand_over(visit.visit, *visit.person))
    co_return not_yours(lane, *request, visit.visit.actor, {"handover.person", visit.person->id});
  auto key = idempotency_key(*request);
  if (!key) co_return key_problem(key.error(), *request);
  auto body = read_flat(lane, *request, "handover");
  if (auto* refused = std::get_if<Problem>(&body)) co_return std::move(*refused);
  auto done =
      co_await administer(lane, {request, visit.visit.actor, *std::move(key), "person.handover",
                                 visit.person->id, std::get<Values>(std::move(body))});
  if (auto* refused = std::get_if<Problem>(&done)) co_return std::move(*refused);
  const ActAnswer& answer = std::get<ActAnswer>(done);
  if (!answer.outcome) co_return not_decided_yet(answer.id);
  Reply reply;
  reply.body = wire::render_handed_over({answer.id.hex(), answer.outcome->message});
  co_return reply;
}

asio::awaitable<Answer> get_duty(Lane& lane, RequestPtr request) {
  auto visit = visit_config(lane, *request);
  if (auto* refused = std::get_if<Problem>(&visit)) co_return std::move(*refused);
  const World& world = *std::get<ConfigVisit>(visit).world;
  auto parameters = Parameters::parse(*request, {"org"});
  if (!parameters) co_return problem_of(parameters.error());
  std::string org = parameters->text("org");
  if (org.empty()) org = std::get<ConfigVisit>(visit).user->org;
  if (!world.directory.find_org(org))
    co_return problem_of(not_known(*parameters, known_orgs(world, "org")));
  Reply reply;
  reply.body = wire::render_duty({world, org, request->now});
  co_return reply;
}

}  // namespace gongzhi::gateway
