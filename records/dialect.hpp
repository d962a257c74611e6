// The differences between SQLite and PostgreSQL, all of them: words in migrations that stand for
// types and storage clauses. Everything else in records/ is one text for both (search.cpp has a
// file of its own, which is SQLite only and can always be rebuilt).
#pragma once

#include <string>
#include <string_view>

namespace gongzhi::records {

enum class Product { sqlite, postgresql };

/// Replaces in a migration:
///   $KEY        integer primary key that we give (SQLite: alias of the rowid)
///   $IDENTITY   integer primary key that the database gives, never reused
///   $CLUSTERED  after the closing bracket: rows live in the primary key's tree
/// Everything else must be understood by both.
std::string in_dialect(std::string_view migration, Product product);

}  // namespace gongzhi::records
