// GET /users, GET /users/{id}: the people whom the asker manages, and how they sign in.
#include <algorithm>

#include "gateway/config_visit.hpp"
#include "gateway/cursor.hpp"
#include "gateway/known_words.hpp"
#include "gateway/parameters.hpp"
#include "gateway/refusals.hpp"
#include "gateway/routes.hpp"
#include "governance/masking.hpp"
#include "governance/permission.hpp"
#include "vault/staff_phone.hpp"
#include "wire/people_responses.hpp"

namespace gongzhi::gateway {
namespace {

constexpr std::pair<int, int> limit_bounds{1, 200};
constexpr int limit_default = 50;
constexpr std::string_view read_act = "user.read";

bool may_read(const World& world, const Actor& actor, const User& user) {
  return may_administer(world, actor, read_act, {&user, user.org, {}});
}

/// Anybody but themselves?
bool may_read_any(const ConfigVisit& visit) {
  return may_administer(*visit.world, visit.actor, read_act, {}) ||
         (!visit.user->org.empty() &&
          may_administer(*visit.world, visit.actor, read_act, {nullptr, visit.user->org, {}}));
}

struct PeopleQuestion {
  ConfigVisit visit;
  std::string org;  // this body and those below it; empty = any
  std::string words;
  std::optional<Role> role;
  std::string after;  // id
  std::size_t limit = limit_default;
  Instant at{};
};

bool is_asked_for(const PeopleQuestion& question, const User& user) {
  const Directory& directory = question.visit.world->directory;
  if (question.role && user.role != *question.role) return false;
  if (!question.org.empty() && !directory.in_subtree(home_body(user), question.org)) return false;
  return question.words.empty() || user.name.find(question.words) != std::string::npos ||
         user.id.find(question.words) != std::string::npos;
}

Result<wire::SignInView> sign_in_of(records::Reader& reader, const User& user) {
  auto found = records::find_account(reader.connection(), records::AccountKey::user, user.id);
  if (!found) return found.error();
  wire::SignInView view{user.id, "no_password", false};
  if (*found) {
    view.login = (*found)->login;
    view.second_factor = (*found)->has_second_factor();
    if (!(*found)->password.empty()) view.state = "ready";
  }
  if (!user.active || (*found && (*found)->disabled)) view.state = "disabled";
  return view;
}

Result<std::string> find_people(records::Reader& reader, const vault::Keyring& keyring,
                                const PeopleQuestion& question) {
  const World& world = *question.visit.world;
  std::vector<const User*> asked;
  for (const User& user : world.directory.users())
    if (user.id > question.after && is_asked_for(question, user) &&
        may_read(world, question.visit.actor, user))
      asked.push_back(&user);
  std::ranges::sort(asked, {}, &User::id);
  std::string next;
  if (asked.size() > question.limit) {
    asked.resize(question.limit);
    next = seal_cursor(keyring, "users", asked.back()->id);
  }
  std::vector<wire::PersonView> views;
  for (const User* user : asked) {
    auto sign_in = sign_in_of(reader, *user);
    if (!sign_in) return sign_in.error();
    views.push_back({world, *user, *std::move(sign_in), {}, question.at});
  }
  return wire::render_people(views, next);
}

Result<void> read_page(const Request& request, const Lane& lane, PeopleQuestion& question) {
  auto parameters = Parameters::parse(request, {"org", "role", "q", "limit", "cursor"});
  if (!parameters) return parameters.error();
  const auto limit = parameters->integer("limit", limit_default, limit_bounds);
  if (!limit) return limit.error();
  question.limit = static_cast<std::size_t>(*limit);
  auto after =
      open_cursor(lane.shared.keyring, "users", parameters->text("cursor"), request.language);
  if (!after) return after.error();
  question.after = *std::move(after);
  question.words = parameters->text("q");
  question.org = parameters->text("org");
  if (!question.org.empty() && !question.visit.world->directory.find_org(question.org))
    return not_known(*parameters, known_orgs(*question.visit.world, "org"));
  if (parameters->has("role")) {
    question.role = parse_role(parameters->text("role"));
    if (!question.role)
      return wrong_field("?role", "enum", {"没有这个角色", "there is no such role"},
                         request.language);
  }
  return {};
}

}  // namespace

asio::awaitable<Answer> list_users(Lane& lane, RequestPtr request) {
  auto visit = visit_config(lane, *request);
  if (auto* refused = std::get_if<Problem>(&visit)) co_return std::move(*refused);
  PeopleQuestion question{std::get<ConfigVisit>(std::move(visit)), {}, {}, {}, {}};
  question.at = request->now;
  if (!may_read_any(question.visit))
    co_return not_yours(lane, *request, question.visit.actor, {std::string(read_act)});
  if (auto page = read_page(*request, lane, question); !page) co_return problem_of(page.error());
  auto body = co_await lane.shared.readers.ask(
      [question = std::move(question), &keyring = lane.shared.keyring](records::Reader& reader) {
        return find_people(reader, keyring, question);
      });
  if (!body) co_return problem_of(body.error());
  Reply reply;
  reply.body = *std::move(body);
  co_return reply;
}

asio::awaitable<Answer> get_user(Lane& lane, RequestPtr request) {
  if (const auto none = Parameters::parse(*request, {}); !none) co_return problem_of(none.error());
  auto visited = visit_config(lane, *request);
  if (auto* refused = std::get_if<Problem>(&visited)) co_return std::move(*refused);
  const ConfigVisit& visit = std::get<ConfigVisit>(visited);
  const User* user = visit.world->directory.find_user(request->arguments[0]);
  if (user == nullptr || !may_read(*visit.world, visit.actor, *user)) {
    note_refusal(lane, *request, visit.actor, {read_act, request->arguments[0], "not_seen"});
    co_return no_such_thing(request->language);
  }
  auto sign_in = co_await lane.shared.readers.ask(
      [world = visit.world, user](records::Reader& reader) { return sign_in_of(reader, *user); });
  if (!sign_in) co_return problem_of(sign_in.error());
  Reply reply;
  reply.body = wire::render_person(
      {*visit.world, *user, *std::move(sign_in),
       mask_phone(vault::plain_staff_phone(lane.shared.keyring, *user)), request->now});
  co_return reply;
}

}  // namespace gongzhi::gateway
