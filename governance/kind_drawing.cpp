// Text only; the same kind always gives the same text.
#include "governance/kind_drawing.hpp"

#include <map>
#include <utility>
#include <vector>

namespace gongzhi {
namespace {

std::string arrow_label(const ActionSpec& action) {
  if (action.trigger == Trigger::entry) return "（" + action.label + "）";
  if (action.trigger == Trigger::clock) return "⏱" + action.label;
  if (action.trigger == Trigger::word) return "✉" + action.label;
  return action.label;
}

template <class Range, class Text>
std::string joined(const Range& range, std::string_view between, Text text) {
  std::string out;
  for (const auto& element : range) {
    if (!out.empty()) out += between;
    out += text(element);
  }
  return out;
}

std::string or_dash(std::string text) {
  return text.empty() ? std::string("—") : text;
}

std::string state_table(const KindSpec& kind) {
  std::string out = "| 状态 | 中文 | 步骤 | 由谁负责 | 时限 |\n| --- | --- | --- | --- | --- |\n";
  for (const StateSpec& state : kind.states)
    out += "| `" + state.name + "` | " + state.label + " | " + state.step + " | " +
           or_dash(state.owner) + " | " + or_dash(state.clock) + " |\n";
  return out;
}

std::string clock_table(const KindSpec& kind) {
  if (kind.clocks.empty()) return {};
  std::string out = "| 时限 | 中文 | 长度 |\n| --- | --- | --- |\n";
  for (const ClockSpec& clock : kind.clocks)
    out += "| `" + clock.name + "` | " + clock.label + " | " + format_limit(clock.limit) + " |\n";
  return out + "\n";
}

std::string sheet_table(const KindSpec& kind) {
  if (kind.sheets.empty()) return {};
  std::string out = "| 表 | 中文 | 各栏 |\n| --- | --- | --- |\n";
  for (const SheetSpec& sheet : kind.sheets)
    out += "| `" + sheet.name + "` | " + sheet.label + " | " +
           joined(sheet.fields, "、", [](const FieldSpec& field) { return field.label; }) + " |\n";
  return out + "\n";
}

std::string action_row(const ActionSpec& action) {
  const auto as_is = [](const std::string& text) { return text; };
  std::vector<Term> conditions = action.when;
  conditions.insert(conditions.end(), action.guards.begin(), action.guards.end());
  return "| " + or_dash(action.row) + " | `" + action.name + "` " + action.label + " | " +
         joined(action.from, ", ", as_is) + " | " + or_dash(action.to) + " | " +
         joined(action.who, ", ", format_permit) + " | " +
         or_dash(joined(conditions, ", ", format_term)) + " |\n";
}

}  // namespace

std::string draw_diagram(const KindSpec& kind) {
  std::string out = "stateDiagram-v2\n";
  for (const StateSpec& state : kind.states)
    out += "  state \"" + state.label + "\" as " + state.name + "\n";
  out += "  [*] --> " + kind.initial + "\n";
  // One arrow per pair of states, in the order in which they first appear.
  std::vector<std::pair<std::string, std::string>> order;
  std::map<std::pair<std::string, std::string>, std::string> labels;
  for (const ActionSpec& action : kind.actions) {
    if (action.to.empty()) continue;
    for (const std::string& from : action.from) {
      std::string& label = labels[{from, action.to}];
      if (label.empty()) order.emplace_back(from, action.to);
      const std::string text = arrow_label(action);
      if (label.find(text) == std::string::npos) label += (label.empty() ? "" : " / ") + text;
    }
  }
  for (const auto& arrow : order)
    out += "  " + arrow.first + " --> " + arrow.second + ": " + labels[arrow] + "\n";
  for (const StateSpec& state : kind.states)
    if (state.final) out += "  " + state.name + " --> [*]\n";
  return out;
}

std::string draw_kind(const KindSpec& kind) {
  std::string out = "# " + kind.label + " `" + kind.name + "` v" + std::to_string(kind.version);
  out += "\n\n```mermaid\n" + draw_diagram(kind) + "```\n\n" + state_table(kind) + "\n";
  out += clock_table(kind) + sheet_table(kind);
  out += "| 行 | 动作 | 从 | 到 | 谁 | 条件 |\n| --- | --- | --- | --- | --- | --- |\n";
  for (const ActionSpec& action : kind.actions) out += action_row(action);
  return out;
}

}  // namespace gongzhi
