// Where people may be in danger, whom to call is said before anything else, also where a report is
// refused: a report here is no emergency call. Pure.
#pragma once

#include "gateway/problem.hpp"
#include "governance/message.hpp"
#include "governance/world.hpp"

namespace gongzhi::gateway {

/// By the report's category, by the one that its words suggest, or by a word of danger in them.
/// nullptr where nobody seems to be in danger.
const EmergencyAdvice* emergency_of(const World& world, const CreateCase& report);

/// Of a case while it is open; nullptr once it is over.
const EmergencyAdvice* emergency_of(const World& world, const Case& item);

/// The advice of that id; nullptr when the table has it no more.
const EmergencyAdvice* find_advice(const World& world, std::string_view id);

std::string_view words_of(const EmergencyAdvice& advice, wire::Language language);

/// The numbers before the words of the refusal.
void say_first(const EmergencyAdvice& advice, wire::Language language, Problem& problem);

/// The same where nobody has read yet what the report is about.
void say_numbers_first(wire::Language language, Problem& problem);

}  // namespace gongzhi::gateway
