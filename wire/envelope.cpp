// See envelope.hpp. Empty members are left out: bytes on the queue are fsync'ed bytes.
#include "wire/envelope.hpp"

#include "wire/json.hpp"
#include "wire/json_writer.hpp"
#include "wire/member_reader.hpp"

namespace gongzhi::wire {
namespace {

void text_unless_empty(JsonWriter& out, std::string_view name, std::string_view value) {
  if (!value.empty()) out.text(name, value);
}

void write_personal(JsonWriter& out, const Personal& personal) {
  text_unless_empty(out, "data_key", personal.key);
  if (!personal.fields.empty()) out.values("personal", personal.fields);
  if (!personal.index.empty()) out.texts("personal_index", personal.index);
  if (personal.handler_may_see) out.boolean("handler_may_see", true);
  text_unless_empty(out, "notice", personal.notice);
}

void read_personal(MemberReader& in, Personal& personal) {
  in.read("data_key", personal.key).read("personal", personal.fields);
  in.read("personal_index", personal.index).read("handler_may_see", personal.handler_may_see);
  in.read("notice", personal.notice);
}

void write_body(JsonWriter& out, const CreateCase& body) {
  out.text("kind", body.kind);
  text_unless_empty(out, "category", body.category);
  text_unless_empty(out, "standard", body.standard);
  out.text("title", body.title);
  text_unless_empty(out, "description", body.description);
  text_unless_empty(out, "address", body.address);
  if (body.location) {
    const auto place = out.array("location");
    out.number(body.location->lon);
    out.number(body.location->lat);
  }
  text_unless_empty(out, "crs", body.crs);
  if (body.urgent) out.boolean("urgent", true);
  text_unless_empty(out, "on_behalf_of", body.on_behalf_of);
  if (body.observed_at) out.integer("observed_at", to_ms(*body.observed_at));
  out.text("source", name(body.source));
  if (!body.fields.empty()) out.values("fields", body.fields);
  write_personal(out, body.personal);
  if (body.cause) out.text("cause", body.cause->text());
  text_unless_empty(out, "cause_line", body.cause_line);
  if (body.attachments.empty()) return;
  const auto pictures = out.array("attachments");
  for (const NamedPicture& picture : body.attachments) {
    const auto scope = out.object();
    out.text("id", picture.id);
    out.text("as", picture.as);
  }
}

void write_body(JsonWriter& out, const CaseAction& body) {
  out.text("number", body.number.text());
  out.text("action", body.action);
  if (body.if_version) out.integer("if_version", *body.if_version);
  if (!body.input.empty()) out.values("input", body.input);
}

void write_body(JsonWriter& out, const TimerFired& body) {
  out.text("number", body.number.text());
  out.text("clock", body.clock);
  out.integer("rung", body.rung);
  out.integer("run", body.run);
  out.integer("due", to_ms(body.due));
}

void write_body(JsonWriter& out, const Followup& body) {
  out.text("target", body.target.text());
  out.text("cause", body.cause.text());
  out.text("effect", body.effect);
  if (!body.input.empty()) out.values("input", body.input);
}

void write_body(JsonWriter& out, const ImportBundle& body) {
  out.text("content_hash", body.content_hash);
  text_unless_empty(out, "label", body.label);
}

void write_body(JsonWriter& out, const DeadLetterOrder& body) {
  out.integer("letter", body.letter);
  out.boolean("drop", body.what == DeadLetterOrder::What::drop);
}

void write_body(JsonWriter& out, const Administration& body) {
  out.text("act", body.act);
  text_unless_empty(out, "subject", body.subject);
  text_unless_empty(out, "address", body.origin.address);
  text_unless_empty(out, "trace_id", body.origin.trace_id);
  if (!body.input.empty()) out.values("input", body.input);
}

CreateCase read_create(MemberReader& in) {
  CreateCase body;
  in.require("kind", body.kind).read("category", body.category).read("standard", body.standard);
  in.require("title", body.title).read("description", body.description);
  in.read("address", body.address).read("location", body.location).read("crs", body.crs);
  in.read("urgent", body.urgent).read("on_behalf_of", body.on_behalf_of);
  in.read("observed_at", body.observed_at).require("source", body.source);
  in.read("fields", body.fields);
  read_personal(in, body.personal);
  in.read("cause", body.cause).read("cause_line", body.cause_line);
  if (const Json* pictures = in.array("attachments"))
    for (const Json& picture : pictures->GetArray()) {
      NamedPicture& named = body.attachments.emplace_back();
      if (!picture.IsObject() || !read_member(picture, "id", named.id) ||
          !read_member(picture, "as", named.as))
        in.complain("attachments", "type");
    }
  return body;
}

CaseAction read_action(MemberReader& in) {
  CaseAction body;
  in.require("number", body.number).require("action", body.action).read("input", body.input);
  std::int64_t version = -1;
  in.read("if_version", version);
  if (version >= 0) body.if_version = version;
  return body;
}

TimerFired read_timer(MemberReader& in) {
  TimerFired body;
  in.require("number", body.number).require("clock", body.clock).require("rung", body.rung);
  in.require("run", body.run).require("due", body.due);
  return body;
}

Followup read_followup(MemberReader& in) {
  Followup body;
  in.require("target", body.target).require("cause", body.cause).require("effect", body.effect);
  in.read("input", body.input);
  return body;
}

ImportBundle read_import(MemberReader& in) {
  ImportBundle body;
  in.require("content_hash", body.content_hash).read("label", body.label);
  return body;
}

DeadLetterOrder read_dead_letter(MemberReader& in) {
  DeadLetterOrder body;
  bool drop = false;
  in.require("letter", body.letter).require("drop", drop);
  if (drop) body.what = DeadLetterOrder::What::drop;
  return body;
}

Administration read_administration(MemberReader& in) {
  Administration body;
  in.require("act", body.act).read("subject", body.subject).read("input", body.input);
  in.read("address", body.origin.address).read("trace_id", body.origin.trace_id);
  return body;
}

/// The body of that type; none for a type this program does not know.
std::optional<MessageBody> read_body(std::string_view type, MemberReader& in) {
  if (type == "case.create") return read_create(in);
  if (type == "case.action") return read_action(in);
  if (type == "timer") return read_timer(in);
  if (type == "followup") return read_followup(in);
  if (type == "import") return read_import(in);
  if (type == "dead-letter") return read_dead_letter(in);
  if (type == "administration") return read_administration(in);
  return std::nullopt;
}

bool is_exactly_one(const Actor& actor) {
  return int{!actor.user.empty()} + int{!actor.device.empty()} + int{!actor.system.empty()} == 1;
}

}  // namespace

void write_actor(JsonWriter& writer, std::string_view name, const Actor& actor) {
  const auto scope = writer.object(name);
  text_unless_empty(writer, "user", actor.user);
  text_unless_empty(writer, "device", actor.device);
  text_unless_empty(writer, "system", actor.system);
}

std::string write_envelope(const Message& message, std::string_view generation, Instant sent_at) {
  JsonWriter writer;
  {
    const auto envelope = writer.object();
    writer.integer("v", envelope_version);
    writer.text("id", message.id.hex());
    writer.integer("p", message.partition);
    writer.text("gen", generation);
    writer.text("type", type_of(message.body));
    write_actor(writer, "actor", message.actor);
    writer.integer("t", to_ms(sent_at));
    text_unless_empty(writer, "fp", message.fingerprint);
    const auto body = writer.object("body");
    std::visit([&](const auto& alternative) { write_body(writer, alternative); }, message.body);
  }
  return writer.take();
}

Result<Envelope> parse_envelope(std::string_view bytes) {
  const JsonLimits limits{envelope_bytes_max, 8, 16384, Language::en};
  auto document = parse_json(bytes, limits);
  if (document.has_error()) return document.error();

  MemberReader in(*document, "");
  int version = 0;
  in.require("v", version);
  if (in.failed()) return in.error();
  if (version != envelope_version)
    return invalid_field("/v", "version",
                         "envelope version " + std::to_string(version) + " is not known");

  Envelope envelope;
  Message& message = envelope.message;
  std::string id;
  std::string type;
  in.require("id", id).require("p", message.partition).require("type", type);
  in.require("gen", envelope.generation).require("t", envelope.sent_at);
  in.require("actor", message.actor).read("fp", message.fingerprint);
  const Json* body = in.object("body");
  if (body == nullptr) in.complain("body", "required");
  if (message.partition < 0 || message.partition >= partitions_max) in.complain("p", "range");
  if (in.failed()) return in.error();

  const auto parsed_id = parse_message_id(id);
  if (parsed_id.has_error()) return invalid_field("/id", "id", parsed_id.error().message);
  if (!is_exactly_one(message.actor))
    return invalid_field("/actor", "actor", "exactly one of user, device and system is expected");

  MemberReader inner(*body, "/body");
  auto read = read_body(type, inner);
  if (!read) return invalid_field("/type", "type", "message type `" + type + "` is not known");
  if (inner.failed()) return inner.error();
  message.id = *parsed_id;
  message.at = envelope.sent_at;
  message.body = *std::move(read);
  return envelope;
}

}  // namespace gongzhi::wire
