#include "wire/audit_page.hpp"

#include "wire/json_writer.hpp"

namespace gongzhi::wire {
namespace {

void write_actor(JsonWriter& json, const Actor& actor) {
  const auto object = json.object("actor");
  json.text_or_null("user", actor.user);
  json.text_or_null("device", actor.device);
  json.text_or_null("system", actor.system);
}

void write_line(JsonWriter& json, const AuditLine& line) {
  const auto object = json.object();
  json.integer("partition", line.partition);
  json.integer("n", line.n);
  json.time("at", line.at);
  write_actor(json, line.entry.actor);
  json.text_or_null("role", line.entry.role);
  json.text("act", line.entry.act);
  json.text_or_null("subject", line.entry.subject);
  json.text("result", name(line.entry.result));
  json.text_or_null("reason", line.entry.reason);
  json.text_or_null("address", line.entry.origin.address);
  json.text_or_null("trace_id", line.entry.origin.trace_id);
  json.integer("count", line.entry.count);
  json.raw("facts", line.facts.empty() ? "{}" : line.facts);
  json.text("hash", line.hash);
}

}  // namespace

std::string render_audit_page(const AuditPageView& view) {
  JsonWriter json;
  {
    const auto object = json.object();
    {
      const auto items = json.array("items");
      for (const AuditLine& line : view.items) write_line(json, line);
    }
    json.text_or_null("next_cursor", view.next_cursor);
  }
  return json.take();
}

}  // namespace gongzhi::wire
