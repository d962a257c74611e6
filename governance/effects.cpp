// One look-up over the tables of effect words, and what several of them share.
#include "governance/effects.hpp"

#include <algorithm>
#include <unordered_map>

#include "governance/effect_tables.hpp"

namespace gongzhi {
namespace {

/// Where a category has no standard with a limit of its own.
const Limit default_limit{LimitKind::work_days, 5};

std::vector<EffectWord> all_words() {
  std::vector<EffectWord> words;
  for (const auto table : {place_effects(), clock_effects(), people_effects(), check_effects(),
                           matter_effects(), field_effects(), sheet_effects(), case_effects()})
    words.insert(words.end(), table.begin(), table.end());
  return words;
}

}  // namespace

std::span<const EffectWord> effect_words() {
  static const std::vector<EffectWord> words = all_words();
  return words;
}

const EffectWord* find_effect(std::string_view word) {
  static const auto index = [] {
    std::unordered_map<std::string_view, const EffectWord*> map;
    for (const EffectWord& entry : effect_words()) map.emplace(entry.word, &entry);
    return map;
  }();
  const auto it = index.find(word);
  return it == index.end() ? nullptr : it->second;
}

Urgency urgency_of(const Case& item) {
  const bool urgent_limit =
      item.handling.is_started() && continuity(item.handling.limit.kind) == Continuity::continuous;
  return item.urgent || urgent_limit ? Urgency::urgent : Urgency::ordinary;
}

Limit limit_of(const World& world, const Case& item) {
  if (const Standard* standard = world.catalogue.find_standard(item.standard))
    return standard->limit;
  if (const Standard* standard = world.catalogue.strictest(item.category)) return standard->limit;
  return default_limit;
}

void add_once(std::vector<std::string>& list, const std::string& text) {
  if (!text.empty() && std::ranges::find(list, text) == list.end()) list.push_back(text);
}

}  // namespace gongzhi
