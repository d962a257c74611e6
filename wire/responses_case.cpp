// Answers about one case: the case itself, its receipt, its timeline (see responses.hpp).
#include "wire/response_parts.hpp"

namespace gongzhi::wire {
namespace {

constexpr std::string_view hidden{};

/// The text where the asker may see it, else null.
std::string_view shown_if(bool is_shown, std::string_view text) {
  return is_shown ? text : hidden;
}

// Masked; null where the asker may not know who reported, or nothing was left.
void write_contact(JsonWriter& out, const CaseView& view) {
  const auto& mine = view.personal;
  const bool is_shown =
      view.shown.contact && mine &&
      !(mine->name.empty() && mine->phone.empty() && mine->identity_number.empty());
  if (!is_shown) return out.null("contact");
  const auto contact = out.object("contact");
  out.text_or_null("name", mine->name);
  out.text_or_null("phone", mine->phone);
  out.text_or_null("identity_number", mine->identity_number);
}

void write_identity(JsonWriter& out, const CaseView& view) {
  const Case& item = view.item;
  out.text("number", item.number.text());
  out.text("kind", item.kind);
  out.integer("kind_version", item.kind_version);
  out.integer("version", item.version);
  out.text("state", item.state);
  out.text_or_null("state_label", view.state_label);
  out.text_or_null("step", view.step);
  out.text_or_null("category", item.category);
  out.text_or_null("standard", item.standard);
  out.text("title", item.title);
  out.text_or_null("description", item.description);
  out.text_or_null("address", view.personal ? view.personal->address : item.address);
  out.name("location");
  if (item.location) {
    const auto place = out.object();
    out.number("lon", item.location->lon);
    out.number("lat", item.location->lat);
  } else {
    out.null();
  }
  out.boolean("urgent", item.urgent);
  out.boolean("safety", item.safety);
  out.boolean("private", item.is_private);
  out.text("source", name(item.source));
  const Actor& reporter = item.reporter;
  out.text_or_null("reporter", shown_if(view.shown.reporter,
                                        reporter.user.empty() ? reporter.system : reporter.user));
  const bool has_name = view.personal && !view.personal->on_behalf_of.empty();
  out.text_or_null(
      "on_behalf_of",
      shown_if(view.shown.contact, has_name ? view.personal->on_behalf_of : item.on_behalf_of));
  write_contact(out, view);
  out.time("observed_at", item.observed_at);
  out.time("accepted_at", item.accepted_at);
}

void write_claims(JsonWriter& out, const CaseView& view) {
  const auto claims = out.array("claims");
  for (const Claim& claim : view.item.claims) {
    const auto scope = out.object();
    out.text_or_null("user", shown_if(view.shown.people, claim.user));
    out.time("at", claim.at);
  }
}

void write_people(JsonWriter& out, const CaseView& view) {
  const Case& item = view.item;
  const bool is_routed = !item.owner.empty();
  out.text_or_null("owner", item.owner);
  out.text_or_null("community", item.community);
  out.text_or_null("township", item.township);
  out.text_or_null("grid", item.grid);
  out.text_or_null("lead", item.lead);
  if (is_routed) {
    out.texts("assists", item.assists);
  } else {
    out.null("assists");
  }
  out.text_or_null("holder", shown_if(view.shown.people, item.holder));
  out.text_or_null("verifier", shown_if(view.shown.people, item.verifier));
  if (is_routed && view.shown.people && view.shown.candidates) {
    out.texts("candidates", item.candidates);
  } else {
    out.null("candidates");
  }
  if (is_routed) {
    out.integer("candidate_count", static_cast<std::int64_t>(item.candidates.size()));
  } else {
    out.null("candidate_count");
  }
  out.integer("places", item.places);
  write_claims(out, view);
  out.name("route");
  if (item.route.rule.empty()) return out.null();
  const auto route = out.object();
  out.text("rule", item.route.rule);
  out.text("why", item.route.why);
}

void write_clocks(JsonWriter& out, const Case& item) {
  const HandlingClock& clock = item.handling;
  const bool is_started = clock.is_started();
  out.time("due", is_started ? std::optional(clock.due) : std::nullopt);
  out.time("due_original", is_started ? std::optional(clock.due_original) : std::nullopt);
  out.text_or_null("limit", is_started ? format_limit(clock.limit) : std::string());
  out.boolean("paused", clock.paused_since.has_value());
  out.integer("extensions", clock.extensions);
  out.time("stage_due", item.stage_due);
  out.time("contact_due", item.contact_due);
  out.time("contacted_at", item.contacted_at);
  out.time("pool_until", item.pool_until);
}

void write_history(JsonWriter& out, const CaseView& view) {
  const Case& item = view.item;
  out.integer("returns", item.returns);
  out.integer("hops", item.hops);
  out.integer("rework", item.rework);
  out.integer("reopened", item.reopened);
  out.boolean("ruled", item.ruled);
  out.boolean("exempt", item.exempt);
  out.boolean("unconfirmed", item.unconfirmed);
  out.boolean("self_handled", item.self_handled);
  out.boolean("whistle", item.whistle);
  out.name("pending");
  if (item.pending.what.empty()) {
    out.null();
  } else {
    const auto pending = out.object();
    out.text("what", item.pending.what);
    out.text("reason", shown_if(view.shown.internal, item.pending.reason));
    out.time("until", item.pending.until);
    out.boolean("org_approved", item.pending.org_approved);
  }
  out.text_or_null("parent", item.parent ? item.parent->text() : std::string());
  out.integer("followers", static_cast<std::int64_t>(item.followers.size()));
  out.integer("weight", item.weight);
  out.text_or_null("flag", shown_if(view.shown.internal, item.flag));
  if (view.shown.internal) out.texts("duplicates", item.duplicates);
  out.name("reinspect");
  if (view.shown.internal && item.closed_at) {
    out.boolean(item.reinspect);
  } else {
    out.null();
  }
  out.text_or_null("result", item.result);
  out.text_or_null("result_text", item.result_text);
  out.text_or_null("satisfaction", item.satisfaction);
  out.time("first_handled_at", item.first_handled_at);
  out.time("handled_at", item.handled_at);
  out.time("closed_at", item.closed_at);
}

// Who attached it is shown as the reporter is, or as the people at work are.
void write_attachments(JsonWriter& out, const CaseView& view) {
  const auto all = out.array("attachments");
  for (const Attachment& attachment : view.item.attachments) {
    const auto scope = out.object();
    const bool is_reporters = attachment.by == view.item.reporter.user;
    const PictureSize size = picture_size(attachment.id);
    out.text("id", attachment.id);
    out.text("as", attachment.as);
    out.time("at", attachment.at);
    out.text_or_null(
        "by", shown_if(is_reporters ? view.shown.reporter : view.shown.people, attachment.by));
    out.integer("width", size.width);
    out.integer("height", size.height);
  }
}

// Null rather than an empty list: nothing suggests itself, or it is not the asker's to decide.
void write_suggestion(JsonWriter& out, const CaseView& view) {
  if (view.suggestion.empty()) return out.null("suggestion");
  const auto list = out.array("suggestion");
  for (const SuggestionView& guess : view.suggestion) {
    const auto scope = out.object();
    out.text("category", guess.category);
    out.text("name", guess.name);
    out.number("score", guess.score);
    out.texts("matched", guess.matched);
  }
}

void write_sheets(JsonWriter& out, const Sheets& sheets) {
  const auto all = out.object("sheets");
  for (const auto& [name, lines] : sheets) {
    const auto sheet = out.array(name);
    for (const Values& line : lines) out.values(line);
  }
}

}  // namespace

std::string render_case(const CaseView& view) {
  JsonWriter out;
  {
    const auto scope = out.object();
    write_identity(out, view);
    write_people(out, view);
    write_clocks(out, view.item);
    write_history(out, view);
    write_attachments(out, view);
    write_suggestion(out, view);
    out.boolean("delayed", view.delayed);
    write_emergency(out, view.emergency);
    out.values("fields", view.item.fields);
    write_sheets(out, view.item.sheets);
    out.text_or_null("cause", view.item.cause ? view.item.cause->text() : std::string());
    {
      const auto names = out.object("names");
      for (const auto& [id, text] : view.names) out.text(id, text);
    }
    write_actions(out, view.allowed_actions);
  }
  return out.take();
}

std::string render_upload(const UploadView& view) {
  const auto write = [](JsonWriter& out, const PictureView& picture) {
    out.integer("width", picture.width);
    out.integer("height", picture.height);
    out.integer("bytes", picture.bytes);
  };
  JsonWriter out;
  {
    const auto scope = out.object();
    out.text("id", view.id);
    write(out, view.picture);
    const auto thumbnail = out.object("thumbnail");
    write(out, view.thumbnail);
  }
  return out.take();
}

std::string render_receipt(const ReceiptView& view) {
  JsonWriter out;
  {
    const auto scope = out.object();
    out.text("number", view.number.text());
    out.text("key", view.key);
    out.text("state", "received");
    out.time("accepted_at", view.accepted_at);
    {
      const auto promised = out.object("promised");
      out.time("triage", view.promised.triage);
      out.time("first_contact", view.promised.first_contact);
      out.time("due", view.promised.due);
    }
    write_emergency(out, view.emergency);
    const auto links = out.object("links");
    out.text("self", case_path(view.number));
    out.text("timeline", case_path(view.number) + "/timeline");
  }
  return out.take();
}

std::string render_timeline(const TimelineView& view) {
  JsonWriter out;
  {
    const auto scope = out.object();
    out.text("number", view.number.text());
    {
      const auto items = out.array("items");
      for (const TimelineItem& item : view.items) {
        const TimelineEntry& entry = item.entry;
        const auto line = out.object();
        out.integer("seq", static_cast<std::int64_t>(item.seq));
        out.time("at", item.at);
        out.text("action", entry.action);
        out.text_or_null("from", entry.from);
        out.text_or_null("to", entry.to);
        {
          const auto actor = out.object("actor");
          out.text_or_null("role", item.actor_role);
          out.text_or_null("id", item.actor_id);
          out.text_or_null("name", item.actor_name);
        }
        out.text("visibility", entry.visibility == Visibility::everyone ? "everyone" : "staff");
        out.values("facts", entry.facts);
        out.text_or_null("note", entry.note);
      }
    }
    out.text_or_null("next_cursor", view.next_cursor);
  }
  return out.take();
}

}  // namespace gongzhi::wire
