// What GET /cases is asked for: parameters to filters, and whether the words in them exist here.
#pragma once

#include <optional>

#include "gateway/parameters.hpp"
#include "governance/world.hpp"
#include "records/reader.hpp"

namespace gongzhi::gateway {

struct FilterView {
  const World& world;
  Scope scope;
  Instant now;
};

/// The filters of a list within the scope. Errc::invalid naming the parameter: a flag or a time
/// that is none, a kind or a state that no kind has (with the nearest word there is).
Result<records::CaseFilter> case_filter(const Parameters& parameters, FilterView view);

/// The first parameter that names a category, a grid or an organisation which is not configured.
/// For an empty list: what is no longer configured may still stand in old cases.
std::optional<Error> unknown_code(const Parameters& parameters, const World& world);

}  // namespace gongzhi::gateway
