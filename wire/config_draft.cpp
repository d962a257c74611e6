// One put or remove after the other on a copy, then the World of the result.
#include "wire/config_draft.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <deque>

#include "governance/area_gaps.hpp"
#include "wire/arrangement_tables.hpp"
#include "wire/csv.hpp"
#include "wire/geojson.hpp"
#include "wire/json.hpp"

namespace gongzhi::wire {
namespace {

constexpr std::size_t gaps_told_max = 10;

/// The one row of a table that is made of a change, with the way back from `file:line:column`.
struct OneRow {
  TableFile file;
  std::map<std::string, std::string> columns;  // place -> column
};

OneRow file_of(const ConfigChange& change) {
  Cells header, cells;
  for (const auto& [column, cell] : change.row) {
    header.push_back(column);
    cells.push_back(cell);
  }
  OneRow one{{change.table, csv_line(header) + csv_line(cells)}, {}};
  const auto read = parse_csv(one.file.bytes, one.file.name);
  if (!read) return one;
  for (const CsvRow& row : *read)
    for (std::size_t i = 0; i < row.fields.size() && i < header.size(); ++i)
      one.columns.emplace(
          change.table + ":" + std::to_string(row.lines[i]) + ":" + std::to_string(row.columns[i]),
          header[i]);
  return one;
}

/// Errors of the parser as members of the change.
Error in_change(Error error, const OneRow& one, const std::string& where) {
  for (FieldError& field : error.fields) {
    const auto properties = field.pointer.rfind("/properties/");
    const auto column = one.columns.find(field.pointer);
    if (properties != std::string::npos)
      field.pointer = where + "/put/" + field.pointer.substr(properties + 12);
    else if (field.pointer.find("/geometry") != std::string::npos)
      field.pointer = where + "/put/polygon";
    else
      field.pointer = where + "/put" + (column == one.columns.end() ? "" : "/" + column->second);
  }
  return error;
}

/// What a change does to the rows of one table.
struct Editing {
  const ConfigChange& change;
  std::string where;    // pointer of the change
  std::size_t row = 0;  // that was put
  bool is_done = false;
};

template <class T>
struct RowWords {
  Result<Table<T>> (*parse)(const TableFile&);
  std::string (*key)(const T&);
};

Error no_such_row(const Editing& edit) {
  Error error =
      fail(Errc::not_found, "there is no row " + edit.change.id + " in " + edit.change.table);
  error.fields.push_back({edit.where + "/remove", "unknown", error.message});
  return error;
}

template <class T>
Result<void> edit_rows(std::vector<T>& rows, const RowWords<T>& words, Editing& edit) {
  std::string id = edit.change.id;
  std::optional<T> fresh;
  if (edit.change.what == ConfigChange::What::put) {
    const OneRow one = file_of(edit.change);
    auto read = words.parse(one.file);
    if (!read) return in_change(read.error(), one, edit.where);
    if (read->rows.size() != 1) return invalid_field(edit.where + "/put", "rows", "not one row");
    fresh = std::move(read->rows.front());
    id = words.key(*fresh);
  }
  const auto found = std::ranges::find_if(rows, [&](const T& row) { return words.key(row) == id; });
  edit.row = static_cast<std::size_t>(found - rows.begin());
  if (!fresh && found == rows.end()) return no_such_row(edit);
  if (!fresh)
    rows.erase(found);
  else if (found == rows.end())
    rows.push_back(*std::move(fresh));
  else
    *found = *std::move(fresh);
  return {};
}

/// The grid as the file of one feature; its present polygon where none is given.
TableFile feature_file(const ConfigChange& change, const Directory::Tables& present) {
  const ConfigTable& table = *find_config_table("grids");
  Cells cells(table.columns.size());
  for (std::size_t i = 0; i < table.columns.size(); ++i)
    if (const auto cell = change.row.find(table.columns[i]); cell != change.row.end())
      cells[i] = cell->second;
  if (cells.back().empty())
    for (const GridArea& area : present.areas)
      if (area.code.text() == cells.front()) cells.back() = geometry_of(area);
  return {"grids", write_table(table, {cells})};
}

/// Users name their grids, too: who does not walk one any more does not keep its code.
void forget_grid(std::vector<User>& users, const std::string& code, const GridInfo& now) {
  for (User& user : users)
    if (user.role == Role::grid_worker && user.id != now.worker && user.id != now.deputy)
      std::erase(user.grids, code);
}

Result<void> edit_grids(Directory::Tables& tables, Editing& edit) {
  std::string id = edit.change.id;
  GridTable fresh;
  if (edit.change.what == ConfigChange::What::put) {
    const ConfigTable& table = *find_config_table("grids");
    for (const auto& [column, cell] : edit.change.row)
      if (std::ranges::find(table.columns, column) == table.columns.end())
        return invalid_field(edit.where + "/put/" + column, "header", "unknown column " + column);
    auto read = parse_grids(feature_file(edit.change, tables));
    if (!read) return in_change(read.error(), {}, edit.where);
    fresh = std::move(*read);
    id = fresh.grids.front().code;
  }
  const auto at = std::ranges::find(tables.grids, id, &GridInfo::code);
  edit.row = static_cast<std::size_t>(at - tables.grids.begin());
  if (fresh.grids.empty() && at == tables.grids.end()) return no_such_row(edit);
  const auto area = std::ranges::find_if(
      tables.areas, [&](const GridArea& one) { return one.code.text() == id; });
  if (fresh.grids.empty()) {
    if (area != tables.areas.end()) tables.areas.erase(area);
    tables.grids.erase(at);
    for (User& user : tables.users) std::erase(user.grids, id);
    return {};
  }
  if (at == tables.grids.end()) {
    tables.grids.push_back(std::move(fresh.grids.front()));
    tables.areas.push_back(std::move(fresh.areas.front()));
    return {};
  }
  *at = std::move(fresh.grids.front());
  forget_grid(tables.users, id, *at);
  if (area != tables.areas.end()) *area = std::move(fresh.areas.front());
  return {};
}

Result<void> edit_tables(WorldTables& all, Editing& edit) {
  const std::string& table = edit.change.table;
  if (table == "orgs")
    return edit_rows<Org>(all.directory.orgs, {parse_orgs, [](const Org& o) { return o.id; }},
                          edit);
  if (table == "grids") return edit_grids(all.directory, edit);
  if (table == "categories")
    return edit_rows<Category>(all.categories,
                               {parse_categories, [](const Category& c) { return c.code; }}, edit);
  if (table == "standards")
    return edit_rows<Standard>(all.standards,
                               {parse_standards, [](const Standard& s) { return s.id; }}, edit);
  if (table == "routing")
    return edit_rows<RoutingRule>(all.rules,
                                  {parse_routing, [](const RoutingRule& r) { return r.id; }}, edit);
  if (table == "calendar")
    return edit_rows<CalendarRow>(
        all.calendar, {parse_calendar, [](const CalendarRow& r) { return format_date(r.date); }},
        edit);
  ArrangementTables& more = all.arrangements;
  if (table == "emergency")
    return edit_rows<EmergencyAdvice>(
        more.emergency, {parse_emergency, [](const EmergencyAdvice& a) { return a.id; }}, edit);
  if (table == "templates")
    return edit_rows<ReplyTemplate>(
        more.templates, {parse_templates, [](const ReplyTemplate& t) { return t.code; }}, edit);
  if (table == "duty")
    return edit_rows<DutyShift>(more.duty, {parse_duty, [](const DutyShift& d) { return d.id; }},
                                edit);
  if (table == "absences")
    return edit_rows<Absence>(more.absences,
                              {parse_absences, [](const Absence& a) { return a.id; }}, edit);
  return invalid_field(edit.where + "/table", "choice", "no table is called " + table);
}

/// Names the rows of build_world()'s errors: the change itself, or the row that does not fit.
Error in_rows(Error error, const WorldTables& tables, std::span<const Editing> edits) {
  for (FieldError& field : error.fields) {
    std::string_view rest = std::string_view(field.pointer).substr(field.pointer.empty() ? 0 : 1);
    const std::string_view member = rest.substr(0, rest.find('/'));
    rest.remove_prefix(std::min(rest.size(), member.size() + 1));
    const std::string digits(rest.substr(0, rest.find('/')));
    if (digits.empty() || digits.size() > 6 ||
        digits.find_first_not_of("0123456789") != std::string::npos)
      continue;
    const auto row = static_cast<std::size_t>(std::stoul(digits));
    const std::string tail(rest.substr(digits.size()));
    const auto table = std::ranges::find(config_tables(), member, &ConfigTable::member);
    const auto edit = std::ranges::find_if(edits, [&](const Editing& one) {
      return table != config_tables().end() && one.change.table == table->name && one.row == row &&
             one.change.what == ConfigChange::What::put;
    });
    if (edit != edits.end()) {
      field.pointer = edit->where + "/put" + tail;
    } else if (member == "users" && row < tables.directory.users.size()) {
      field.pointer = "/users/" + tables.directory.users[row].id + tail;
    } else if (table != config_tables().end()) {
      const auto rows = rows_of(tables, *table);
      if (row < rows.size())
        field.pointer = "/" + std::string(table->name) + "/" +
                        std::string(cell_of(*table, rows[row], table->key)) + tail;
    }
  }
  return error;
}

bool touches(std::span<const ConfigChange> changes, std::string_view table) {
  return std::ranges::find(changes, table, &ConfigChange::table) != changes.end();
}

std::vector<std::string> gaps_of(const Directory::Tables& tables) {
  std::vector<std::string> warnings;
  for (const AreaGap& gap : find_gaps(tables.areas)) {
    if (warnings.size() == gaps_told_max) break;
    char place[64];
    std::snprintf(place, sizeof place, "%.5f E, %.5f N", gap.centre.lon, gap.centre.lat);
    warnings.push_back("no grid has " + std::to_string(std::llround(gap.area_m2)) + " m2 at " +
                       place + "; reports from there wait in triage");
  }
  return warnings;
}

Cells row_with(const WorldTables& tables, const ConfigTable& table, std::string_view id) {
  for (Cells& cells : rows_of(tables, table))
    if (cell_of(table, cells, table.key) == id) return std::move(cells);
  return {};
}

}  // namespace

ConfigChange with_present_cells(const WorldTables& present, ConfigChange change) {
  const ConfigTable* table = find_config_table(change.table);
  if (table == nullptr || change.what != ConfigChange::What::put) return change;
  const auto key = change.row.find(table->key);
  Cells cells = key == change.row.end() ? Cells() : row_with(present, *table, key->second);
  cells.resize(table->columns.size());
  for (std::size_t i = 0; i < cells.size(); ++i)
    if (table->columns[i] != polygon_column && table->columns[i] != table->key)
      change.row.try_emplace(std::string(table->columns[i]), std::move(cells[i]));
  return change;
}

std::vector<std::string> bodies_concerned(const WorldTables& present, const ConfigChange& change) {
  const ConfigTable* table = find_config_table(change.table);
  if (table == nullptr) return {""};
  std::vector<std::string> bodies;
  const auto key = change.row.find(table->key);
  const Cells before = row_with(present, *table, key == change.row.end() ? change.id : key->second);
  if (!before.empty()) bodies.push_back(body_of(present, *table, before));
  if (change.what == ConfigChange::What::put) {
    Cells after(table->columns.size());
    for (std::size_t i = 0; i < after.size(); ++i)
      if (const auto cell = change.row.find(table->columns[i]); cell != change.row.end())
        after[i] = cell->second;
    bodies.push_back(body_of(present, *table, after));
  }
  if (bodies.empty()) bodies.emplace_back();
  return bodies;
}

std::string absent_person(const WorldTables& present, const ConfigChange& change) {
  if (change.table != "absences") return {};
  const ConfigTable& table = *find_config_table(change.table);
  const auto id = change.row.find(table.key);
  const auto person = change.row.find("person");
  const Cells before = row_with(present, table, id == change.row.end() ? change.id : id->second);
  const std::string was(cell_of(table, before, "person"));
  if (change.what == ConfigChange::What::remove) return was;
  if (person == change.row.end() || (!before.empty() && was != person->second)) return {};
  return person->second;
}

Result<ConfigDraft> draft_config(WorldTables present, std::span<const ConfigChange> changes,
                                 std::int64_t version) {
  ConfigDraft draft;
  std::deque<ConfigChange> filled;  // stay where they are
  std::vector<Editing> edits;
  std::vector<FieldError> wrong;
  Errc code = Errc::invalid;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const std::string where = changes.size() == 1 ? "" : "/changes/" + std::to_string(i);
    const ConfigChange& change = filled.emplace_back(with_present_cells(present, changes[i]));
    Editing& edit = edits.emplace_back(Editing{change, where});
    const ConfigTable* table = find_config_table(change.table);
    const auto key = table ? change.row.find(table->key) : change.row.end();
    ConfigStep step{table, key == change.row.end() ? change.id : key->second, {}, {}};
    if (table) step.before = row_with(present, *table, step.id);
    if (auto done = edit_tables(present, edit); !done) {
      const Error error = done.error();
      if (changes.size() == 1) code = error.code;
      wrong.insert(wrong.end(), error.fields.begin(), error.fields.end());
      continue;
    }
    step.after = row_with(present, *table, step.id);
    draft.steps.push_back(std::move(step));
  }
  if (!wrong.empty()) return Error{code, wrong.front().detail, {}, std::move(wrong)};
  auto world = build_world(present, version + 1);
  if (!world) return in_rows(world.error(), present, edits);
  if (touches(changes, "grids")) {
    auto overlaps = check_overlaps(present.directory.grids, present.directory.areas);
    if (!overlaps.empty())
      return in_rows({Errc::invalid, overlaps.front().detail, {}, overlaps}, present, edits);
    draft.warnings = gaps_of(present.directory);
  }
  draft.world = std::move(*world);
  draft.tables = std::move(present);
  return draft;
}

}  // namespace gongzhi::wire
