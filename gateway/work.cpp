// GET /tasks, /board and /live: what one has to do, how one's part of the county stands, and what
// changes meanwhile.
#include <algorithm>
#include <iterator>

#include "gateway/actor.hpp"
#include "gateway/case_view.hpp"
#include "gateway/door_check.hpp"
#include "gateway/known_words.hpp"
#include "gateway/parameters.hpp"
#include "gateway/refusals.hpp"
#include "gateway/routes.hpp"
#include "gateway/waiting.hpp"
#include "governance/permission.hpp"
#include "wire/reference_responses.hpp"

namespace gongzhi::gateway {
namespace {

constexpr std::size_t tasks_shown_max = 100;

struct Tasks {
  std::vector<Case> offered, held, to_check, waiting;
  MemberLoad load;
};

Result<std::vector<Case>> read_waiting(records::Reader& reader,
                                       const std::vector<records::CaseQuery>& queries) {
  std::vector<Case> waiting;
  for (const records::CaseQuery& query : queries) {
    auto page = reader.list_cases(query);
    if (!page) return page.error();
    auto items = whole_cases(std::move(page->items));
    if (!items) return items.error();
    std::ranges::move(*items, std::back_inserter(waiting));
  }
  return waiting;
}

Result<Tasks> read_tasks(records::Reader& reader, const std::string& user, Instant now) {
  auto stored = reader.tasks(user, now);
  if (!stored) return stored.error();
  auto offered = whole_cases(std::move(stored->offered));
  if (!offered) return offered.error();
  auto held = whole_cases(std::move(stored->held));
  if (!held) return held.error();
  auto to_check = whole_cases(std::move(stored->to_check));
  if (!to_check) return to_check.error();
  return Tasks{*std::move(offered), *std::move(held), *std::move(to_check), {}, stored->load};
}

std::vector<wire::CaseSummary> lines_of(const Sight& sight, const std::vector<Case>& items,
                                        WithActions actions) {
  std::vector<wire::CaseSummary> lines;
  for (const Case& item : items) {
    if (lines.size() == tasks_shown_max) break;
    if (may_see(sight.world, sight.actor, item)) lines.push_back(line_of(sight, item, actions));
  }
  return lines;
}

struct Board {
  records::BoardNumbers numbers;
  std::vector<Case> overdue, due_soon, waiting;
};

Result<Board> read_board(records::Reader& reader, const records::BoardQuery& query) {
  auto numbers = reader.board(query);
  if (!numbers) return numbers.error();
  auto overdue = whole_cases(std::move(numbers->overdue_items));
  if (!overdue) return overdue.error();
  auto due_soon = whole_cases(std::move(numbers->due_soon_items));
  if (!due_soon) return due_soon.error();
  auto waiting = whole_cases(std::move(numbers->waiting_items));
  if (!waiting) return waiting.error();
  return Board{*std::move(numbers), *std::move(overdue), *std::move(due_soon), *std::move(waiting)};
}

std::string state_name(const World& world, std::string_view code) {
  for (const KindSpec& kind : world.kinds.all())
    if (const StateSpec* state = kind.find_state(code)) return state->label;
  return {};
}

std::string category_name(const World& world, std::string_view code) {
  const Category* category = world.catalogue.find_category(code);
  return category ? category->name : std::string();
}

std::string grid_name(const World& world, std::string_view code) {
  const GridInfo* grid = world.directory.find_grid(code);
  return grid ? grid->name : std::string();
}

using Namer = std::string (*)(const World&, std::string_view);

/// `none_yet` names the line of those that have no key yet.
struct Naming {
  Namer name = nullptr;
  std::string_view none_yet = {};
};

std::vector<wire::BoardCount> named(const World& world,
                                    const std::vector<records::BoardCount>& counts,
                                    const Naming& naming) {
  std::vector<wire::BoardCount> shown;
  for (const records::BoardCount& count : counts)
    shown.push_back(
        {count.key,
         count.key.empty() ? std::string(naming.none_yet) : naming.name(world, count.key),
         count.open, count.overdue});
  return shown;
}

constexpr wire::Wording unclassified{"未分类", "unclassified"};
constexpr wire::Wording no_grid_yet{"未定网格", "no grid yet"};

wire::BoardView board_view(const Sight& sight, const Board& board, wire::Language language) {
  const records::BoardNumbers& numbers = board.numbers;
  wire::BoardView view;
  view.open = numbers.open;
  view.overdue = numbers.overdue;
  view.due_soon = numbers.due_soon;
  view.waiting = numbers.waiting;
  view.received_today = numbers.received_today;
  view.closed_today = numbers.closed_today;
  view.by_state = named(sight.world, numbers.by_state, {state_name});
  view.by_category =
      named(sight.world, numbers.by_category, {category_name, unclassified.in(language)});
  view.by_grid = named(sight.world, numbers.by_grid, {grid_name, no_grid_yet.in(language)});
  view.by_category_more = numbers.by_category_more;
  view.by_grid_more = numbers.by_grid_more;
  view.overdue_items = lines_of(sight, board.overdue, WithActions::no);
  view.due_soon_items = lines_of(sight, board.due_soon, WithActions::no);
  view.waiting_items = lines_of(sight, board.waiting, WithActions::no);
  return view;
}

// The part of a scope that lies in `org`; none when it is not within.
std::optional<Scope> narrowed(const World& world, Scope scope, const Org& org) {
  const bool has_place = scope.kind == Scope::Kind::county || scope.kind == Scope::Kind::township ||
                         scope.kind == Scope::Kind::community || scope.kind == Scope::Kind::body;
  if (!has_place || !world.directory.in_subtree(org.id, scope.org)) return std::nullopt;
  // A body below a place is another's own business unless one looks into the whole place.
  if (scope.kind == Scope::Kind::body && org.id != scope.org) return std::nullopt;
  scope.org = org.id;
  scope.user.clear();
  scope.lead_body.clear();
  switch (org.level) {
    case OrgLevel::county: scope.kind = Scope::Kind::county; break;
    case OrgLevel::township: scope.kind = Scope::Kind::township; break;
    case OrgLevel::community: scope.kind = Scope::Kind::community; break;
    default: scope.kind = Scope::Kind::body; break;
  }
  return scope;
}

// The scope of the board that is asked for; the problem when it may not be.
std::variant<Scope, Problem> board_scope(const Request& request, const World& world,
                                         const Actor& actor) {
  const auto parameters = Parameters::parse(request, {"org"});
  if (!parameters) return problem_of(parameters.error());
  Scope scope = scope_of(world, actor);
  if (!parameters->has("org")) return scope;
  const Org* org = world.directory.find_org(parameters->text("org"));
  if (!org) return problem_of(not_known(*parameters, known_orgs(world, "org")));
  auto part = narrowed(world, std::move(scope), *org);
  if (!part)
    return problem_of(worded(Errc::forbidden, {"这个组织不在您的范围内", "not within your scope"},
                             request.language));
  return *std::move(part);
}

}  // namespace

asio::awaitable<Answer> get_tasks(Lane& lane, RequestPtr request) {
  const Present present = lane.present;
  if (!present.is_complete()) co_return not_ready(request->language);
  if (const auto none = Parameters::parse(*request, {}); !none) co_return problem_of(none.error());
  const auto asker = identify(*request, present.world->directory, lane.shared.keyring);
  if (!asker) co_return problem_of(asker.error());
  if (!asker->user) co_return who_are_you(request->language);
  const auto tasks = co_await lane.shared.readers.ask(
      [user = asker->actor.user, now = request->now,
       queries = waiting_queries(*present.world, asker->actor)](records::Reader& reader) {
        auto read = read_tasks(reader, user, now);
        if (!read) return read;
        auto waiting = read_waiting(reader, queries);
        if (!waiting) return Result<Tasks>(waiting.error());
        read->waiting = *std::move(waiting);
        return read;
      });
  if (!tasks) co_return problem_of(tasks.error());
  const Sight sight{*present.world, asker->actor, request->now};
  wire::TasksView view;
  view.offered = lines_of(sight, tasks->offered, WithActions::yes);
  view.held = lines_of(sight, tasks->held, WithActions::yes);
  view.to_check = lines_of(sight, tasks->to_check, WithActions::yes);
  std::vector<Case> waiting = tasks->waiting;
  std::erase_if(waiting, [&](const Case& item) {
    return !waits_for(sight.world, sight.actor, item, sight.now);
  });
  sort_by_stage_due(waiting);
  view.waiting = lines_of(sight, waiting, WithActions::yes);
  view.open_claims = tasks->load.open_claims;
  view.open_claims_max = present.world->policy.open_claims_max;
  co_return cacheable(wire::render_tasks(view), *request);
}

asio::awaitable<Answer> get_board(Lane& lane, RequestPtr request) {
  const Present present = lane.present;
  if (!present.is_complete()) co_return not_ready(request->language);
  const World& world = *present.world;
  const auto asker = identify(*request, world.directory, lane.shared.keyring);
  if (!asker) co_return problem_of(asker.error());
  if (!asker->user) co_return who_are_you(request->language);
  auto scope = board_scope(*request, world, asker->actor);
  if (auto* refused = std::get_if<Problem>(&scope)) {
    if (refused->error.code == Errc::forbidden)
      note_refusal(lane, *request, asker->actor, {"board.see", "", "not_permitted"});
    co_return std::move(*refused);
  }
  records::BoardQuery query;
  query.scope = std::get<Scope>(std::move(scope));
  query.now = request->now;
  const auto board = co_await lane.shared.readers.ask(
      [query](records::Reader& reader) { return read_board(reader, query); });
  if (!board) co_return problem_of(board.error());
  wire::BoardView view = board_view({world, asker->actor, request->now}, *board, request->language);
  const Org* org = world.directory.find_org(query.scope.org);
  view.scope = {std::string(wire::name(query.scope.kind)), query.scope.org,
                org ? org->name : std::string()};
  // The tag is of the board without its moment: two looks at an unchanged board have one tag.
  Reply reply = cacheable(wire::render_board(view), *request);
  if (reply.status == 304) co_return reply;
  view.as_of = request->now;
  reply.body = wire::render_board(view);
  co_return reply;
}

asio::awaitable<Answer> open_live(Lane& lane, RequestPtr request) {
  // A page of another site could not read it, but it could keep it open (security.md S08).
  if (request->asked_from == AskedFrom::elsewhere) co_return from_another_site(request->language);
  const Present present = lane.present;
  if (!present.is_complete()) co_return not_ready(request->language);
  if (const auto none = Parameters::parse(*request, {}); !none) co_return problem_of(none.error());
  const auto asker = identify(*request, present.world->directory, lane.shared.keyring);
  if (!asker) co_return problem_of(asker.error());
  if (asker->is_nobody()) co_return who_are_you(request->language);
  const runtime::Settings::Gateway& limits = lane.shared.settings.gateway;
  const auto threads = std::max<std::int64_t>(1, limits.threads);
  if (static_cast<std::int64_t>(lane.live.size()) >= limits.live_clients_max / threads)
    co_return overloaded(request->language);
  Reply reply;
  reply.content_type = "text/event-stream; charset=utf-8";
  add_field(reply.fields, "X-Accel-Buffering", "no");
  reply.live = asker->actor;
  co_return reply;
}

}  // namespace gongzhi::gateway
