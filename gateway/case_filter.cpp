#include "gateway/case_filter.hpp"

#include <algorithm>
#include <utility>

#include "governance/nearest_word.hpp"

namespace gongzhi::gateway {
namespace {

constexpr std::string_view open_word = "open";
/// Longer words are not compared with those there are.
constexpr std::size_t compared_bytes_max = 64;

// Only what the asker reported or holds, whatever else the role looks into.
void narrow_to_own(Scope& scope) {
  if (scope.kind != Scope::Kind::nothing) scope.kind = Scope::Kind::own;
  scope.lead_body.clear();
}

// A form sends its empty fields too.
bool asks(const Parameters& parameters, std::string_view name) {
  return !parameters.text(name).empty();
}

/// What a parameter names, and the words there are.
struct Named {
  std::string_view parameter;
  wire::Wording missing;
  std::vector<std::string> known;
};

Error not_known(const Parameters& parameters, const Named& named) {
  const std::string& word = parameters.text(named.parameter);
  std::string text(named.missing.in(parameters.language()));
  const std::string near =
      word.size() > compared_bytes_max ? std::string() : nearest_word(word, named.known);
  if (!near.empty())
    text += parameters.language() == wire::Language::en ? "; did you mean `" + near + "`?"
                                                        : "，是不是“" + near + "”？";
  return wrong_field("?" + std::string(named.parameter), "unknown", std::move(text));
}

std::optional<Error> unknown_kind(const Parameters& parameters, const World& world) {
  if (!asks(parameters, "kind")) return std::nullopt;
  Named named{"kind", {"没有这种事项", "no such kind of case"}, {}};
  for (const KindSpec& kind : world.kinds.all()) named.known.push_back(kind.name);
  if (std::ranges::find(named.known, parameters.text("kind")) != named.known.end())
    return std::nullopt;
  return not_known(parameters, named);
}

// Also the states of older versions of a kind, in which cases may still stand.
std::optional<Error> unknown_state(const Parameters& parameters, const World& world) {
  if (!asks(parameters, "state")) return std::nullopt;
  Named named{"state", {"没有这个状态", "no kind has such a state"}, {std::string(open_word)}};
  for (const KindSpec& kind : world.kinds.all())
    for (const StateSpec& state : kind.states) named.known.push_back(state.name);
  if (std::ranges::find(named.known, parameters.text("state")) != named.known.end())
    return std::nullopt;
  return not_known(parameters, named);
}

std::vector<std::string> org_ids(const World& world) {
  std::vector<std::string> ids;
  for (const Org& org : world.directory.orgs()) ids.push_back(org.id);
  return ids;
}

}  // namespace

Result<records::CaseFilter> case_filter(const Parameters& parameters, FilterView view) {
  if (auto unknown = unknown_kind(parameters, view.world)) return *std::move(unknown);
  if (auto unknown = unknown_state(parameters, view.world)) return *std::move(unknown);
  records::CaseFilter filter;
  filter.kind = parameters.text("kind");
  filter.category = parameters.text("category");
  filter.grid = parameters.text("grid");
  filter.community = parameters.text("community");
  filter.lead = parameters.text("lead");
  if (parameters.text("state") == open_word)
    filter.which = records::ListedCases::open;
  else
    filter.state = parameters.text("state");
  const auto overdue = parameters.flag("overdue");
  const auto mine = parameters.flag("mine");
  const auto reinspect = parameters.flag("reinspect");
  const auto from = parameters.instant("accepted_from");
  const auto to = parameters.instant("accepted_to");
  if (!overdue) return overdue.error();
  if (!mine) return mine.error();
  if (!reinspect) return reinspect.error();
  if (!from) return from.error();
  if (!to) return to.error();
  if (*overdue) {
    filter.overdue_at = view.now;
    filter.which = records::ListedCases::open;
  }
  if (*mine) narrow_to_own(view.scope);
  filter.reinspect = *reinspect;
  filter.accepted_from = *from;
  filter.accepted_until = *to;
  filter.scope = std::move(view.scope);
  return filter;
}

std::optional<Error> unknown_code(const Parameters& parameters, const World& world) {
  if (asks(parameters, "category") && !world.catalogue.find_category(parameters.text("category"))) {
    Named named{"category", {"没有这个类别", "no such category"}, {}};
    for (const Category& category : world.catalogue.categories())
      named.known.push_back(category.code);
    return not_known(parameters, named);
  }
  if (asks(parameters, "grid") && !world.directory.find_grid(parameters.text("grid"))) {
    Named named{"grid", {"没有这个网格", "no such grid"}, {}};
    for (const GridInfo& grid : world.directory.grids()) named.known.push_back(grid.code);
    return not_known(parameters, named);
  }
  for (const char* org : {"community", "lead"})
    if (asks(parameters, org) && !world.directory.find_org(parameters.text(org)))
      return not_known(parameters, {org, {"没有这个组织", "no such organisation"}, org_ids(world)});
  return std::nullopt;
}

}  // namespace gongzhi::gateway
