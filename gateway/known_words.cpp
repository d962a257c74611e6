#include "gateway/known_words.hpp"

#include <utility>

#include "governance/nearest_word.hpp"

namespace gongzhi::gateway {
namespace {

/// Longer words are not compared with those there are.
constexpr std::size_t compared_bytes_max = 64;

}  // namespace

Error not_known(const Parameters& parameters, const KnownWords& known) {
  const std::string& word = parameters.text(known.parameter);
  std::string text(known.missing.in(parameters.language()));
  const std::string near =
      word.size() > compared_bytes_max ? std::string() : nearest_word(word, known.words);
  if (!near.empty())
    text += parameters.language() == wire::Language::en ? "; did you mean `" + near + "`?"
                                                        : "，是不是“" + near + "”？";
  return wrong_field("?" + std::string(known.parameter), "unknown", std::move(text));
}

KnownWords known_kinds(const World& world) {
  KnownWords known{"kind", {"没有这种事项", "no such kind of case"}, {}};
  for (const KindSpec& kind : world.kinds.all()) known.words.push_back(kind.name);
  return known;
}

KnownWords known_states(const World& world) {
  KnownWords known{"state", {"没有这个状态", "no kind has such a state"}, {std::string(open_word)}};
  for (const KindSpec& kind : world.kinds.all())
    for (const StateSpec& state : kind.states) known.words.push_back(state.name);
  return known;
}

KnownWords known_categories(const World& world) {
  KnownWords known{"category", {"没有这个类别", "no such category"}, {}};
  for (const Category& category : world.catalogue.categories())
    known.words.push_back(category.code);
  return known;
}

KnownWords known_grids(const World& world) {
  KnownWords known{"grid", {"没有这个网格", "no such grid"}, {}};
  for (const GridInfo& grid : world.directory.grids()) known.words.push_back(grid.code);
  return known;
}

KnownWords known_orgs(const World& world, std::string_view parameter) {
  KnownWords known{parameter, {"没有这个组织", "no such organisation"}, {}};
  for (const Org& org : world.directory.orgs()) known.words.push_back(org.id);
  return known;
}

KnownWords known_org_kinds() {
  KnownWords known{"kind", {"没有这种组织", "no such kind of organisation"}, {}};
  for (int i = 0; i < org_kind_count; ++i) known.words.emplace_back(name(static_cast<OrgKind>(i)));
  return known;
}

}  // namespace gongzhi::gateway
