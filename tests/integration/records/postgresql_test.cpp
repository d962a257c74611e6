// The portable statements are portable: PostgreSQL 15 takes the migrations and prepares every one
// of them.
#include <cstdlib>
#include <regex>
#include <set>

#include "records/dialect.hpp"
#include "records/erase.hpp"
#include "records/migrations.hpp"
#include "records/search.hpp"
#include "records/verify.hpp"
#include "tests/integration/records/private_postgres.hpp"

// As soci/postgresql/soci-postgresql.h declares it, without needing libpq's headers.
namespace soci {
extern "C" backend_factory const* factory_postgresql();
}

namespace gongzhi::test {
namespace {

using records::all_statements;
using records::Dialect;
using records::Statement;

// A statement is known when the object file that holds it is linked.
[[maybe_unused]] const auto linked = std::tuple(&records::verify, &records::erase_personal_text,
                                                &records::search_cases, &records::replace);

TEST(Portable, EveryParameterIsNamedOnce) {
  const std::regex parameter(":([a-z_0-9]+)");
  const std::regex quoted("'[^']*'");
  for (const Statement* statement : all_statements()) {
    const std::string sql = std::regex_replace(statement->sql(), quoted, "''");
    std::set<std::string> seen;
    for (std::sregex_iterator at(sql.begin(), sql.end(), parameter), end; at != end; ++at) {
      EXPECT_TRUE(seen.insert(at->str()).second) << statement->name() << " repeats " << at->str();
    }
  }
}

TEST(Portable, EveryStatementHasANameOfItsOwn) {
  std::set<std::string_view> names;
  for (const Statement* statement : all_statements()) {
    EXPECT_TRUE(names.insert(statement->name()).second) << statement->name();
  }
  EXPECT_GT(names.size(), 60U);
}

class Postgresql : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (!PrivatePostgres::is_installed()) return;
    server_ = new PrivatePostgres;
    session_ = new soci::session(*soci::factory_postgresql(), server_->connect_string());
    *session_ << "CREATE TABLE migrations (number BIGINT NOT NULL PRIMARY KEY,"
                 " name TEXT NOT NULL, at BIGINT NOT NULL)";
    for (const records::Migration& migration : records::migrations()) {
      *session_ << records::in_dialect(migration.sql, records::Product::postgresql);
    }
  }
  static void TearDownTestSuite() {
    delete session_;
    delete server_;
    session_ = nullptr;
    server_ = nullptr;
  }

  void SetUp() override {
    if (server_ != nullptr) return;
    if (std::getenv("CI") != nullptr) FAIL() << "install postgresql-15";
    GTEST_SKIP() << "postgresql-15 is not installed";
  }

  static inline PrivatePostgres* server_ = nullptr;
  static inline soci::session* session_ = nullptr;
};

TEST_F(Postgresql, PreparesEveryPortableStatement) {
  int prepared = 0;
  for (const Statement* statement : all_statements()) {
    if (statement->dialect() != Dialect::portable) continue;
    try {
      soci::statement on_server(*session_);
      on_server.alloc();
      on_server.prepare(statement->sql());
      ++prepared;
    } catch (const soci::soci_error& error) {
      ADD_FAILURE() << statement->name() << ": " << error.get_error_message() << "\n"
                    << statement->sql();
    }
  }
  EXPECT_GT(prepared, 60);
}

TEST_F(Postgresql, RefusesAStatementThatIsNotPortable) {
  soci::statement on_server(*session_);
  on_server.alloc();

  EXPECT_THROW(on_server.prepare("SELECT rowid FROM cases WHERE id = :id"), soci::soci_error);
}

}  // namespace
}  // namespace gongzhi::test
