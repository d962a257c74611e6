// POST /config/routing:what-if: which cases of the last 90 days would have gone elsewhere. Read in
// pages on the pool of readers, so that neither the loop nor other questions wait for it.
#include "gateway/config_visit.hpp"
#include "gateway/routes.hpp"
#include "records/case_use.hpp"
#include "wire/config_responses.hpp"
#include "wire/requests.hpp"

namespace gongzhi::gateway {
namespace {

constexpr int page_cases = 2'000;

/// Used by one page after the other, never by two at once.
struct Comparison {
  WorldPtr now;
  WorldPtr then;
  WhatIf what_if;
  records::RoutedAfter after;
  Instant since{};
  bool is_over = false;
};
using ComparisonPtr = std::shared_ptr<Comparison>;

Result<ComparisonPtr> begin(records::Reader& reader, const wire::ConfigChanges& changes,
                            Instant at) {
  auto stored = stored_tables(reader);
  if (!stored) return stored.error();
  auto now = build_world(stored->tables, stored->version);
  if (!now) return now.error();
  auto draft = wire::draft_config(std::move(stored->tables), changes, stored->version);
  if (!draft) return draft.error();
  return std::make_shared<Comparison>(Comparison{*now,
                                                 draft->world,
                                                 WhatIf(**now, *draft->world),
                                                 {at, std::numeric_limits<std::int64_t>::max()},
                                                 at - what_if_span});
}

Result<bool> add_page(records::Reader& reader, Comparison& comparison) {
  auto page =
      records::routed_cases(reader.connection(), comparison.since, comparison.after, page_cases);
  if (!page) return page.error();
  for (const records::RoutedCase& one : *page) {
    RouteInputs inputs;
    inputs.area_code = one.grid;
    inputs.category = one.category;
    inputs.urgent = one.urgent;
    inputs.at = one.accepted_at;
    inputs.source = parse_source(one.source).value_or(Source::api);
    inputs.community = one.community;
    inputs.township = one.township;
    comparison.what_if.add({one.number, std::move(inputs), one.rule, one.lead});
    comparison.after = {one.accepted_at, one.key};
  }
  comparison.is_over = page->size() < static_cast<std::size_t>(page_cases);
  return comparison.is_over;
}

}  // namespace

asio::awaitable<Answer> what_if_config(Lane& lane, RequestPtr request) {
  auto visit = visit_config(lane, *request);
  if (auto* refused = std::get_if<Problem>(&visit)) co_return std::move(*refused);
  if (const auto key = idempotency_key(*request); !key)
    co_return key_problem(key.error(), *request);
  if (!is_json(request->content_type)) co_return unsupported_type(request->language);
  auto changes =
      wire::parse_config_changes(request->body, {lane.schemas, request->now, request->language});
  if (!changes) co_return problem_of(changes.error());
  if (!may_visit(std::get<ConfigVisit>(visit), "routing"))
    co_return not_yours(lane, *request, std::get<ConfigVisit>(visit).actor,
                        {permission_of("routing"), "routing"});
  const auto begun = co_await lane.shared.readers.ask(
      [changes = *std::move(changes), at = request->now](records::Reader& reader) {
        return begin(reader, changes, at);
      });
  if (!begun && begun.error().code == Errc::invalid) co_return wrong_content(begun.error());
  if (!begun) co_return problem_of(begun.error());
  const ComparisonPtr comparison = *begun;
  while (!comparison->is_over && comparison->what_if.looked_at() < what_if_cases_max) {
    const auto added = co_await lane.shared.readers.ask(
        [comparison](records::Reader& reader) { return add_page(reader, *comparison); });
    if (!added) co_return problem_of(added.error());
  }
  Reply reply;
  reply.body = wire::render_what_if(
      {comparison->what_if, comparison->then->directory, comparison->since, comparison->is_over});
  co_return reply;
}

}  // namespace gongzhi::gateway
