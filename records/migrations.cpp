// Applying migrations. Their texts are in migration_NNNN.cpp.
#include "records/migrations.hpp"

#include <array>
#include <set>

namespace gongzhi::records {

extern const std::string_view migration_0001_record;
extern const std::string_view migration_0002_configuration;
extern const std::string_view migration_0003_steps;
extern const std::string_view migration_0004_reinspection;
extern const std::string_view migration_0005_timeline_in_order;
extern const std::string_view migration_0006_audit;
extern const std::string_view migration_0007_accounts;
extern const std::string_view migration_0008_attachments;
extern const std::string_view migration_0009_privacy;
extern const std::string_view migration_0010_permissions;
extern const std::string_view migration_0011_management;
extern const std::string_view migration_0014_case_index;

namespace {

const Query<Columns<>, Columns<std::int64_t>> applied_migrations{
    "applied_migrations", "SELECT number FROM migrations ORDER BY number"};

const Query<Columns<std::int64_t, std::string, std::int64_t>> note_migration{
    "note_migration", "INSERT INTO migrations (number, name, at) VALUES (:number, :name, :at)"};

constexpr const char* create_ledger =
    "CREATE TABLE IF NOT EXISTS migrations ("
    " number BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, at BIGINT NOT NULL)";

Result<int> apply(Connection& connection, const Migration& migration, Instant now) {
  connection.begin_write();
  try {
    connection.execute(in_dialect(migration.sql, Product::sqlite));
    connection.prepare(note_migration)
        .with(std::int64_t{migration.number}, std::string(migration.name), to_ms(now))
        .run();
    connection.commit();
    return 1;
  } catch (const soci::soci_error& error) {
    connection.rollback();
    Error ours = connection.translate(error);
    ours.detail = "migration " + std::to_string(migration.number) + ": " + ours.detail;
    return ours;
  }
}

}  // namespace

std::span<const Migration> migrations() {
  static const auto all = std::to_array<Migration>({
      {1, "record", migration_0001_record},
      {2, "configuration", migration_0002_configuration},
      {3, "steps", migration_0003_steps},
      {4, "reinspection", migration_0004_reinspection},
      {5, "timeline in order", migration_0005_timeline_in_order},
      {6, "audit", migration_0006_audit},
      {7, "accounts", migration_0007_accounts},
      {8, "attachments", migration_0008_attachments},
      {9, "privacy", migration_0009_privacy},
      {10, "permissions", migration_0010_permissions},
      {11, "management", migration_0011_management},
      {14, "case index", migration_0014_case_index},
  });
  return all;
}

Result<std::vector<Migration>> plan_migrations(Connection& connection) {
  return translated(connection, [&]() -> Result<std::vector<Migration>> {
    connection.execute(create_ledger);
    std::set<std::int64_t> applied;
    connection.prepare(applied_migrations).rows([&](const auto& row) {
      applied.insert(std::get<0>(row.values));
    });
    if (!applied.empty() && *applied.rbegin() > migrations().back().number) {
      return fail(Errc::conflict, "The record was written by a newer version of this program.",
                  "schema " + std::to_string(*applied.rbegin()));
    }
    std::vector<Migration> missing;
    for (const Migration& migration : migrations()) {
      if (!applied.contains(migration.number)) missing.push_back(migration);
    }
    return missing;
  });
}

Result<int> migrate(Connection& connection, Instant now) {
  const Result<std::vector<Migration>> missing = plan_migrations(connection);
  if (missing.has_error()) return missing.error();
  int applied = 0;
  for (const Migration& migration : *missing) {
    const Result<int> done =
        translated(connection, [&] { return apply(connection, migration, now); });
    if (done.has_error()) return done.error();
    applied += *done;
  }
  return applied;
}

}  // namespace gongzhi::records
