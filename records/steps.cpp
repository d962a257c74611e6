#include "records/steps.hpp"

#include <algorithm>
#include <array>

namespace gongzhi::records {
namespace {

constexpr std::size_t columns_of_step = 7;

void add_escaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '\\': out += "\\\\"; break;
      case '\t': out += "\\t"; break;
      case '\n': out += "\\n"; break;
      default: out += c;
    }
  }
}

std::string plain(std::string_view escaped) {
  std::string text;
  text.reserve(escaped.size());
  for (std::size_t at = 0; at < escaped.size(); ++at) {
    if (escaped[at] != '\\' || at + 1 == escaped.size()) {
      text += escaped[at];
      continue;
    }
    const char code = escaped[++at];
    text += code == 't' ? '\t' : code == 'n' ? '\n' : code;
  }
  return text;
}

std::string_view take_until(std::string_view& rest, char end) {
  const std::size_t at = std::min(rest.find(end), rest.size());
  const std::string_view taken = rest.substr(0, at);
  rest.remove_prefix(std::min(at + 1, rest.size()));
  return taken;
}

void add_step(std::string& out, const TimelineRow& row) {
  const ActorColumns actor = columns_of(row.entry.actor);
  const std::array<std::string_view, columns_of_step> columns{
      actor.kind,     actor.name,   row.entry.action,
      row.entry.from, row.entry.to, visibility_word(row.entry.visibility),
      row.facts};
  out += '\n';
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) out += '\t';
    add_escaped(out, columns.at(i));
  }
}

bool read_step(std::string_view line, TimelineRow& row) {
  if (std::ranges::count(line, '\t') != std::ptrdiff_t{columns_of_step} - 1) return false;
  std::array<std::string, columns_of_step> columns;
  for (std::string& column : columns) column = plain(take_until(line, '\t'));
  auto& [kind, actor, action, from, to, visibility, facts] = columns;
  row.entry.actor = actor_of(kind, actor);
  row.entry.action = std::move(action);
  row.entry.from = std::move(from);
  row.entry.to = std::move(to);
  row.entry.visibility = visibility == visibility_word(Visibility::everyone) ? Visibility::everyone
                                                                             : Visibility::staff;
  row.facts = std::move(facts);
  return true;
}

}  // namespace

std::string_view visibility_word(Visibility visibility) {
  return visibility == Visibility::everyone ? "everyone" : "staff";
}

std::string write_steps(std::span<const TimelineRow> entries) {
  std::string text;
  if (entries.size() < 2) return text;
  add_escaped(text, entries.front().entry.to);
  for (const TimelineRow& row : entries.subspan(1)) add_step(text, row);
  return text;
}

Result<void> read_steps(std::string_view steps, std::vector<TimelineRow>& entries) {
  if (steps.empty()) return {};
  entries.back().entry.to = plain(take_until(steps, '\n'));
  while (!steps.empty()) {
    TimelineRow row;
    if (!read_step(take_until(steps, '\n'), row) || entries.size() == steps_max)
      return fail(Errc::corrupt, "The record store does not verify.", "steps of an entry");
    entries.push_back(std::move(row));
  }
  return {};
}

std::string state_after(std::span<const TimelineRow> entries) {
  for (std::size_t i = entries.size(); i > 0; --i)
    if (!entries[i - 1].entry.to.empty()) return entries[i - 1].entry.to;
  return {};
}

std::span<const TimelineRow> next_row_of(std::span<const TimelineRow> entries) {
  std::size_t count = std::min<std::size_t>(entries.size(), 1);
  while (count < std::min(entries.size(), steps_max) && entries[count].entry.note.empty()) ++count;
  return entries.first(count);
}

}  // namespace gongzhi::records
