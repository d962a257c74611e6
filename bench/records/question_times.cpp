// The questions that pages ask, with changing parameters.
#include "bench/records/question_times.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>

#include "bench/records/made_up_county.hpp"
#include "records/reader.hpp"

namespace gongzhi::bench {
namespace {

using records::BoardQuery;
using records::CaseQuery;
using records::ListedCases;
using records::ListOrder;
using records::Reader;

using Ask = std::function<Result<std::size_t>(Reader&, std::uint64_t)>;

Scope scope(Scope::Kind kind, std::string org) {
  Scope result;
  result.kind = kind;
  result.org = std::move(org);
  result.user = "somebody";
  return result;
}

Scope scope_of(const std::string& who, std::uint64_t n) {
  if (who == "county") return scope(Scope::Kind::county, "c");
  if (who == "township") return scope(Scope::Kind::township, township(n % townships));
  if (who == "community") return scope(Scope::Kind::community, community(n % communities));
  if (who == "department") return scope(Scope::Kind::body, department(n % departments));
  Scope walker = scope(Scope::Kind::grid, "");
  walker.grids = {grid(n % grids), grid((n + 1) % grids)};
  return walker;
}

Ask list(std::string who, std::function<void(CaseQuery&, std::uint64_t)> filter) {
  return [who, filter](Reader& reader, std::uint64_t n) -> Result<std::size_t> {
    CaseQuery query;
    query.filter.scope = scope_of(who, n);
    filter(query, n);
    const auto page = reader.list_cases(query);
    if (page.has_error()) return page.error();
    return page->items.size();
  };
}

Ask board(std::string who) {
  return [who](Reader& reader, std::uint64_t n) -> Result<std::size_t> {
    BoardQuery query;
    query.scope = scope_of(who, n);
    query.now = present();
    const auto numbers = reader.board(query);
    if (numbers.has_error()) return numbers.error();
    return static_cast<std::size_t>(numbers->open);
  };
}

Result<void> print_one(Reader& reader, const char* name, const Ask& ask, int rounds) {
  std::vector<double> times_ms;
  std::size_t last = 0;
  for (int i = 0; i < rounds; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    const Result<std::size_t> answer = ask(reader, mix(static_cast<std::uint64_t>(i)));
    if (answer.has_error()) return answer.error();
    last = *answer;
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
    times_ms.push_back(took.count());
  }
  std::ranges::sort(times_ms);
  const auto at = [&](double share) {
    return times_ms.at(static_cast<std::size_t>(share * static_cast<double>(times_ms.size() - 1)));
  };
  std::printf("%-44s p50 %8.2f  p99 %8.2f  max %8.2f ms   (%zu)\n", name, at(0.5), at(0.99),
              times_ms.back(), last);
  return {};
}

const auto nothing = [](CaseQuery&, std::uint64_t) {};
const auto urgent = [](CaseQuery& query, std::uint64_t) {
  query.order = ListOrder::urgency;
  query.filter.which = ListedCases::open;
};

}  // namespace

Result<void> print_question_times(const records::DatabaseConfig& config, int rounds) {
  const auto opened = Reader::open(config);
  if (opened.has_error()) return opened.error();
  Reader& reader = **opened;
  const auto with = [](auto first, auto second) {
    return [=](CaseQuery& query, std::uint64_t n) { first(query, n), second(query, n); };
  };
  const auto state = [](const char* name) {
    return [name](CaseQuery& query, std::uint64_t) { query.filter.state = name; };
  };
  const auto by_category = [](CaseQuery& query, std::uint64_t n) {
    query.filter.category = category(n % categories);
  };
  const auto overdue = [](CaseQuery& query, std::uint64_t) { query.filter.overdue_at = present(); };
  const auto open = [](CaseQuery& query, std::uint64_t) { query.filter.which = ListedCases::open; };
  const std::vector<std::pair<const char*, Ask>> questions{
      {"board county", board("county")},
      {"board township", board("township")},
      {"board community", board("community")},
      {"board grid worker", board("grid")},
      {"board department", board("department")},
      {"list county newest", list("county", nothing)},
      {"list county urgent", list("county", urgent)},
      {"list county overdue", list("county", with(urgent, overdue))},
      {"list county state=closed", list("county", state("closed"))},
      {"list county open state=dispatch", list("county", with(open, state("dispatch")))},
      {"list county state=dispatch", list("county", state("dispatch"))},
      {"list county state=rejected (none)", list("county", state("rejected"))},
      {"list county category", list("county", by_category)},
      {"list county urgent category", list("county", with(urgent, by_category))},
      {"list township newest", list("township", nothing)},
      {"list community newest", list("community", nothing)},
      {"list community urgent", list("community", urgent)},
      {"list community category", list("community", by_category)},
      {"list community open category", list("community", with(open, by_category))},
      {"list department urgent", list("department", urgent)},
      {"list department newest", list("department", nothing)},
      {"list grid worker newest", list("grid", nothing)},
      {"list grid worker urgent", list("grid", urgent)},
  };
  for (const auto& [name, ask] : questions) {
    const Result<void> printed = print_one(reader, name, ask, rounds);
    if (printed.has_error()) return printed;
  }
  return {};
}

}  // namespace gongzhi::bench
