// GET /cases, /cases/{number}, /cases/{number}/timeline.
#include <charconv>

#include "gateway/case_filter.hpp"
#include "gateway/case_view.hpp"
#include "gateway/cursor.hpp"
#include "gateway/parameters.hpp"
#include "gateway/routes.hpp"
#include "governance/permission.hpp"
#include "wire/values_json.hpp"

namespace gongzhi::gateway {
namespace {

constexpr int limit_default = 20;
constexpr std::pair<int, int> limit_bounds{1, 100};
/// `count=true` counts to here: nobody pages further, and counting everything would take seconds.
constexpr int counted_max = 10'000;

struct ListQuestion {
  Parameters parameters;
  records::CaseQuery query;
  bool count = false;
};

Result<ListQuestion> read_list_question(const Request& request, const vault::Keyring& keyring,
                                        FilterView view) {
  auto parameters = Parameters::parse(
      request, {"kind", "category", "state", "community", "grid", "lead", "overdue", "reinspect",
                "mine", "accepted_from", "accepted_to", "count", "limit", "cursor"});
  if (!parameters) return parameters.error();
  auto filter = case_filter(*parameters, std::move(view));
  if (!filter) return filter.error();
  const auto limit = parameters->integer("limit", limit_default, limit_bounds);
  if (!limit) return limit.error();
  const auto count = parameters->flag("count");
  if (!count) return count.error();
  auto cursor = open_cursor(keyring, "cases", parameters->text("cursor"), request.language);
  if (!cursor) return cursor.error();
  ListQuestion question{*std::move(parameters), {}, *count};
  question.query.filter = *std::move(filter);
  question.query.limit = *limit;
  question.query.cursor = *std::move(cursor);
  return question;
}

struct Page {
  std::vector<Case> items;
  std::string next;
  std::optional<std::int64_t> total = {};
};

Result<Page> read_page(records::Reader& reader, const records::CaseQuery& query) {
  auto page = reader.list_cases(query);
  if (!page) return page.error();
  auto items = whole_cases(std::move(page->items));
  if (!items) return items.error();
  return Page{*std::move(items), std::move(page->next)};
}

Result<Page> read_counted_page(records::Reader& reader, const records::CaseQuery& query) {
  auto page = read_page(reader, query);
  if (!page) return page;
  auto total = reader.count_cases(query.filter, counted_max);
  if (!total) return total.error();
  page->total = *total;
  return page;
}

wire::TimelineItem timeline_item(const Sight& sight, const Case& item,
                                 records::StoredEntry stored) {
  wire::TimelineItem shown;
  shown.seq = stored.n;
  shown.at = stored.at;
  shown.entry = std::move(stored.entry);
  if (sees_as_follower_only(sight.world, sight.actor, item)) {
    shown.entry.note.clear();
  } else if (auto facts = wire::parse_values(stored.facts)) {
    shown.entry.facts = *std::move(facts);
  }
  const Actor& actor = shown.entry.actor;
  if (actor.user.empty()) {
    shown.actor_role = actor.device.empty() ? "platform" : name(Role::resident);
    return shown;
  }
  const User* user = sight.world.directory.find_user(actor.user);
  if (user) shown.actor_role = name(user->role);
  const wire::Shown permitted = shown_to(sight, item);
  const bool is_reporter = actor.user == item.reporter.user;
  if (is_reporter ? permitted.reporter : permitted.people) {
    shown.actor_id = actor.user;
    if (user) shown.actor_name = is_reporter ? shown_name(*user) : user->name;
  }
  return shown;
}

struct TimelineQuestion {
  std::int64_t key = 0;
  std::uint64_t after = 0;
  int limit = limit_default;
};

Result<TimelineQuestion> read_timeline_question(const Parameters& parameters,
                                                const vault::Keyring& keyring,
                                                const CaseNumber& number) {
  const auto limit = parameters.integer("limit", limit_default, limit_bounds);
  if (!limit) return limit.error();
  const auto position = open_cursor(keyring, "timeline " + number.text(), parameters.text("cursor"),
                                    parameters.language());
  if (!position) return position.error();
  TimelineQuestion question{number.key(), 0, *limit};
  std::from_chars(position->data(), position->data() + position->size(), question.after);
  return question;
}

}  // namespace

asio::awaitable<Answer> list_cases(Lane& lane, RequestPtr request) {
  const Present present = lane.present;
  if (!present.is_complete()) co_return not_ready(request->language);
  const auto asker = identify(*request, present.world->directory, lane.shared.keyring);
  if (!asker) co_return problem_of(asker.error());
  if (asker->is_nobody()) co_return who_are_you(request->language);
  auto question =
      read_list_question(*request, lane.shared.keyring,
                         {*present.world, scope_of(*present.world, asker->actor), request->now});
  if (!question) co_return problem_of(question.error());
  if (question->query.filter.reinspect && !sees_internal(*present.world, asker->actor))
    co_return problem_of(worded(
        Errc::forbidden,
        {"只有工作人员可以查看复查抽取情况", "which cases are inspected again is for staff to see"},
        request->language));
  auto page = co_await lane.shared.readers.ask(
      [query = question->query, count = question->count](records::Reader& reader) {
        return count ? read_counted_page(reader, query) : read_page(reader, query);
      });
  if (!page) co_return problem_of(page.error());
  if (page->items.empty())
    if (const auto unknown = unknown_code(question->parameters, *present.world))
      co_return problem_of(*unknown);
  const Sight sight{*present.world, asker->actor, request->now};
  wire::CaseListView view;
  for (const Case& item : page->items)
    if (may_see(*present.world, asker->actor, item))
      view.items.push_back(line_of(sight, item, WithActions::yes));
  view.next_cursor = seal_cursor(lane.shared.keyring, "cases", page->next);
  view.total = page->total;
  Reply reply = cacheable(wire::render_case_list(view), *request);
  add_next_link(reply, *request, {question->parameters.without("cursor"), view.next_cursor});
  co_return reply;
}

asio::awaitable<Answer> get_case(Lane& lane, RequestPtr request) {
  if (const auto none = Parameters::parse(*request, {}); !none) co_return problem_of(none.error());
  const auto opened = co_await open_case(lane, request);
  if (const auto* refused = std::get_if<Problem>(&opened)) co_return *refused;
  const auto& [present, standpoint, found] = std::get<Opened>(opened);
  Reply reply;
  const std::string tag = case_tag(found.item.version);
  add_field(reply.fields, "ETag", tag);
  if (names_tag(request->if_none_match, tag))
    reply.status = 304;
  else
    reply.body =
        case_body({*present.world, standpoint.actor, request->now}, found, lane.shared.keyring);
  co_return reply;
}

asio::awaitable<Answer> get_timeline(Lane& lane, RequestPtr request) {
  const auto parameters = Parameters::parse(*request, {"limit", "cursor"});
  if (!parameters) co_return problem_of(parameters.error());
  const auto opened = co_await open_case(lane, request);
  if (const auto* refused = std::get_if<Problem>(&opened)) co_return *refused;
  const auto& [present, standpoint, found] = std::get<Opened>(opened);
  const CaseNumber number = found.item.number;
  const auto question = read_timeline_question(*parameters, lane.shared.keyring, number);
  if (!question) co_return problem_of(question.error());
  auto entries = co_await lane.shared.readers.ask([q = *question](records::Reader& reader) {
    return reader.timeline(q.key, q.after, q.limit);
  });
  if (!entries) co_return problem_of(entries.error());
  const Sight sight{*present.world, standpoint.actor, request->now};
  wire::TimelineView view{number, {}, {}};
  if (entries->size() == static_cast<std::size_t>(question->limit))
    view.next_cursor = seal_cursor(lane.shared.keyring, "timeline " + number.text(),
                                   std::to_string(entries->back().n));
  const bool internal = sees_internal(*present.world, standpoint.actor);
  for (records::StoredEntry& entry : *entries)
    if (internal || entry.entry.visibility == Visibility::everyone)
      view.items.push_back(timeline_item(sight, found.item, std::move(entry)));
  Reply reply;
  reply.body = wire::render_timeline(view);
  add_next_link(reply, *request, {parameters->without("cursor"), view.next_cursor});
  co_return reply;
}

}  // namespace gongzhi::gateway
