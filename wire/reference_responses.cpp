// Writes what is configured as answers of the API (reference_responses.hpp).
#include "wire/reference_responses.hpp"

#include "wire/json_writer.hpp"
#include "wire/response_parts.hpp"

namespace gongzhi::wire {
namespace {

void write_standard(JsonWriter& out, const Standard& standard) {
  const auto scope = out.object();
  out.text("id", standard.id);
  out.text("condition", standard.condition);
  out.text("closing", standard.closing);
  out.text("limit", format_limit(standard.limit));
  out.text("limit_kind", name(standard.limit.kind));
  out.number("limit_amount", standard.limit.amount);
  out.text("responsible", standard.responsible);
  out.boolean("photo_after", standard.photo_after);
}

void write_fields(JsonWriter& out, std::string_view member, std::span<const FieldSpec> fields) {
  const auto list = out.array(member);
  for (const FieldSpec& field : fields) {
    const auto scope = out.object();
    out.text("name", field.name);
    out.text("label", field.label);
    out.text("type", name(field.type));
    out.boolean("required", field.required);
    out.integer("length_max", static_cast<std::int64_t>(field.length_max));
    out.texts("choices", field.choices);
  }
}

void write_sheets(JsonWriter& out, std::span<const SheetSpec> sheets) {
  const auto list = out.array("sheets");
  for (const SheetSpec& sheet : sheets) {
    const auto scope = out.object();
    out.text("name", sheet.name);
    out.text("label", sheet.label);
    out.text_or_null("key", sheet.key);
    write_fields(out, "fields", sheet.fields);
  }
}

void write_states(JsonWriter& out, std::span<const StateSpec> states) {
  const auto list = out.array("states");
  for (const StateSpec& state : states) {
    const auto scope = out.object();
    out.text("name", state.name);
    out.text("label", state.label);
    out.text("step", state.step);
    out.text("owner", state.owner);
    out.text("open311", state.open311);
    out.boolean("final", state.final);
  }
}

void write_actions_of(JsonWriter& out, std::span<const ActionSpec> actions) {
  const auto list = out.array("actions");
  for (const ActionSpec& action : actions) {
    if (action.trigger != Trigger::person) continue;
    const auto scope = out.object();
    out.text("name", action.name);
    out.text("label", action.label);
    out.texts("from", action.from);
    out.text_or_null("to", action.to);
    write_fields(out, "needs", action.needs);
    out.boolean("needs_version", action.needs_version);
  }
}

bool is_newest(const KindSet& kinds, const KindSpec& kind) {
  const KindSpec* newest = kinds.find(kind.name);
  return newest != nullptr && newest->version == kind.version;
}

}  // namespace

std::string_view name(Scope::Kind kind) {
  switch (kind) {
    case Scope::Kind::nothing: return "nothing";
    case Scope::Kind::county: return "county";
    case Scope::Kind::township: return "township";
    case Scope::Kind::community: return "community";
    case Scope::Kind::body: return "body";
    case Scope::Kind::grid: return "grid";
    case Scope::Kind::own: return "own";
    case Scope::Kind::member: return "member";
  }
  return "nothing";
}

void write_emergency(JsonWriter& out, const EmergencyAdvice* advice) {
  if (advice == nullptr) return out.null("emergency");
  const auto scope = out.object("emergency");
  out.texts("numbers", advice->numbers);
  out.text("text", advice->text);
  out.text("text_en", advice->text_en);
}

std::string render_categories(const Catalogue& catalogue, const Arrangements& arrangements,
                              std::int64_t version) {
  JsonWriter out;
  {
    const auto scope = out.object();
    out.integer("version", version);
    const auto items = out.array("items");
    for (const Category& category : catalogue.categories()) {
      const auto item = out.object();
      out.text("code", category.code);
      out.text("type", category.type);
      out.text("class", category.class_name);
      out.text("name", category.name);
      out.text("name_en", category.name_en);
      out.text("kind", category.kind);
      out.boolean("claimable", category.claimable);
      out.boolean("private", category.is_private);
      out.boolean("safety", category.safety);
      out.number("duplicate_radius_m", category.duplicate_radius_m);
      write_emergency(out, arrangements.emergency_of(category.code));
      const auto standards = out.array("standards");
      for (const Standard& standard : catalogue.standards_of(category.code))
        write_standard(out, standard);
    }
  }
  return out.take();
}

std::string render_kinds(const KindSet& kinds, std::int64_t version) {
  JsonWriter out;
  {
    const auto scope = out.object();
    out.integer("version", version);
    const auto items = out.array("items");
    for (const KindSpec& kind : kinds.all()) {
      if (!is_newest(kinds, kind)) continue;
      const auto item = out.object();
      out.text("name", kind.name);
      out.text("label", kind.label);
      out.integer("version", kind.version);
      out.text("initial", kind.initial);
      write_fields(out, "fields", kind.fields);
      write_sheets(out, kind.sheets);
      write_states(out, kind.states);
      write_actions_of(out, kind.actions);
    }
  }
  return out.take();
}

std::string render_orgs(std::span<const Org* const> orgs, std::string_view next_cursor) {
  JsonWriter out;
  {
    const auto scope = out.object();
    {
      const auto items = out.array("items");
      for (const Org* org : orgs) {
        const auto item = out.object();
        out.text("id", org->id);
        out.text("name", org->name);
        out.text("level", name(org->level));
        out.text("kind", name(org->kind));
        out.text_or_null("parent", org->parent);
        out.text_or_null("area_code", org->area_code);
        out.text_or_null("dept", org->dept);
      }
    }
    out.text_or_null("next_cursor", next_cursor);
  }
  return out.take();
}

std::string render_me(const MeView& view) {
  JsonWriter out;
  {
    const auto scope = out.object();
    out.name("user");
    if (view.user == nullptr) {
      out.null();
    } else {
      const auto user = out.object();
      out.text("id", view.user->id);
      out.text("name", view.user->name);
      out.text("role", name(view.user->role));
      out.text_or_null("org", view.user->org);
      out.text_or_null("org_name", view.org_name);
      out.text_or_null("community", view.user->community);
      out.text_or_null("unit", view.user->unit);
      out.texts("grids", view.user->grids);
      out.texts("skills", view.user->skills);
    }
    write_scope(out, view.scope);
    out.texts("kinds", view.kinds);
    out.integer("open_claims", view.open_claims);
    out.integer("open_claims_max", view.open_claims_max);
  }
  return out.take();
}

}  // namespace gongzhi::wire
