// See case_detail.hpp. Each member is visited once, by name, so that writing and reading cannot
// disagree.
#include "wire/case_detail.hpp"

#include "wire/json.hpp"
#include "wire/json_writer.hpp"
#include "wire/member_reader.hpp"
#include "wire/values_json.hpp"

namespace gongzhi::wire {
namespace {

/// A detail column is refused above this when read: 64 pauses and 64 fields of 2000 characters fit.
/// The sheets are bounded by sheet_bytes_max.
constexpr JsonLimits detail_limits{2 * 1024 * 1024, 8, 200'000, Language::en};

/// Everything that is neither a column nor rows, except what has a shape of its own (fields,
/// handling, pending).
template <class Item, class Visit>
void each_member(Item& item, Visit&& visit) {
  visit("verifiers_tried", item.verifiers_tried);
  visit("draws", item.draws);
  visit("suggested", item.suggested);
  visit("duplicates", item.duplicates);
  visit("claims_counted", item.claims_counted);
  visit("claim_requests", item.claim_requests);
  visit("weight", item.weight);
  visit("links", item.links);
  visit("route_certain", item.route_certain);
  visit("check_policy", item.check_policy);
  visit("stage_overdue", item.stage_overdue);
  visit("contact_overdue", item.contact_overdue);
  visit("returned_by", item.returned_by);
  visit("proposed_org", item.proposed_org);
  visit("reopen_refused", item.reopen_refused);
  visit("appeal_open", item.appeal_open);
  visit("overdue_appealed", item.overdue_appealed);
  visit("closing_ticked", item.closing_ticked);
  visit("check_skipped", item.check_skipped);
  visit("whistle_orgs", item.whistle_orgs);
  visit("whistle_reported", item.whistle_reported);
  visit("whistle_due", item.whistle_due);
  visit("whistle_overdue", item.whistle_overdue);
  visit("cause", item.cause);
}

template <class Pending, class Visit>
void each_of_pending(Pending& pending, Visit&& visit) {
  visit("what", pending.what);
  visit("reason", pending.reason);
  visit("until", pending.until);
  visit("org_approved", pending.org_approved);
  visit("by", pending.by);
  visit("endorsed_by", pending.endorsed_by);
}

template <class Clock, class Visit>
void each_of_clock(Clock& clock, Visit&& visit) {
  visit("run", clock.run);
  visit("granted", clock.granted);
  visit("started", clock.started);
  visit("due", clock.due);
  visit("due_original", clock.due_original);
  visit("paused_since", clock.paused_since);
  visit("stopped", clock.stopped);
  visit("extensions", clock.extensions);
}

/// Writes a member unless it has the value of a new struct.
struct Put {
  JsonWriter& out;

  void operator()(std::string_view name, const std::string& value) const {
    if (!value.empty()) out.text(name, value);
  }
  void operator()(std::string_view name, const std::vector<std::string>& values) const {
    if (!values.empty()) out.texts(name, values);
  }
  void operator()(std::string_view name, bool value) const {
    if (value) out.boolean(name, true);
  }
  void operator()(std::string_view name, int value) const {
    if (value != 0) out.integer(name, value);
  }
  void operator()(std::string_view name, Instant value) const { out.integer(name, to_ms(value)); }
  void operator()(std::string_view name, Milliseconds value) const {
    out.integer(name, value.count());
  }
  void operator()(std::string_view name, const std::optional<CaseNumber>& value) const {
    if (value) out.text(name, value->text());
  }
  void operator()(std::string_view name, const std::optional<Instant>& value) const {
    if (value) out.integer(name, to_ms(*value));
  }
};

void write_limit(JsonWriter& out, std::string_view member, const Limit& limit) {
  const auto scope = out.object(member);
  out.text("kind", name(limit.kind));
  out.number("amount", limit.amount);
  if (!limit.note.empty()) out.text("note", limit.note);
}

void write_clock(JsonWriter& out, const HandlingClock& clock) {
  const auto scope = out.object("handling");
  each_of_clock(clock, Put{out});
  write_limit(out, "limit", clock.limit);
  write_limit(out, "limit_original", clock.limit_original);
  const auto pauses = out.array("pauses");
  for (const PauseInterval& interval : clock.pauses) {
    const auto triple = out.array();
    out.integer(to_ms(interval.from));
    out.integer(to_ms(interval.to));
    out.integer(interval.run);
  }
}

void read_limit(MemberReader& in, std::string_view member, Limit& limit) {
  const Json* json = in.object(member);
  if (json == nullptr) return;
  MemberReader inner(*json, in.pointer_of(member));
  std::string kind;
  inner.require("kind", kind).require("amount", limit.amount).read("note", limit.note);
  bool is_known = false;
  for (const LimitKind candidate : {LimitKind::work_hours, LimitKind::work_days,
                                    LimitKind::urgent_work_hours, LimitKind::urgent_work_days}) {
    if (kind != name(candidate)) continue;
    limit.kind = candidate;
    is_known = true;
  }
  if (!is_known) inner.complain("kind", "limit_kind");
  in.adopt(inner);
}

void read_pauses(MemberReader& in, std::vector<PauseInterval>& pauses) {
  const Json* json = in.array("pauses");
  if (json == nullptr) return;
  pauses.clear();
  for (const Json& triple : json->GetArray()) {
    if (!triple.IsArray() || triple.Size() != 3 || !triple[0].IsInt64() || !triple[1].IsInt64() ||
        !triple[2].IsInt())
      return in.complain("pauses", "type");
    pauses.push_back(
        {from_ms(triple[0].GetInt64()), from_ms(triple[1].GetInt64()), triple[2].GetInt()});
  }
}

void read_made_by(MemberReader& in, std::optional<MessageId>& made_by) {
  std::string hex;
  in.read("made_by", hex);
  if (hex.empty()) return;
  const Result<MessageId> id = parse_message_id(hex);
  if (id.has_error()) return in.complain("made_by", "message_id");
  made_by = *id;
}

void read_clock(MemberReader& in, HandlingClock& clock) {
  const Json* json = in.object("handling");
  if (json == nullptr) return;
  MemberReader inner(*json, "/handling");
  each_of_clock(clock, [&](std::string_view name, auto& member) { inner.read(name, member); });
  read_limit(inner, "limit", clock.limit);
  read_limit(inner, "limit_original", clock.limit_original);
  read_pauses(inner, clock.pauses);
  in.adopt(inner);
}

void read_pending(MemberReader& in, PendingRequest& pending) {
  const Json* json = in.object("pending");
  if (json == nullptr) return;
  MemberReader inner(*json, "/pending");
  each_of_pending(pending, [&](std::string_view name, auto& member) { inner.read(name, member); });
  in.adopt(inner);
}

void write_sheets(JsonWriter& out, const Sheets& sheets) {
  const auto all = out.object("sheets");
  for (const auto& [name, lines] : sheets) {
    const auto sheet = out.array(name);
    for (const Values& line : lines) out.values(line);
  }
}

void read_sheets(MemberReader& in, Sheets& sheets) {
  const Json* json = in.object("sheets");
  if (json == nullptr || !json->IsObject()) return;
  for (const auto& member : json->GetObject()) {
    if (!member.value.IsArray()) return in.complain("sheets", "type");
    std::vector<Values>& lines = sheets[std::string(text_of(member.name))];
    lines.clear();
    for (const Json& line : member.value.GetArray()) {
      auto values = read_values(line, "/sheets");
      if (!values) return in.complain("sheets", "type");
      lines.push_back(*std::move(values));
    }
  }
}

void write_attachments(JsonWriter& out, const std::vector<Attachment>& attachments) {
  const auto all = out.array("attachments");
  for (const Attachment& attachment : attachments) {
    const auto scope = out.object();
    out.text("id", attachment.id);
    out.text("as", attachment.as);
    out.integer("at", to_ms(attachment.at));
    if (!attachment.by.empty()) out.text("by", attachment.by);
  }
}

void read_attachments(MemberReader& in, std::vector<Attachment>& attachments) {
  const Json* json = in.array("attachments");
  if (json == nullptr) return;
  attachments.clear();
  for (const Json& one : json->GetArray()) {
    std::int64_t at = 0;
    Attachment& attachment = attachments.emplace_back();
    if (!one.IsObject() || !read_member(one, "id", attachment.id) ||
        !read_member(one, "as", attachment.as) || !read_member(one, "at", at))
      return in.complain("attachments", "type");
    attachment.at = from_ms(at);
    read_member(one, "by", attachment.by);
  }
}

}  // namespace

std::string write_case_detail(const Case& item) {
  JsonWriter out;
  {
    const auto detail = out.object();
    each_member(item, Put{out});
    if (item.made_by) out.text("made_by", item.made_by->hex());
    if (!item.fields.empty()) out.values("fields", item.fields);
    if (!item.sheets.empty()) write_sheets(out, item.sheets);
    if (!item.attachments.empty()) write_attachments(out, item.attachments);
    if (item.handling.is_started()) write_clock(out, item.handling);
    if (!item.pending.what.empty()) {
      const auto pending = out.object("pending");
      each_of_pending(item.pending, Put{out});
    }
  }
  return out.take();
}

Result<void> read_case_detail(std::string_view detail, Case& item) {
  if (detail.empty()) return {};
  const auto document = parse_json(detail, detail_limits);
  if (document.has_error())
    return fail(Errc::corrupt, "a stored case cannot be read", document.error().message);
  MemberReader in(*document, "");
  each_member(item, [&](std::string_view name, auto& member) { in.read(name, member); });
  in.read("fields", item.fields);
  read_sheets(in, item.sheets);
  read_attachments(in, item.attachments);
  read_made_by(in, item.made_by);
  read_clock(in, item.handling);
  read_pending(in, item.pending);
  if (in.failed())
    return fail(Errc::corrupt, "a stored case cannot be read",
                in.error().fields.front().pointer + ": " + in.error().message);
  return {};
}

}  // namespace gongzhi::wire
