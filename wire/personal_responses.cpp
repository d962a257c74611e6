#include "wire/personal_responses.hpp"

#include "wire/json.hpp"
#include "wire/json_writer.hpp"
#include "wire/values_json.hpp"

namespace gongzhi::wire {
namespace {

Result<Values> parse_by(std::string_view schema, std::string_view body,
                        const RequestContext& context) {
  JsonLimits limits;
  limits.language = context.language;
  const auto document = parse_json(body, limits);
  if (document.has_error()) return document.error();
  const auto checked = context.schemas.validate(schema, *document, context.language);
  if (checked.has_error()) return checked.error();
  return read_values(*document, "", context.language);
}

void write_fields(JsonWriter& out, const PlainFields& fields) {
  const auto values = out.object("fields");
  for (const auto& [field, text] : fields) out.text(field, text);
}

void write_looks(JsonWriter& out, std::string_view member, const std::vector<LookView>& looks) {
  const auto items = out.array(member);
  for (const LookView& look : looks) {
    const auto line = out.object();
    out.time("at", look.at);
    out.text_or_null("org", look.org);
    out.text_or_null("role", look.role);
    out.text_or_null("name", look.name);
    out.texts("fields", look.fields);
    out.text("reason", look.reason);
  }
}

void write_consents(JsonWriter& out, const std::vector<ConsentView>& consents) {
  const auto items = out.array("consents");
  for (const ConsentView& consent : consents) {
    const auto line = out.object();
    out.text("purpose", consent.purpose);
    out.text_or_null("notice_version", consent.notice);
    out.time("at", consent.at);
    out.time("withdrawn_at", consent.withdrawn_at);
  }
}

void write_timeline(JsonWriter& out, const CopyView& view) {
  const auto items = out.array("timeline");
  for (std::size_t i = 0; i < view.timeline.size(); ++i) {
    const auto line = out.object();
    out.time("at", view.timeline_at[i]);
    out.text("action", view.timeline[i].action);
    out.text_or_null("to", view.timeline[i].to);
    out.text_or_null("note", view.timeline[i].note);
  }
}

}  // namespace

Result<Values> parse_reveal(std::string_view body, const RequestContext& context) {
  return parse_by("reveal", body, context);
}

Result<Values> parse_withdraw_consent(std::string_view body, const RequestContext& context) {
  return parse_by("withdraw_consent", body, context);
}

std::string render_revealed(const CaseNumber& number, const PlainFields& fields) {
  JsonWriter out;
  {
    const auto scope = out.object();
    out.text("number", number.text());
    write_fields(out, fields);
  }
  return out.take();
}

std::string render_access_log(const CaseNumber& number, const std::vector<LookView>& looks) {
  JsonWriter out;
  {
    const auto scope = out.object();
    out.text("number", number.text());
    write_looks(out, "items", looks);
  }
  return out.take();
}

std::string render_copy(const CopyView& view) {
  const Case& item = view.item;
  JsonWriter out;
  {
    const auto scope = out.object();
    out.text("number", item.number.text());
    out.time("accepted_at", item.accepted_at);
    out.time("closed_at", item.closed_at);
    out.text("kind", item.kind);
    out.text("state", item.state);
    out.text("title", item.title);
    out.text_or_null("description", item.description);
    out.text_or_null("result_text", item.result_text);
    out.text_or_null("satisfaction", item.satisfaction);
    out.name("location");
    if (item.location) {
      const auto place = out.object();
      out.number("lon", item.location->lon);
      out.number("lat", item.location->lat);
    } else {
      out.null();
    }
    write_fields(out, view.fields);
    out.values("form", item.fields);
    {
      const auto pictures = out.array("attachments");
      for (const Attachment& picture : item.attachments) out.text(picture.id);
    }
    write_consents(out, view.consents);
    write_looks(out, "access_log", view.looks);
    write_timeline(out, view);
  }
  return out.take();
}

std::string render_done(const CaseNumber& number) {
  JsonWriter out;
  {
    const auto scope = out.object();
    out.text("number", number.text());
    out.boolean("done", true);
  }
  return out.take();
}

}  // namespace gongzhi::wire
