// The words of an entry, and its way through a message.
#include "governance/audit.hpp"

#include <array>

namespace gongzhi {
namespace {

constexpr std::array<std::string_view, 3> result_names{"done", "refused", "failed"};

void put(Values& values, std::string_view name, const std::string& text) {
  if (!text.empty()) values.emplace(name, text);
}

}  // namespace

std::string_view name(AuditResult result) {
  return result_names.at(static_cast<std::size_t>(result));
}

std::optional<AuditResult> parse_audit_result(std::string_view text) {
  for (std::size_t i = 0; i < result_names.size(); ++i)
    if (result_names.at(i) == text) return static_cast<AuditResult>(i);
  return std::nullopt;
}

// What the platform says of an event stands under names with a dot before them, beside the facts.
Administration note_of(const AuditEntry& entry) {
  Administration note{std::string(audit_note_act), entry.subject, entry.facts, entry.origin};
  put(note.input, ".user", entry.actor.user);
  put(note.input, ".device", entry.actor.device);
  put(note.input, ".role", entry.role);
  put(note.input, ".act", entry.act);
  put(note.input, ".result", std::string(name(entry.result)));
  put(note.input, ".reason", entry.reason);
  note.input.emplace(".count", entry.count);
  return note;
}

Result<AuditEntry> entry_of(const Administration& note) {
  AuditEntry entry;
  entry.actor.user = text_of(note.input, ".user");
  if (entry.actor.user.empty()) entry.actor.device = text_of(note.input, ".device");
  if (entry.actor == Actor{}) entry.actor.system = "gateway";
  entry.role = text_of(note.input, ".role");
  entry.act = text_of(note.input, ".act");
  entry.subject = note.subject;
  entry.reason = text_of(note.input, ".reason");
  entry.origin = note.origin;
  const auto result = parse_audit_result(text_of(note.input, ".result"));
  const auto* count = find_value<std::int64_t>(note.input, ".count");
  if (note.act != audit_note_act || entry.act.empty() || !result || !count || *count < 1)
    return fail(Errc::invalid, "not a note for the audit trail");
  entry.result = *result;
  entry.count = *count;
  for (const auto& [key, value] : note.input)
    if (!key.starts_with('.')) entry.facts.emplace(key, value);
  return entry;
}

}  // namespace gongzhi
