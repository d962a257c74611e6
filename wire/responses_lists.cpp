// Answers that are lists of cases: list, board, tasks, nearby, search (see responses.hpp).
#include <cmath>

#include "wire/response_parts.hpp"

namespace gongzhi::wire {
namespace {

void write_summary(JsonWriter& out, const CaseSummary& item) {
  const auto scope = out.object();
  out.text("number", item.number.text());
  out.text("kind", item.kind);
  out.text_or_null("category", item.category);
  out.text("state", item.state);
  out.text("title", item.title);
  out.text_or_null("owner", item.owner);
  out.text_or_null("lead", item.lead);
  out.text_or_null("community", item.community);
  out.text_or_null("grid", item.grid);
  out.text_or_null("holder", item.holder);
  out.boolean("urgent", item.urgent);
  out.time("accepted_at", item.accepted_at);
  out.time("due", item.due);
  out.time("stage_due", item.stage_due);
  out.boolean("overdue", item.overdue);
  out.integer("version", item.version);
  out.integer("places", item.places);
  out.integer("claimed", item.claimed);
  write_actions(out, item.allowed_actions);
}

void write_counts(JsonWriter& out, std::string_view member, std::span<const BoardCount> counts) {
  const auto list = out.array(member);
  for (const BoardCount& count : counts) {
    const auto scope = out.object();
    out.text("key", count.key);
    out.text_or_null("name", count.name);
    out.integer("open", count.open);
    out.integer("overdue", count.overdue);
  }
}

}  // namespace

void write_summaries(JsonWriter& out, std::string_view member, std::span<const CaseSummary> items) {
  const auto list = out.array(member);
  for (const CaseSummary& item : items) write_summary(out, item);
}

void write_scope(JsonWriter& out, const ScopeView& scope) {
  const auto object = out.object("scope");
  out.text("kind", scope.kind);
  out.text_or_null("org", scope.org);
  out.text_or_null("name", scope.name);
}

void write_actions(JsonWriter& out, const std::optional<std::vector<std::string>>& actions) {
  if (actions) {
    out.texts("allowed_actions", *actions);
  } else {
    out.null("allowed_actions");
  }
}

std::string case_path(const CaseNumber& number) {
  return "/api/v1/cases/" + number.text();
}

CaseSummary summary_of(const Case& item, Instant now) {
  CaseSummary line;
  line.number = item.number;
  line.kind = item.kind;
  line.category = item.category;
  line.state = item.state;
  line.title = item.title;
  line.owner = item.owner;
  line.lead = item.lead;
  line.community = item.community;
  line.grid = item.grid;
  line.urgent = item.urgent;
  line.accepted_at = item.accepted_at;
  if (item.handling.is_started()) {
    line.due = item.handling.due;
    line.overdue = is_overdue(item.handling, now);
  }
  line.stage_due = item.stage_due;
  line.version = item.version;
  line.places = item.places;
  line.claimed = static_cast<int>(item.claims.size());
  return line;
}

std::string render_case_list(const CaseListView& view) {
  JsonWriter out;
  {
    const auto scope = out.object();
    write_summaries(out, "items", view.items);
    out.text_or_null("next_cursor", view.next_cursor);
    if (view.total) out.integer("total", *view.total);
  }
  return out.take();
}

std::string render_board(const BoardView& view) {
  JsonWriter out;
  {
    const auto scope = out.object();
    write_scope(out, view.scope);
    out.time("as_of", view.as_of);
    {
      const auto counts = out.object("counts");
      out.integer("open", view.open);
      out.integer("overdue", view.overdue);
      out.integer("due_soon", view.due_soon);
      out.integer("waiting", view.waiting);
      out.integer("received_today", view.received_today);
      out.integer("closed_today", view.closed_today);
    }
    write_counts(out, "by_state", view.by_state);
    write_counts(out, "by_category", view.by_category);
    write_counts(out, "by_grid", view.by_grid);
    out.integer("by_category_more", view.by_category_more);
    out.integer("by_grid_more", view.by_grid_more);
    write_summaries(out, "overdue", view.overdue_items);
    write_summaries(out, "due_soon", view.due_soon_items);
    write_summaries(out, "waiting", view.waiting_items);
  }
  return out.take();
}

std::string render_tasks(const TasksView& view) {
  JsonWriter out;
  {
    const auto scope = out.object();
    write_summaries(out, "offered", view.offered);
    write_summaries(out, "held", view.held);
    write_summaries(out, "to_check", view.to_check);
    write_summaries(out, "waiting", view.waiting);
    out.integer("open_claims", view.open_claims);
    out.integer("open_claims_max", view.open_claims_max);
  }
  return out.take();
}

std::string render_nearby(std::span<const NearbyItem> items) {
  JsonWriter out;
  {
    const auto scope = out.object();
    const auto list = out.array("items");
    for (const NearbyItem& item : items) {
      const auto line = out.object();
      out.text_or_null("number", item.number ? item.number->text() : std::string());
      out.text("category", item.category);
      out.text_or_null("category_name", item.category_name);
      out.text("state", item.state);
      out.text_or_null("state_label", item.state_label);
      out.text_or_null("title", item.title);
      out.integer("age_hours", item.age_hours);
      // Ten metres: close enough to recognise, too coarse to find somebody's door.
      out.integer("distance_m", std::lround(item.distance_m / 10) * 10);
      out.text_or_null("place", item.place);
      out.integer("followers", item.followers);
    }
  }
  return out.take();
}

std::string render_search(const SearchView& view) {
  JsonWriter out;
  {
    const auto scope = out.object();
    {
      const auto list = out.array("items");
      for (const FoundCase& item : view.items) {
        const auto line = out.object();
        out.text("number", item.number.text());
        out.text("kind", item.kind);
        out.text_or_null("category", item.category);
        out.text("state", item.state);
        out.text("title", item.title);
        out.text("snippet", item.snippet);
        out.text_or_null("community", item.community);
        out.time("accepted_at", item.accepted_at);
      }
    }
    out.text_or_null("next_cursor", view.next_cursor);
    out.time("indexed_until", view.indexed_until);
  }
  return out.take();
}

}  // namespace gongzhi::wire
