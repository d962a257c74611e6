#include "workers/bundle.hpp"

#include <algorithm>
#include <array>

#include "runtime/data_dir.hpp"
#include "vault/keyring.hpp"
#include "wire/arrangement_tables.hpp"
#include "wire/csv.hpp"
#include "wire/geojson.hpp"
#include "wire/kinds.hpp"
#include "wire/tables.hpp"
#include "workers/world_from_rows.hpp"

namespace gongzhi::workers {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 12> single_files{
    "orgs.csv",      "users.csv",     "grids.geojson", "categories.csv",
    "standards.csv", "routing.csv",   "policy.csv",    "permissions.csv",
    "emergency.csv", "templates.csv", "duty.csv",      "absences.csv"};

// The path a file has inside a bundle; empty when it is none of ours.
std::string path_in_bundle(const fs::path& file) {
  const std::string name = file.filename().string();
  const std::string folder = file.parent_path().filename().string();
  if (folder == "calendars" && file.extension() == ".csv") return "calendars/" + name;
  if (file.extension() == ".json") return "kinds/" + name;  // nothing else is JSON
  if (name == "calendar.csv") return "calendars/" + name;
  const bool known =
      std::find(single_files.begin(), single_files.end(), name) != single_files.end();
  return known ? name : std::string();
}

Result<void> add_file(const fs::path& file, BundleFiles& files) {
  const std::string name = path_in_bundle(file);
  if (files.contains(name))
    return fail(Errc::invalid, file.string() + ": a file " + name + " was given already");
  auto bytes = runtime::read_file(file, bundle_file_bytes_max);
  if (!bytes) return bytes.error();
  files[name] = std::move(*bytes);
  return {};
}

// What reading collects: rows, where they stood, what is wrong.
struct Reading {
  records::ConfigurationChange change;
  std::map<std::string, wire::TablePlaces> places;   // table name -> places
  std::map<std::string, std::string> policy_places;  // name of a policy -> place
  std::optional<wire::TableFile> grid_file;
  std::vector<FieldError> problems;

  void note(const Error& error) {
    if (error.fields.empty()) problems.push_back({"", "invalid", error.message});
    problems.insert(problems.end(), error.fields.begin(), error.fields.end());
  }
  template <class T>
  void take(const std::string& table, Result<wire::Table<T>> read,
            std::optional<std::vector<T>>& into) {
    if (!read) return note(read.error());
    // Several files make one table: the calendars.
    auto& cells = places[table].cells;
    places[table].file = read->places.file;
    cells.insert(cells.end(), std::make_move_iterator(read->places.cells.begin()),
                 std::make_move_iterator(read->places.cells.end()));
    if (!into) into.emplace();
    into->insert(into->end(), std::make_move_iterator(read->rows.begin()),
                 std::make_move_iterator(read->rows.end()));
  }
};

void read_policy(const wire::TableFile& file, Reading& reading) {
  wire::TableReader reader(file, {{"name", "value"}});
  std::vector<records::PolicyRow> rows;
  for (std::size_t row = 0; row < reader.size(); ++row) {
    reader.go_to(row);
    rows.push_back({reader.required_text("name"), reader.required_text("value")});
    reading.policy_places.emplace("/policy/" + rows.back().name, reader.place(row, "value"));
  }
  if (reader.failed())
    reading.note(reader.take_error());
  else
    reading.change.policy = std::move(rows);
}

void read_kind(const wire::TableFile& file, Reading& reading) {
  auto kind = wire::parse_kind(file.bytes, file.name);
  if (!kind) return reading.note(kind.error());
  if (!reading.change.kinds) reading.change.kinds.emplace();
  reading.change.kinds->push_back({kind->name, kind->version, file.bytes});
}

void read_grids(const wire::TableFile& file, Reading& reading) {
  auto read = wire::parse_grids(file);
  if (!read) return reading.note(read.error());
  reading.grid_file = file;
  reading.change.grids = records::GridRows{std::move(read->grids), std::move(read->areas)};
}

void read_one(const std::string& name, const std::string& bytes, Reading& reading) {
  const wire::TableFile file{name, bytes};
  auto& change = reading.change;
  if (name == "orgs.csv")
    reading.take("orgs", wire::parse_orgs(file), change.orgs);
  else if (name == "users.csv")
    reading.take("users", wire::parse_users(file), change.users);
  else if (name == "grids.geojson")
    read_grids(file, reading);
  else if (name == "categories.csv")
    reading.take("categories", wire::parse_categories(file), change.categories);
  else if (name == "standards.csv")
    reading.take("standards", wire::parse_standards(file), change.standards);
  else if (name == "routing.csv")
    reading.take("rules", wire::parse_routing(file), change.rules);
  else if (name == "policy.csv")
    read_policy(file, reading);
  else if (name == "permissions.csv")
    reading.take("permissions", wire::parse_permissions(file), change.permissions);
  else if (name == "emergency.csv")
    reading.take("emergency", wire::parse_emergency(file), change.emergency);
  else if (name == "templates.csv")
    reading.take("templates", wire::parse_templates(file), change.templates);
  else if (name == "duty.csv")
    reading.take("duty", wire::parse_duty(file), change.duty);
  else if (name == "absences.csv")
    reading.take("absences", wire::parse_absences(file), change.absences);
  else if (name.starts_with("calendars/"))
    reading.take("calendar", wire::parse_calendar(file), change.calendar);
  else if (name.starts_with("kinds/"))
    read_kind(file, reading);
}

// A pointer of governance (`/users/3/org`) as a place in the files, when the table is in this
// bundle.
std::string place_of(const Reading& reading, const std::string& pointer) {
  if (pointer.size() < 2) return pointer;
  const std::string table = pointer.substr(1, pointer.find('/', 1) - 1);
  if (const auto places = reading.places.find(table); places != reading.places.end())
    return places->second.of(pointer);
  if ((table == "grids" || table == "areas") && reading.grid_file)
    return wire::grid_place(*reading.grid_file, pointer);
  const auto policy = reading.policy_places.find(pointer);
  return policy == reading.policy_places.end() ? pointer : policy->second;
}

// Errors of governance with their places in the files. A table that is not in this bundle is the
// one that is configured already: the row is then named by what it is about.
Error in_files(const Reading& reading, Error error) {
  for (FieldError& field : error.fields) {
    std::string place = place_of(reading, field.pointer);
    if (place == field.pointer && place.starts_with('/'))
      field.detail += " (in the table configured before, which is not part of these files)";
    field.pointer = std::move(place);
  }
  return error;
}

records::ConfigurationRows overlay(records::ConfigurationRows rows,
                                   const records::ConfigurationChange& change) {
  if (change.orgs) rows.orgs = *change.orgs;
  if (change.users) rows.users = *change.users;
  if (change.grids) {
    rows.grids = change.grids->grids;
    rows.areas = change.grids->areas;
  }
  if (change.categories) rows.categories = *change.categories;
  if (change.standards) rows.standards = *change.standards;
  if (change.rules) rows.rules = *change.rules;
  if (change.calendar) rows.calendar = *change.calendar;
  if (change.policy) rows.policy = *change.policy;
  if (change.permissions) rows.permissions = *change.permissions;
  if (change.emergency) rows.arrangements.emergency = *change.emergency;
  if (change.templates) rows.arrangements.templates = *change.templates;
  if (change.duty) rows.arrangements.duty = *change.duty;
  if (change.absences) rows.arrangements.absences = *change.absences;
  if (change.kinds)
    for (const records::KindRow& kind : *change.kinds) {
      const auto same =
          std::find_if(rows.kinds.begin(), rows.kinds.end(), [&](const records::KindRow& row) {
            return row.name == kind.name && row.version == kind.version;
          });
      if (same == rows.kinds.end()) rows.kinds.push_back(kind);
    }
  ++rows.version;
  return rows;
}

}  // namespace

