// "There is no such …; did you mean …?" for the words of a query.
#pragma once

#include <string>
#include <vector>

#include "gateway/parameters.hpp"
#include "governance/world.hpp"

namespace gongzhi::gateway {

/// What a parameter names, what is said when there is no such thing, and the words there are.
struct KnownWords {
  std::string_view parameter;
  wire::Wording missing;
  std::vector<std::string> words;
};

/// Errc::invalid naming the parameter and the nearest word there is.
Error not_known(const Parameters& parameters, const KnownWords& known);

KnownWords known_kinds(const World& world);
/// Also the states of older versions of a kind, in which cases may still stand, and `open`.
KnownWords known_states(const World& world);
KnownWords known_categories(const World& world);
KnownWords known_grids(const World& world);
/// Of the parameter `community`, `lead`, `below`, …
KnownWords known_orgs(const World& world, std::string_view parameter);
/// Of organisations.
KnownWords known_org_kinds();

/// All that are not final: a word for `state` besides the states.
inline constexpr std::string_view open_word = "open";

}  // namespace gongzhi::gateway
