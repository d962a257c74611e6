// route what-if: which cases of the last 90 days other rules would have sent elsewhere. Changes
// nothing.
#include <algorithm>
#include <cstdio>

#include "cli/commands.hpp"
#include "records/case_use.hpp"
#include "runtime/data_dir.hpp"
#include "runtime/wall_clock.hpp"
#include "wire/config_responses.hpp"
#include "wire/tables.hpp"
#include "workers/world_from_rows.hpp"

namespace gongzhi::cli {
namespace {

constexpr int page_cases = 2'000;
constexpr std::size_t rules_bytes_max = 16U << 20;

struct Worlds {
  WorldPtr now;
  WorldPtr then;
};

Result<Worlds> read_worlds(records::Reader& reader, const std::string& rules) {
  auto rows = reader.load_configuration();
  if (!rows) return rows.error();
  if (rows->version == 0) return fail(Errc::not_found, "nothing was imported yet");
  const std::int64_t version = rows->version;
  auto tables = workers::tables_from_rows(*std::move(rows));
  if (!tables) return tables.error();
  auto bytes = runtime::read_file(rules, rules_bytes_max);
  if (!bytes) return bytes.error();
  auto read = wire::parse_routing({rules, *std::move(bytes)});
  if (!read) return read.error();
  Worlds worlds;
  auto now = build_world(*tables, version);
  if (!now) return now.error();
  tables->rules = std::move(read->rows);
  auto then = build_world(*std::move(tables), version + 1);
  if (!then) {
    Error error = then.error();
    for (FieldError& field : error.fields) field.pointer = read->places.of(field.pointer);
    return error;
  }
  return Worlds{*now, *then};
}

PastCase past_of(const records::RoutedCase& one) {
  RouteInputs inputs;
  inputs.area_code = one.grid;
  inputs.category = one.category;
  inputs.urgent = one.urgent;
  inputs.at = one.accepted_at;
  inputs.source = parse_source(one.source).value_or(Source::api);
  inputs.community = one.community;
  inputs.township = one.township;
  return {one.number, std::move(inputs), one.rule, one.lead};
}

void print(const wire::WhatIfView& view) {
  const WhatIf& what_if = view.what_if;
  for (const Rerouted& one : what_if.listed())
    std::printf("%s  %-6s %-14s %s %s -> %s %s\n", one.number.c_str(), one.category.c_str(),
                one.community.c_str(), one.now.rule.c_str(), one.now.lead.c_str(),
                one.then.rule.c_str(), one.then.lead.c_str());
  if (const auto more = what_if.elsewhere() - std::ssize(what_if.listed()); more > 0)
    std::printf("… and %lld more\n", static_cast<long long>(more));
  std::printf("\n%-20s %9s %9s %9s\n", "lead", "stored", "now", "then");
  for (const auto& [lead, total] : what_if.totals())
    std::printf("%-20s %9lld %9lld %9lld\n", lead.c_str(), static_cast<long long>(total.stored),
                static_cast<long long>(total.now), static_cast<long long>(total.then));
  std::printf("\n%lld of %lld cases since %s would have gone elsewhere\n",
              static_cast<long long>(what_if.elsewhere()),
              static_cast<long long>(what_if.looked_at()), format_rfc3339(view.since).c_str());
  if (!view.is_whole)
    std::printf("older ones were not looked at: more than %d cases\n", what_if_cases_max);
}

}  // namespace

int route_what_if(const Options& options, const std::string& rules) {
  auto installation = find_installation(options);
  if (!installation) return report(installation.error());
  auto reader = open_reader(*installation);
  if (!reader) return report(reader.error());
  const auto worlds = read_worlds(**reader, rules);
  if (!worlds) return report(worlds.error());
  WhatIf what_if(*worlds->now, *worlds->then);
  const Instant at = runtime::wall_now();
  const Instant since = at - what_if_span;
  records::RoutedAfter after{at, std::numeric_limits<std::int64_t>::max()};
  bool is_whole = false;
  while (!is_whole && what_if.looked_at() < what_if_cases_max) {
    auto page = records::routed_cases((*reader)->connection(), since, after, page_cases);
    if (!page) return report(page.error());
    for (const records::RoutedCase& one : *page) {
      what_if.add(past_of(one));
      after = {one.accepted_at, one.key};
    }
    is_whole = page->size() < static_cast<std::size_t>(page_cases);
    if (!is_whole && !options.json)
      std::fprintf(stderr, "%lld cases looked at\n", static_cast<long long>(what_if.looked_at()));
  }
  const wire::WhatIfView view{what_if, worlds->then->directory, since, is_whole};
  if (options.json)
    std::puts(wire::render_what_if(view).c_str());
  else
    print(view);
  return 0;
}

}  // namespace gongzhi::cli