Result<BundleFiles> load_bundle(const std::vector<fs::path>& paths) {
  BundleFiles files;
  for (const fs::path& path : paths) {
    std::error_code ec;
    if (fs::is_directory(path, ec)) {
      std::vector<fs::path> found;
      for (const auto& entry : fs::recursive_directory_iterator(path, ec))
        if (entry.is_regular_file() && !path_in_bundle(entry.path()).empty())
          found.push_back(entry.path());
      std::sort(found.begin(), found.end());
      for (const fs::path& file : found)
        if (auto added = add_file(file, files); !added) return added.error();
    } else if (path_in_bundle(path).empty()) {
      return fail(Errc::invalid,
                  path.string() +
                      ": not a file of a configuration; known are orgs.csv, users.csv, "
                      "grids.geojson, categories.csv, standards.csv, routing.csv, policy.csv, "
                      "permissions.csv, calendars/*.csv and kinds/*.json");
    } else if (auto added = add_file(path, files); !added) {
      return added.error();
    }
  }
  if (files.empty())
    return fail(Errc::not_found, "there is no file of a configuration in what was given");
  return files;
}

Result<BundleRead> read_bundle(const BundleFiles& files, records::ConfigurationRows present) {
  Reading reading;
  for (const auto& [name, bytes] : files) read_one(name, bytes, reading);
  if (!reading.problems.empty())
    return Error{Errc::invalid,
                 "the files have errors; nothing was imported",
                 {},
                 std::move(reading.problems)};
  auto world = world_from_rows(overlay(std::move(present), reading.change));
  if (!world) return in_files(reading, world.error());
  if (const auto& grids = reading.change.grids) {
    auto overlaps = check_overlaps(grids->grids, grids->areas);
    if (!overlaps.empty())
      return in_files(reading,
                      {Errc::invalid, "grids overlap: " + overlaps.front().detail, {}, overlaps});
  }
  return BundleRead{std::move(reading.change), std::move(*world)};
}

std::string bundle_hash(const BundleFiles& files) {
  std::string all;
  for (const auto& [name, bytes] : files)
    all += name + '\0' + std::to_string(bytes.size()) + '\0' + bytes;
  return vault::content_hash(all);
}

Result<void> stage_bundle(const fs::path& imports, const BundleFiles& files) {
  const fs::path dir = imports / bundle_hash(files);
  std::error_code ec;
  if (fs::exists(dir / "complete", ec)) return {};
  for (const char* folder : {"", "calendars", "kinds"}) {
    fs::create_directories(dir / folder, ec);
    if (ec)
      return fail(Errc::unavailable,
                  "cannot create " + (dir / folder).string() + ": " + ec.message());
  }
  for (const auto& [name, bytes] : files)
    if (auto written = runtime::write_durably(dir / name, bytes); !written) return written;
  return runtime::write_durably(dir / "complete", "");
}

Result<BundleFiles> load_staged(const fs::path& imports, const std::string& hash) {
  if (hash.size() != 64 || hash.find_first_not_of("0123456789abcdef") != std::string::npos)
    return fail(Errc::invalid, "not the hash of a bundle");
  auto files = load_bundle({imports / hash});
  if (files && bundle_hash(*files) != hash)
    return fail(Errc::corrupt, "the staged files of import " + hash + " have changed");
  return files;
}

}  // namespace gongzhi::workers
