#include "gateway/emergency_first.hpp"

#include <algorithm>

#include "governance/lifecycle.hpp"

namespace gongzhi::gateway {
namespace {

void put_before(std::string_view words, wire::Language language, Problem& problem) {
  const bool is_zh = language == wire::Language::zh;
  problem.error.message =
      std::string(words) + (is_zh ? "。" : ". ") + std::move(problem.error.message);
}

}  // namespace

const EmergencyAdvice* emergency_of(const World& world, const CreateCase& report) {
  const EmergencyAdvice* of_category = world.arrangements.emergency_of(report.category);
  if (of_category != nullptr) return of_category;
  const auto alarm = world.arrangements.alarm_of(report.title + "\n" + report.description);
  if (!alarm.may_suggest || !report.category.empty()) return alarm.advice;
  const Category* suggested = world.catalogue.suggest(report.title, report.description).category;
  const EmergencyAdvice* by_suggestion =
      suggested == nullptr ? nullptr : world.arrangements.emergency_of(suggested->code);
  return by_suggestion != nullptr ? by_suggestion : alarm.advice;
}

const EmergencyAdvice* emergency_of(const World& world, const Case& item) {
  const KindSpec* kind = kind_of(world, item);
  if (kind == nullptr || kind->is_final(item.state)) return nullptr;
  const EmergencyAdvice* of_category = world.arrangements.emergency_of(item.category);
  if (of_category != nullptr) return of_category;
  return world.arrangements.alarm_of(item.title + "\n" + item.description).advice;
}

const EmergencyAdvice* find_advice(const World& world, std::string_view id) {
  const auto all = world.arrangements.emergency();
  const auto found = std::ranges::find(all, id, &EmergencyAdvice::id);
  return found == all.end() ? nullptr : &*found;
}

std::string_view words_of(const EmergencyAdvice& advice, wire::Language language) {
  const bool has_english = language == wire::Language::en && !advice.text_en.empty();
  return has_english ? advice.text_en : advice.text;
}

void say_first(const EmergencyAdvice& advice, wire::Language language, Problem& problem) {
  put_before(words_of(advice, language), language, problem);
}

void say_numbers_first(wire::Language language, Problem& problem) {
  put_before(wire::Wording{"紧急情况请先拨打 110、119 或 120",
                           "In an emergency call 110, 119 or 120 first"}
                 .in(language),
             language, problem);
}

}  // namespace gongzhi::gateway
