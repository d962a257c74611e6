// config: the tables of the configuration row by row: look, write out, put, remove. A change is a
// message to the worker, checked there as an import is.
#include <algorithm>
#include <cstdio>

#include "cli/commands.hpp"
#include "cli/platform.hpp"
#include "runtime/data_dir.hpp"
#include "wire/config_draft.hpp"
#include "wire/config_responses.hpp"
#include "workers/world_from_rows.hpp"

namespace gongzhi::cli {
namespace {

constexpr std::size_t cell_file_bytes_max = 1U << 20;

Result<const wire::ConfigTable*> table_called(const std::string& name) {
  if (const wire::ConfigTable* table = wire::find_config_table(name)) return table;
  std::string known;
  for (const wire::ConfigTable& table : wire::config_tables())
    known.append(known.empty() ? "" : ", ").append(table.name);
  return fail(Errc::invalid, "no table is called " + name + "; known are " + known);
}

struct Shown {
  const wire::ConfigTable* table = nullptr;
  std::vector<wire::Cells> rows;
  std::int64_t version = 0;
};

Result<Shown> rows_on_record(const Options& options, const std::string& name) {
  const auto table = table_called(name);
  if (!table) return table.error();
  auto installation = find_installation(options);
  if (!installation) return installation.error();
  auto reader = open_reader(*installation);
  if (!reader) return reader.error();
  auto rows = (*reader)->load_configuration();
  if (!rows) return rows.error();
  const std::int64_t version = rows->version;
  const auto tables = workers::tables_from_rows(*std::move(rows));
  if (!tables) return tables.error();
  return Shown{*table, wire::rows_of(*tables, **table), version};
}

// `column=cell`, or `column=@file` for what is too long to type.
Result<void> read_cells(const std::vector<std::string>& words, ConfigChange& change) {
  for (const std::string& word : words) {
    const auto at = word.find('=');
    if (at == std::string::npos || at == 0) return fail(Errc::invalid, "not column=cell: " + word);
    std::string cell = word.substr(at + 1);
    if (cell.starts_with('@') && change.table == "grids") {
      auto bytes = runtime::read_file(cell.substr(1), cell_file_bytes_max);
      if (!bytes) return bytes.error();
      cell = *std::move(bytes);
    }
    change.row[word.substr(0, at)] = std::move(cell);
  }
  return {};
}

Result<void> names_its_row(const ConfigChange& change) {
  const auto table = table_called(change.table);
  if (!table) return table.error();
  if (!change.row.contains((*table)->key))
    return fail(Errc::invalid, "say which row: " + std::string((*table)->key) + "=…");
  return {};
}

// The worker's words begin in Chinese; what is wrong stands behind the first full-width colon.
std::string problems_in(const Outcome& outcome) {
  constexpr std::string_view colon = "：";
  const auto at = outcome.message.find(colon);
  return at == std::string::npos ? outcome.message : outcome.message.substr(at + colon.size());
}

int send_change(const Options& options, const ConfigChange& change) {
  auto installation = open_installation(options);
  if (!installation) return report(installation.error());
  std::int64_t version = 0;
  auto done = with_worker(*installation, options, [&]() -> Result<void> {
    Administration act;
    act.act = config_change_act;
    act.subject = change.table;
    act.input["change"] = wire::write_config_change(change);
    auto outcome = send_and_wait(*installation, county_partition, std::move(act), "cli");
    if (!outcome) return outcome.error();
    if (outcome->reason == "config_has_errors")
      return fail(outcome->code, "the change does not pass the checks", problems_in(*outcome));
    if (outcome->status == OutcomeStatus::refused) return refusal_of(*outcome);
    version = outcome->version;
    return {};
  });
  if (!done) return report_no(done.error());
  if (options.json)
    std::printf("{\"configuration_version\":%lld}\n", static_cast<long long>(version));
  else
    std::printf("done; the configuration is now version %lld\n", static_cast<long long>(version));
  return 0;
}

}  // namespace

int list_config(const Options& options, const std::string& table) {
  const auto shown = rows_on_record(options, table);
  if (!shown) return report(shown.error());
  if (options.json) {
    std::puts(wire::render_config_rows({*shown->table, shown->version, shown->rows, {}}).c_str());
    return 0;
  }
  std::fputs(wire::csv_line({shown->table->columns.begin(), shown->table->columns.end()}).c_str(),
             stdout);
  for (const wire::Cells& row : shown->rows) std::fputs(wire::csv_line(row).c_str(), stdout);
  return 0;
}

int export_config(const Options& options, const std::string& table, const std::string& folder) {
  const auto shown = rows_on_record(options, table);
  if (!shown) return report(shown.error());
  const std::string text = wire::write_table(*shown->table, shown->rows);
  if (folder.empty()) {
    std::fputs(text.c_str(), stdout);
    return 0;
  }
  const auto path = std::filesystem::path(folder) / shown->table->file;
  if (auto written = runtime::write_durably(path, text); !written)
    return report_no(written.error());
  std::printf("%zu rows in %s\n", shown->rows.size(), path.c_str());
  return 0;
}

int put_config(const Options& options, const std::string& table,
               const std::vector<std::string>& cells) {
  ConfigChange change;
  change.table = table;
  if (auto read = read_cells(cells, change); !read) return report(read.error());
  if (auto named = names_its_row(change); !named) return report(named.error());
  return send_change(options, change);
}

int remove_config(const Options& options, const std::string& table, const std::string& id) {
  if (const auto known = table_called(table); !known) return report(known.error());
  ConfigChange change;
  change.what = ConfigChange::What::remove;
  change.table = table;
  change.id = id;
  return send_change(options, change);
}

}  // namespace gongzhi::cli
