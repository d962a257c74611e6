#include "wire/config_tables.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "governance/config_change.hpp"
#include "wire/json_writer.hpp"

namespace gongzhi::wire {
namespace {

const std::array<ConfigTable, 10> tables{{
    {"orgs",
     "orgs.csv",
     "orgs",
     "id",
     {"id", "name", "level", "kind", "parent", "area_code", "dept"}},
    {"grids",
     "grids.geojson",
     "grids",
     "code",
     {"code", "name", "community", "worker", "deputy", "polygon"}},
    {"categories",
     "categories.csv",
     "categories",
     "code",
     {"code", "type", "class", "subclass", "name_en", "kind", "claimable", "private", "safety",
      "duplicate_radius_m", "claim_skills", "keywords"}},
    {"standards",
     "standards.csv",
     "standards",
     "id",
     {"id", "category", "condition", "closing", "limit", "responsible", "photo_after",
      "responsible_org_kinds"}},
    {"routing",
     "routing.csv",
     "rules",
     "id",
     {"order", "id", "effective_from", "effective_to", "area_prefix", "category", "urgency",
      "time_of_day", "source", "lead", "assists", "pool", "check", "certainty", "note"}},
    {"calendar", "calendar.csv", "calendar", "date", {"date", "kind"}},
    {"emergency",
     "emergency.csv",
     "emergency",
     "id",
     {"id", "prefix", "numbers", "keywords", "text", "text_en"}},
    {"templates",
     "templates.csv",
     "templates",
     "code",
     {"code", "kind", "action", "title", "body", "active"}},
    {"duty", "duty.csv", "duty", "id", {"id", "org", "role", "from", "until", "person", "phone"}},
    {"absences",
     "absences.csv",
     "absences",
     "id",
     {"id", "person", "from", "until", "deputy", "reason"}},
}};

std::string digits(double value) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value);
  return {text.data(), end.ptr};
}

std::string joined(const std::vector<std::string>& items) {
  std::string text;
  for (const std::string& item : items) text.append(text.empty() ? "" : ";").append(item);
  return text;
}

std::string yes_or_no(bool value) {
  return value ? "yes" : "no";
}

std::string day_of(const std::optional<Date>& day) {
  return day ? format_date(*day) : std::string();
}

Cells cells_of(const Org& org) {
  return {org.id,
          org.name,
          std::string(name(org.level)),
          std::string(name(org.kind)),
          org.parent,
          org.area_code,
          org.dept};
}

Cells cells_of(const Category& one) {
  return {one.code,
          one.type,
          one.class_name,
          one.name,
          one.name_en,
          one.kind,
          yes_or_no(one.claimable),
          yes_or_no(one.is_private),
          yes_or_no(one.safety),
          digits(one.duplicate_radius_m),
          joined(one.claim_skills),
          joined(one.keywords)};
}

Cells cells_of(const Standard& one) {
  return {one.id,
          one.category,
          one.condition,
          one.closing,
          format_limit(one.limit),
          one.responsible,
          yes_or_no(one.photo_after),
          joined(one.responsible_kinds)};
}

Cells cells_of(const RoutingRule& rule) {
  return {std::to_string(rule.order),
          rule.id,
          day_of(rule.effective_from),
          day_of(rule.effective_to),
          rule.area_prefix,
          rule.category,
          std::string(name(rule.urgency)),
          std::string(name(rule.time_of_day)),
          rule.source ? std::string(name(*rule.source)) : "any",
          rule.lead,
          joined(rule.assists),
          yes_or_no(rule.pool),
          std::string(name(rule.check)),
          std::string(name(rule.certainty)),
          rule.note};
}

Cells cells_of(const CalendarRow& row) {
  return {format_date(row.date), row.kind == DayKind::holiday ? "holiday" : "make_up_workday"};
}

Cells cells_of(const EmergencyAdvice& one) {
  return {one.id, one.prefix, joined(one.numbers), joined(one.keywords), one.text, one.text_en};
}

Cells cells_of(const ReplyTemplate& one) {
  return {one.code, one.kind, one.action, one.title, one.body, yes_or_no(one.active)};
}

Cells cells_of(const DutyShift& one) {
  return {one.id,     one.org,  one.role, format_rfc3339(one.from), format_rfc3339(one.until),
          one.person, one.phone};
}

Cells cells_of(const Absence& one) {
  return {one.id,     one.person, format_rfc3339(one.from), format_rfc3339(one.until),
          one.deputy, one.reason};
}

template <class T>
std::vector<Cells> cells_of_all(const std::vector<T>& items) {
  std::vector<Cells> rows;
  rows.reserve(items.size());
  for (const T& item : items) rows.push_back(cells_of(item));
  return rows;
}

