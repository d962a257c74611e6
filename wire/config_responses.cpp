#include "wire/config_responses.hpp"

#include "governance/config_change.hpp"
#include "wire/json_writer.hpp"

namespace gongzhi::wire {
namespace {

void write_row(JsonWriter& json, const ConfigTable& table, const Cells& cells) {
  const auto row = json.object();
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i] != polygon_column)
      json.text(table.columns[i], cells[i]);
    else if (cells[i].empty())
      json.null(polygon_column);
    else
      json.raw(polygon_column, cells[i]);
  }
}

void write_routing(JsonWriter& json, std::string_view member, const Routing& routing) {
  const auto went = json.object(member);
  json.text("rule", routing.rule);
  json.text("lead", routing.lead);
  json.texts("assists", routing.assists);
  json.boolean("pool", routing.pool);
  json.text("check", name(routing.check));
  json.boolean("certain", routing.certain);
}

void write_rerouted(JsonWriter& json, const Rerouted& one) {
  const auto item = json.object();
  json.text("number", one.number);
  json.time("accepted_at", one.at);
  json.text_or_null("category", one.category);
  json.text_or_null("community", one.community);
  {
    const auto stored = json.object("stored");
    json.text("rule", one.rule_stored);
    json.text_or_null("lead", one.lead_stored);
  }
  write_routing(json, "now", one.now);
  write_routing(json, "then", one.then);
}

}  // namespace

std::string render_config_rows(const ConfigRowsView& view) {
  JsonWriter json;
  {
    const auto all = json.object();
    json.text("table", view.table.name);
    json.text("key", view.table.key);
    json.integer("version", view.version);
    {
      const auto columns = json.array("columns");
      for (const std::string_view column : view.table.columns) json.text(column);
    }
    {
      const auto items = json.array("items");
      for (const Cells& cells : view.rows) write_row(json, view.table, cells);
    }
    json.text_or_null("next_cursor", view.next_cursor);
  }
  return json.take();
}

std::string render_config_changed(const ConfigChangedView& view) {
  JsonWriter json;
  {
    const auto all = json.object();
    json.text("outcome", view.outcome);
    json.text("table", view.table);
    json.integer("version", view.version);
  }
  return json.take();
}

std::string render_config_checked(const ConfigCheckedView& view) {
  JsonWriter json;
  {
    const auto all = json.object();
    json.integer("version", view.version);
    json.boolean("ok", view.errors.empty());
    {
      const auto errors = json.array("errors");
      for (const FieldError& error : view.errors) {
        const auto one = json.object();
        json.text("pointer", error.pointer);
        json.text("code", error.code);
        json.text("detail", error.detail);
      }
    }
    json.texts("warnings", view.warnings);
  }
  return json.take();
}

std::string render_what_if(const WhatIfView& view) {
  JsonWriter json;
  {
    const auto all = json.object();
    json.time("since", view.since);
    json.integer("looked_at", view.what_if.looked_at());
    json.boolean("whole", view.is_whole);
    json.integer("elsewhere", view.what_if.elsewhere());
    {
      const auto items = json.array("items");
      for (const Rerouted& one : view.what_if.listed()) write_rerouted(json, one);
    }
    json.integer(
        "more", view.what_if.elsewhere() - static_cast<std::int64_t>(view.what_if.listed().size()));
    const auto totals = json.array("totals");
    for (const auto& [lead, total] : view.what_if.totals()) {
      const auto one = json.object();
      const Org* org = view.directory.find_org(lead);
      json.text("lead", lead);
      json.text("name", org ? org->name : "");
      json.integer("stored", total.stored);
      json.integer("now", total.now);
      json.integer("then", total.then);
    }
  }
  return json.take();
}

}  // namespace gongzhi::wire
