// GET and POST /config/{table}, POST /config:check: the configuration row by row. A change is an
// act: the worker checks and writes it, the gateways read the configuration again.
#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <charconv>

#include "gateway/administer.hpp"
#include "gateway/config_visit.hpp"
#include "gateway/cursor.hpp"
#include "gateway/parameters.hpp"
#include "gateway/routes.hpp"
#include "governance/permission.hpp"
#include "wire/config_responses.hpp"
#include "wire/requests.hpp"

namespace gongzhi::gateway {
namespace {

constexpr std::pair<int, int> limit_bounds{1, 200};
constexpr int limit_default = 50;
constexpr int looks_max = 100;  // two seconds
constexpr Milliseconds look_every{20};

std::string version_tag(std::int64_t version) {
  return '"' + std::to_string(version) + '"';
}

struct RowsQuestion {
  ConfigVisit visit;
  const wire::ConfigTable* table = nullptr;
  std::size_t from = 0;
  std::size_t limit = limit_default;
};

struct FoundRows {
  std::vector<wire::Cells> rows;
  std::int64_t version = 0;
  bool has_more = false;
};

/// Those rows of the table that the asker administers; of absences their own too.
Result<FoundRows> find_rows(records::Reader& reader, const RowsQuestion& question) {
  auto stored = stored_tables(reader);
  if (!stored) return stored.error();
  const World& world = *question.visit.world;
  const std::string act = permission_of(question.table->name);
  const bool sees_all = may_administer(world, question.visit.actor, act, {});
  FoundRows found;
  found.version = stored->version;
  auto rows = wire::rows_of(stored->tables, *question.table);
  if (!sees_all)
    std::erase_if(rows, [&](const wire::Cells& row) {
      if (wire::cell_of(*question.table, row, "person") == question.visit.user->id) return false;
      const std::string body = wire::body_of(stored->tables, *question.table, row);
      return !may_administer(world, question.visit.actor, act, {nullptr, body});
    });
  const std::size_t from = std::min(question.from, rows.size());
  const std::size_t until = std::min(from + question.limit, rows.size());
  found.has_more = until < rows.size();
  found.rows.assign(std::make_move_iterator(rows.begin() + static_cast<std::ptrdiff_t>(from)),
                    std::make_move_iterator(rows.begin() + static_cast<std::ptrdiff_t>(until)));
  return found;
}

Result<void> read_page(const Request& request, Lane& lane, RowsQuestion& question) {
  auto parameters = Parameters::parse(request, {"limit", "cursor"});
  if (!parameters) return parameters.error();
  const auto limit = parameters->integer("limit", limit_default, limit_bounds);
  if (!limit) return limit.error();
  const auto after =
      open_cursor(lane.shared.keyring, "config", parameters->text("cursor"), request.language);
  if (!after) return after.error();
  question.limit = static_cast<std::size_t>(*limit);
  std::from_chars(after->data(), after->data() + after->size(), question.from);
  return {};
}

/// What is wrong with a refused change, field by field: asked of the same checks once more.
asio::awaitable<Problem> refused_change(Lane& lane, Problem problem, wire::ConfigChanges changes) {
  if (problem.reason != "config_has_errors") co_return problem;
  auto faults = co_await lane.shared.readers.ask(
      [changes = std::move(changes)](records::Reader& reader) -> Result<std::vector<FieldError>> {
        auto stored = stored_tables(reader);
        if (!stored) return stored.error();
        auto draft = wire::draft_config(std::move(stored->tables), changes, stored->version);
        return draft ? std::vector<FieldError>{} : draft.error().fields;
      });
  if (faults) problem.error.fields = *std::move(faults);
  co_return problem;
}

/// So that whoever changed something finds it in force when they go on here. Other gateways follow
/// within seconds.
asio::awaitable<void> wait_for_version(Lane& lane, std::int64_t version) {
  asio::steady_timer timer(co_await asio::this_coro::executor);
  for (int look = 0; look < looks_max && lane.present.world->version < version; ++look) {
    timer.expires_after(look_every);
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
  }
}

struct Change {
  ConfigVisit visit;
  std::string key;
  wire::ConfigChanges changes;  // one
  std::int64_t if_version = 0;
};

std::variant<Change, Problem> read_change(Lane& lane, const Request& request) {
  auto visit = visit_config(lane, request);
  if (auto* refused = std::get_if<Problem>(&visit)) return std::move(*refused);
  Change change{std::get<ConfigVisit>(std::move(visit)), {}, {}, 0};
  const std::string& table = request.arguments[0];
  if (wire::find_config_table(table) == nullptr) return no_such_thing(request.language);
  if (!may_visit(change.visit, table))
    return not_yours(lane, request, change.visit.actor, {permission_of(table), table});
  auto key = idempotency_key(request);
  if (!key) return key_problem(key.error(), request);
  if (!is_json(request.content_type)) return unsupported_type(request.language);
  auto body =
      wire::parse_config_body(request.body, table, {lane.schemas, request.now, request.language});
  if (!body) return problem_of(body.error());
  if (request.if_match.empty()) return version_needed(request.language);
  const auto version = parse_version(request.if_match, request.language);
  if (!version) return problem_of(version.error());
  change.key = *std::move(key);
  change.changes.push_back(*std::move(body));
  change.if_version = *version;
  return change;
}

}  // namespace

asio::awaitable<Answer> list_config(Lane& lane, RequestPtr request) {
  auto visit = visit_config(lane, *request);
  if (auto* refused = std::get_if<Problem>(&visit)) co_return std::move(*refused);
  RowsQuestion question{std::get<ConfigVisit>(std::move(visit)),
                        wire::find_config_table(request->arguments[0])};
  if (auto page = read_page(*request, lane, question); !page) co_return problem_of(page.error());
  if (question.table == nullptr) co_return no_such_thing(request->language);
  const std::string name(question.table->name);
  if (!may_visit(question.visit, name))
    co_return not_yours(lane, *request, question.visit.actor, {permission_of(name), name});
  auto found = co_await lane.shared.readers.ask(
      [question](records::Reader& reader) { return find_rows(reader, question); });
  if (!found) co_return problem_of(found.error());
  wire::ConfigRowsView view{*question.table, found->version, std::move(found->rows), {}};
  if (found->has_more)
    view.next_cursor =
        seal_cursor(lane.shared.keyring, "config", std::to_string(question.from + question.limit));
  Reply reply;
  const std::string tag = version_tag(view.version);
  add_field(reply.fields, "ETag", tag);
  if (names_tag(request->if_none_match, tag)) {
    reply.status = 304;
    co_return reply;
  }
  reply.body = wire::render_config_rows(view);
  co_return reply;
}

asio::awaitable<Answer> change_config(Lane& lane, RequestPtr request) {
  auto read = read_change(lane, *request);
  if (auto* refused = std::get_if<Problem>(&read)) co_return std::move(*refused);
  Change& change = std::get<Change>(read);
  const std::string& table = request->arguments[0];
  ActRequest act{request, change.visit.actor, change.key, std::string(config_change_act), table};
  act.input["change"] = wire::write_config_change(change.changes.front());
  act.input["if_version"] = change.if_version;
  auto done = co_await administer(lane, std::move(act));
  if (auto* refused = std::get_if<Problem>(&done))
    co_return co_await refused_change(lane, std::move(*refused), change.changes);
  const ActAnswer& answer = std::get<ActAnswer>(done);
  if (!answer.outcome) co_return not_decided_yet(answer.id);
  co_await wait_for_version(lane, answer.outcome->version);
  Reply reply;
  reply.body = wire::render_config_changed({answer.id.hex(), table, answer.outcome->version});
  add_field(reply.fields, "ETag", version_tag(answer.outcome->version));
  co_return reply;
}

asio::awaitable<Answer> check_config(Lane& lane, RequestPtr request) {
  auto visit = visit_config(lane, *request);
  if (auto* refused = std::get_if<Problem>(&visit)) co_return std::move(*refused);
  if (const auto key = idempotency_key(*request); !key)
    co_return key_problem(key.error(), *request);
  if (!is_json(request->content_type)) co_return unsupported_type(request->language);
  auto changes =
      wire::parse_config_changes(request->body, {lane.schemas, request->now, request->language});
  if (!changes) co_return problem_of(changes.error());
  for (const ConfigChange& change : *changes)
    if (!may_visit(std::get<ConfigVisit>(visit), change.table))
      co_return not_yours(lane, *request, std::get<ConfigVisit>(visit).actor,
                          {permission_of(change.table), change.table});
  auto checked = co_await lane.shared.readers.ask(
      [changes = *std::move(changes)](records::Reader& reader) -> Result<wire::ConfigCheckedView> {
        auto stored = stored_tables(reader);
        if (!stored) return stored.error();
        auto draft = wire::draft_config(std::move(stored->tables), changes, stored->version);
        wire::ConfigCheckedView view{stored->version, {}, {}};
        if (draft)
          view.warnings = std::move(draft->warnings);
        else
          view.errors = draft.error().fields;
        if (!draft && view.errors.empty())
          view.errors.push_back({"", std::string(name(draft.error().code)), draft.error().message});
        return view;
      });
  if (!checked) co_return problem_of(checked.error());
  Reply reply;
  reply.body = wire::render_config_checked(*checked);
  co_return reply;
}

}  // namespace gongzhi::gateway
