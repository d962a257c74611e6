// One look-up over the tables of guard words.
#include "governance/guards.hpp"

#include <unordered_map>
#include <vector>

#include "governance/guard_tables.hpp"

namespace gongzhi {
namespace {

std::vector<GuardWord> all_words() {
  std::vector<GuardWord> words;
  for (const auto table :
       {record_guards(), actor_guards(), input_guards(), field_guards(), sheet_guards()})
    words.insert(words.end(), table.begin(), table.end());
  return words;
}

constexpr GuardWord unknown_word{
    "unknown",
    0,
    Reads::record,
    nullptr,
    Errc::internal,
    "unknown_guard",
    "此类事项的流程配置有误，已拒绝操作",
    "the lifecycle of this kind is not well configured; nothing was done"};

}  // namespace

std::span<const GuardWord> guard_words() {
  static const std::vector<GuardWord> words = all_words();
  return words;
}

const GuardWord* find_guard(std::string_view word) {
  static const auto index = [] {
    std::unordered_map<std::string_view, const GuardWord*> map;
    for (const GuardWord& entry : guard_words()) map.emplace(entry.word, &entry);
    return map;
  }();
  const auto it = index.find(word);
  return it == index.end() ? nullptr : it->second;
}

const GuardWord* first_broken(const Look& look, std::span<const Term> terms) {
  for (const Term& term : terms) {
    const GuardWord* guard = find_guard(term.word);
    if (!guard || guard->arguments != term.arguments.size()) return guard ? guard : &unknown_word;
    const bool is_blind = guard->reads == Reads::input && !look.input;
    const GuardFunction asked = is_blind ? guard->can_hold : guard->holds;
    if (asked ? !asked(look, term.arguments) : !is_blind) return guard;
  }
  return nullptr;
}

}  // namespace gongzhi
