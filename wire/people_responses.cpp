#include "wire/people_responses.hpp"

#include "governance/effects.hpp"
#include "governance/limit.hpp"
#include "wire/json_writer.hpp"

namespace gongzhi::wire {
namespace {

void write_org(JsonWriter& json, std::string_view member, const World& world,
               const std::string& id) {
  if (id.empty()) return json.null(member);
  const Org* org = world.directory.find_org(id);
  const auto scope = json.object(member);
  json.text("id", id);
  json.text("name", org ? org->name : "");
}

void write_way(JsonWriter& json, std::string_view member, const World& world, const Case& item) {
  const auto way = json.object(member);
  json.text("state", item.state);
  json.text_or_null("category", item.category);
  json.text_or_null("standard", item.standard);
  json.text_or_null("grid", item.grid);
  json.text_or_null("community", item.community);
  json.text("rule", item.route.rule);
  json.text("why", item.route.why);
  write_org(json, "owner", world, item.owner);
  write_org(json, "lead", world, item.lead);
  json.texts("assists", item.assists);
  json.text("limit", format_limit(limit_of(world, item)));
  json.time("due", item.handling.run > 0 ? std::optional(item.handling.due) : std::nullopt);
  json.integer("places", item.places);
}

}  // namespace

std::string render_user_work(const UserWorkView& view) {
  JsonWriter json;
  {
    const auto all = json.object();
    json.text("user", view.user);
    {
      const auto counts = json.object("counts");
      json.integer("held", view.held);
      json.integer("claimed", view.claimed);
      json.integer("to_check", view.to_check);
      json.integer("offered", view.offered);
    }
    {
      const auto items = json.array("items");
      for (const TiedCaseView& one : view.items) {
        const auto item = json.object();
        json.text("number", one.number);
        json.text("state", one.state);
        json.text_or_null("category", one.category);
        json.text("tie", one.tie);
      }
    }
    json.integer("more", view.held + view.claimed + view.to_check + view.offered -
                             static_cast<std::int64_t>(view.items.size()));
    json.texts("grids", view.grids);
  }
  return json.take();
}

std::string render_handed_over(const HandedOverView& view) {
  JsonWriter json;
  {
    const auto all = json.object();
    json.text("outcome", view.outcome);
    json.text("message", view.message);
  }
  return json.take();
}

std::string render_duty(const DutyView& view) {
  JsonWriter json;
  {
    const auto all = json.object();
    write_org(json, "org", view.world, view.org);
    json.time("at", view.at);
    const auto items = json.array("items");
    for (const DutyShift* shift : view.world.arrangements.on_duty(view.org, view.at)) {
      const User* person = view.world.directory.find_user(shift->person);
      const auto item = json.object();
      json.text("id", shift->id);
      json.text_or_null("role", shift->role);
      json.text("person", shift->person);
      json.text("name", person ? person->name : "");
      json.text_or_null("phone", shown_phone(shift->phone));
      json.time("from", shift->from);
      json.time("until", shift->until);
    }
  }
  return json.take();
}

std::string render_preview(const PreviewView& view) {
  JsonWriter json;
  {
    const auto all = json.object();
    json.text("number", view.before.number.text());
    json.text("action", view.action);
    json.integer("version", view.before.version);
    json.boolean("goes_elsewhere", view.before.lead != view.after.lead ||
                                       view.before.owner != view.after.owner ||
                                       view.before.assists != view.after.assists);
    write_way(json, "now", view.world, view.before);
    write_way(json, "then", view.world, view.after);
  }
  return json.take();
}

}  // namespace gongzhi::wire
