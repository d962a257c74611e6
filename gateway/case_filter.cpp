#include "gateway/case_filter.hpp"

#include <algorithm>
#include <utility>

#include "gateway/known_words.hpp"

namespace gongzhi::gateway {
namespace {

// Only what the asker reported or holds, whatever else the role looks into.
void narrow_to_own(Scope& scope) {
  if (scope.kind != Scope::Kind::nothing) scope.kind = Scope::Kind::own;
  scope.lead_body.clear();
}

// A form sends its empty fields too.
bool asks(const Parameters& parameters, std::string_view name) {
  return !parameters.text(name).empty();
}

bool holds(const KnownWords& known, const std::string& word) {
  return std::ranges::find(known.words, word) != known.words.end();
}

std::optional<Error> unknown_kind_or_state(const Parameters& parameters, const World& world) {
  if (asks(parameters, "kind"))
    if (const auto known = known_kinds(world); !holds(known, parameters.text("kind")))
      return not_known(parameters, known);
  if (asks(parameters, "state"))
    if (const auto known = known_states(world); !holds(known, parameters.text("state")))
      return not_known(parameters, known);
  return std::nullopt;
}

}  // namespace

Result<records::CaseFilter> case_filter(const Parameters& parameters, FilterView view) {
  if (auto unknown = unknown_kind_or_state(parameters, view.world)) return *std::move(unknown);
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
  const Directory& directory = world.directory;
  if (asks(parameters, "category") && !world.catalogue.find_category(parameters.text("category")))
    return not_known(parameters, known_categories(world));
  if (asks(parameters, "grid") && !directory.find_grid(parameters.text("grid")))
    return not_known(parameters, known_grids(world));
  for (const char* org : {"community", "lead"})
    if (asks(parameters, org) && !directory.find_org(parameters.text(org)))
      return not_known(parameters, known_orgs(world, org));
  return std::nullopt;
}

}  // namespace gongzhi::gateway