std::vector<Cells> grid_rows(const WorldTables& all) {
  std::map<std::string, const GridArea*, std::less<>> areas;
  for (const GridArea& area : all.directory.areas) areas.emplace(area.code.text(), &area);
  std::vector<Cells> rows;
  for (const GridInfo& grid : all.directory.grids) {
    const auto area = areas.find(grid.code);
    rows.push_back({grid.code, grid.name, grid.community, grid.worker, grid.deputy,
                    area == areas.end() ? std::string() : geometry_of(*area->second)});
  }
  return rows;
}

void append_ring(std::string& text, const Ring& ring) {
  text += '[';
  for (std::size_t i = 0; i < ring.size(); ++i)
    text.append(i == 0 ? "[" : ",[")
        .append(digits(ring[i].lon))
        .append(",")
        .append(digits(ring[i].lat))
        .append("]");
  text += ']';
}

std::string feature_of(const ConfigTable& table, const Cells& cells) {
  JsonWriter json;
  {
    const auto feature = json.object();
    json.text("type", "Feature");
    {
      const auto properties = json.object("properties");
      for (std::size_t i = 0; i < table.columns.size(); ++i)
        if (table.columns[i] != polygon_column) json.text(table.columns[i], cells[i]);
    }
    const std::string_view polygon = cell_of(table, cells, polygon_column);
    if (polygon.empty())
      json.null("geometry");
    else
      json.raw("geometry", polygon);
  }
  return json.take();
}

}  // namespace

std::span<const ConfigTable> config_tables() {
  return tables;
}

const ConfigTable* find_config_table(std::string_view name) {
  const auto found = std::ranges::find(tables, name, &ConfigTable::name);
  return found == tables.end() ? nullptr : &*found;
}

std::vector<Cells> rows_of(const WorldTables& all, const ConfigTable& table) {
  if (table.name == "orgs") return cells_of_all(all.directory.orgs);
  if (table.name == "grids") return grid_rows(all);
  if (table.name == "categories") return cells_of_all(all.categories);
  if (table.name == "standards") return cells_of_all(all.standards);
  if (table.name == "routing") return cells_of_all(all.rules);
  if (table.name == "calendar") return cells_of_all(all.calendar);
  if (table.name == "emergency") return cells_of_all(all.arrangements.emergency);
  if (table.name == "templates") return cells_of_all(all.arrangements.templates);
  if (table.name == "duty") return cells_of_all(all.arrangements.duty);
  return cells_of_all(all.arrangements.absences);
}

std::string_view cell_of(const ConfigTable& table, const Cells& cells, std::string_view column) {
  const auto at = std::ranges::find(table.columns, column) - table.columns.begin();
  return static_cast<std::size_t>(at) < cells.size() ? std::string_view(cells[std::size_t(at)])
                                                     : std::string_view();
}

std::string body_of(const WorldTables& all, const ConfigTable& table, const Cells& cells) {
  if (table.name == "orgs") return std::string(cell_of(table, cells, "parent"));
  if (table.name == "grids") return std::string(cell_of(table, cells, "community"));
  if (table.name == "duty") return std::string(cell_of(table, cells, "org"));
  if (table.name != "absences") return {};
  const auto person =
      std::ranges::find(all.directory.users, cell_of(table, cells, "person"), &User::id);
  return person == all.directory.users.end() ? std::string() : home_body(*person);
}

std::string csv_line(const Cells& cells) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line += ',';
    if (cells[i].find_first_of(",\"\r\n") == std::string::npos) {
      line += cells[i];
      continue;
    }
    line += '"';
    for (const char c : cells[i]) line.append(c == '"' ? 2 : 1, c);
    line += '"';
  }
  return line + "\r\n";
}

std::string write_table(const ConfigTable& table, const std::vector<Cells>& rows) {
  if (table.name == "grids") {
    std::string text = "{\"type\":\"FeatureCollection\",\"features\":[\n";
    for (std::size_t i = 0; i < rows.size(); ++i)
      text.append(feature_of(table, rows[i])).append(i + 1 < rows.size() ? ",\n" : "\n");
    return text + "]}\n";
  }
  std::string text = csv_line({table.columns.begin(), table.columns.end()});
  for (const Cells& row : rows) text += csv_line(row);
  return text;
}

std::string geometry_of(const GridArea& area) {
  const bool is_one = area.parts.size() == 1;
  std::string text =
      is_one ? R"({"type":"Polygon","coordinates":)" : R"({"type":"MultiPolygon","coordinates":[)";
  for (std::size_t i = 0; i < area.parts.size(); ++i) {
    if (i > 0) text += ',';
    text += '[';
    append_ring(text, area.parts[i].outer);
    for (const Ring& hole : area.parts[i].holes) append_ring(text += ',', hole);
    text += ']';
  }
  return text + (is_one ? "}" : "]}");
}

}  // namespace gongzhi::wire
