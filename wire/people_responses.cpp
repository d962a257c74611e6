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

/// What everybody who manages people sees of one.
void write_person(JsonWriter& json, const PersonView& view) {
  const User& user = view.user;
  json.text("id", user.id);
  json.text("name", user.name);
  json.text("role", name(user.role));
  write_org(json, "org", view.world, user.org);
  write_org(json, "community", view.world, user.community);
  std::vector<std::string> grids;
  for (const GridInfo* grid : view.world.directory.grids_walked_by(user.id))
    grids.push_back(grid->code);
  json.texts("grids", grids);
  json.text("login", view.sign_in.login);
  json.text("sign_in", view.sign_in.state);
  json.boolean("second_factor", view.sign_in.second_factor);
  const Absence* away = view.world.arrangements.absence_of(user.id, view.at);
  json.time("away_until", away ? std::optional(away->until) : std::nullopt);
  json.text_or_null("deputy", away ? away->deputy : std::string());
}

}  // namespace

std::string render_person(const PersonView& view) {
  JsonWriter json;
  {
    const auto all = json.object();
    write_person(json, view);
    json.text_or_null("phone", view.phone);
    json.text_or_null("unit", view.user.unit);
    json.texts("skills", view.user.skills);
    json.texts("free_hours", view.user.free_hours);
  }
  return json.take();
}

std::string render_people(const std::vector<PersonView>& views, const std::string& next_cursor) {
  JsonWriter json;
  {
    const auto all = json.object();
    {
      const auto items = json.array("items");
      for (const PersonView& view : views) {
        const auto one = json.object();
        write_person(json, view);
      }
    }
    json.text_or_null("next_cursor", next_cursor);
  }
  return json.take();
}

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
