// Pieces that several answers share.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "wire/json_writer.hpp"
#include "wire/responses.hpp"

namespace gongzhi::wire {

void write_summaries(JsonWriter& out, std::string_view member, std::span<const CaseSummary> items);
void write_scope(JsonWriter& out, const ScopeView& scope);
void write_actions(JsonWriter& out, const std::optional<std::vector<std::string>>& actions);
std::string case_path(const CaseNumber& number);
/// `emergency`: null where nobody is in danger.
void write_emergency(JsonWriter& out, const EmergencyAdvice* advice);

}  // namespace gongzhi::wire
