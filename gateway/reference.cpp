// GET /categories, /kinds, /orgs, /me, /openapi.json: what is configured, from memory.
#include <algorithm>

#include "gateway/actor.hpp"
#include "gateway/cursor.hpp"
#include "gateway/known_words.hpp"
#include "gateway/parameters.hpp"
#include "gateway/routes.hpp"
#include "governance/permission.hpp"
#include "wire/openapi.hpp"
#include "wire/reference_responses.hpp"

namespace gongzhi::gateway {
namespace {

constexpr std::pair<int, int> limit_bounds{1, 100};
constexpr int limit_default = 20;

struct OrgQuestion {
  Parameters parameters;
  std::string below;
  std::optional<OrgKind> kind;
  std::string after;
  int limit = limit_default;
};

Result<OrgQuestion> read_org_question(const Request& request, const Lane& lane) {
  auto parameters = Parameters::parse(request, {"below", "kind", "limit", "cursor"});
  if (!parameters) return parameters.error();
  OrgQuestion question{*parameters, parameters->text("below"), {}, {}, limit_default};
  if (parameters->has("kind")) {
    question.kind = parse_org_kind(parameters->text("kind"));
    if (!question.kind) return not_known(*parameters, known_org_kinds());
  }
  const World& world = *lane.present.world;
  if (parameters->has("below") && !world.directory.find_org(question.below))
    return not_known(*parameters, known_orgs(world, "below"));
  const auto limit = parameters->integer("limit", limit_default, limit_bounds);
  if (!limit) return limit.error();
  auto after =
      open_cursor(lane.shared.keyring, "orgs", parameters->text("cursor"), request.language);
  if (!after) return after.error();
  question.limit = *limit;
  question.after = *std::move(after);
  return question;
}

// One more than the page holds, where there are more.
std::vector<const Org*> find_orgs(const Directory& directory, const OrgQuestion& question) {
  std::vector<const Org*> found;
  for (const Org& org : directory.orgs()) {
    if (org.id <= question.after && !question.after.empty()) continue;
    if (question.kind && org.kind != *question.kind) continue;
    if (!question.below.empty() &&
        (org.id == question.below || !directory.in_subtree(org.id, question.below)))
      continue;
    found.push_back(&org);
    if (found.size() > static_cast<std::size_t>(question.limit)) break;
  }
  return found;
}

Answer reference_answer(Answer answer) {
  if (auto* reply = std::get_if<Reply>(&answer)) reply->is_public = true;
  return answer;
}

}  // namespace

asio::awaitable<Answer> list_categories(Lane& lane, RequestPtr request) {
  const WorldPtr world = lane.present.world;
  if (!world) co_return not_ready(request->language);
  if (const auto none = Parameters::parse(*request, {}); !none) co_return problem_of(none.error());
  co_return reference_answer(cacheable(
      wire::render_categories(world->catalogue, world->arrangements, world->version), *request));
}

asio::awaitable<Answer> list_kinds(Lane& lane, RequestPtr request) {
  const WorldPtr world = lane.present.world;
  if (!world) co_return not_ready(request->language);
  if (const auto none = Parameters::parse(*request, {}); !none) co_return problem_of(none.error());
  co_return reference_answer(cacheable(wire::render_kinds(world->kinds, world->version), *request));
}

asio::awaitable<Answer> list_orgs(Lane& lane, RequestPtr request) {
  const WorldPtr world = lane.present.world;
  if (!world) co_return not_ready(request->language);
  const auto question = read_org_question(*request, lane);
  if (!question) co_return problem_of(question.error());
  auto found = find_orgs(world->directory, *question);
  std::string next;
  if (found.size() > static_cast<std::size_t>(question->limit)) {
    found.pop_back();
    next = seal_cursor(lane.shared.keyring, "orgs", found.back()->id);
  }
  Reply reply = cacheable(wire::render_orgs(found, next), *request);
  add_next_link(reply, *request, {question->parameters.without("cursor"), next});
  co_return reference_answer(std::move(reply));
}

asio::awaitable<Answer> get_me(Lane& lane, RequestPtr request) {
  const Present present = lane.present;
  if (!present.is_complete()) co_return not_ready(request->language);
  const World& world = *present.world;
  if (const auto none = Parameters::parse(*request, {}); !none) co_return problem_of(none.error());
  auto asker = identify(*request, world.directory, lane.shared.keyring);
  if (!asker) co_return problem_of(asker.error());
  wire::MeView view;
  view.user = asker->user;
  const Scope scope = scope_of(world, asker->actor);
  const Org* place = world.directory.find_org(scope.org);
  view.scope = {std::string(wire::name(scope.kind)), scope.org,
                place ? place->name : std::string()};
  // Whoever has not sent anything yet may report what anybody may.
  if (asker->is_nobody()) asker->actor.device = "anybody";
  for (const KindSpec& kind : world.kinds.all()) {
    const bool listed =
        std::find(view.kinds.begin(), view.kinds.end(), kind.name) != view.kinds.end();
    if (!listed && may_create(world, asker->actor, kind.name)) view.kinds.push_back(kind.name);
  }
  view.open_claims_max = world.policy.open_claims_max;
  if (view.user) {
    if (const Org* org = world.directory.find_org(view.user->org)) view.org_name = org->name;
    if (view.user->role == Role::member) {
      const auto tasks = co_await lane.shared.readers.ask(
          [user = view.user->id, now = request->now](records::Reader& reader) {
            return reader.tasks(user, now);
          });
      if (!tasks) co_return problem_of(tasks.error());
      view.open_claims = tasks->load.open_claims;
    }
  }
  Reply reply;
  reply.body = wire::render_me(view);
  co_return reply;
}

asio::awaitable<Answer> get_openapi(Lane& lane, RequestPtr request) {
  static_cast<void>(lane);
  if (const auto none = Parameters::parse(*request, {}); !none) co_return problem_of(none.error());
  co_return reference_answer(cacheable(std::string(wire::openapi_json()), *request));
}

}  // namespace gongzhi::gateway
