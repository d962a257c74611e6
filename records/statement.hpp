// SQL statements as named objects with typed parameters and rows, prepared once per connection. The
// text stands beside the function that runs it; every statement is known to all_statements(), so
// that the tests can prepare each one on every database we promise. One connection belongs to one
// thread at a time.
#pragma once

#include <soci/soci.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace gongzhi::records {

/// `portable` must be accepted by SQLite and by PostgreSQL; `sqlite` may use what only SQLite has.
enum class Dialect { portable, sqlite };

/// One SQL statement. Objects live at namespace scope for the whole run. A parameter is named once
/// and once only in the text: PostgreSQL numbers every occurrence.
class Statement {
 public:
  Statement(std::string name, std::string sql, Dialect dialect = Dialect::portable);
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  const std::string& name() const { return name_; }
  const std::string& sql() const { return sql_; }
  Dialect dialect() const { return dialect_; }

 private:
  std::string name_;
  std::string sql_;
  Dialect dialect_;
};

/// Every statement of the program, complete before main() begins.
const std::vector<const Statement*>& all_statements();

/// A value that may be NULL, in the form in which SOCI exchanges it.
template <class T>
struct Nullable {
  T value{};
  soci::indicator indicator = soci::i_null;

  Nullable& operator=(const std::optional<T>& other) {
    indicator = other ? soci::i_ok : soci::i_null;
    if (other) value = *other;
    return *this;
  }
  std::optional<T> get() const {
    return indicator == soci::i_ok ? std::optional<T>{value} : std::nullopt;
  }
};

/// Parameters or a row without names of their own, in the order of the text.
template <class... Fields>
struct Columns {
  std::tuple<Fields...> values{};

  template <class Visitor>
  void each([[maybe_unused]] Visitor&& visit) {
    std::apply([&](auto&... field) { (visit("", field), ...); }, values);
  }
};

/// A statement with the types of its parameters (`In`) and of its rows (`Out`). Both have
/// `each(visitor)`, which visits (column name, field) in the order of the text.
template <class In, class Out = Columns<>>
class Query : public Statement {
 public:
  using Statement::Statement;
};

class PreparedBase {
 public:
  virtual ~PreparedBase() = default;
};

/// A statement prepared on one connection, with the memory its values are exchanged through.
template <class In, class Out>
class Prepared final : public PreparedBase {
 public:
  Prepared(soci::session& session, const std::string& sql) : statement_(session) {
    statement_.alloc();
    statement_.prepare(sql);
    out.each([&](const char*, auto& field) { bind_into(field); });
    in.each([&](const char*, auto& field) { bind_use(field); });
    statement_.define_and_bind();
  }

  /// Sets the parameters of a `Columns` query.
  template <class... Values>
  Prepared& with(Values&&... values) {
    in.values = std::make_tuple(std::forward<Values>(values)...);
    return *this;
  }

  /// Runs a statement that returns nothing; answers how many rows it changed.
  std::int64_t run() {
    statement_.execute(true);
    return statement_.get_affected_rows();
  }

  /// Calls `use(out)` for every row. Always reads to the end, because a statement that stands in
  /// the middle of its rows keeps its snapshot, and with it the write-ahead log, alive.
  template <class Use>
  void rows(Use&& use) {
    for (bool more = statement_.execute(true); more; more = statement_.fetch()) use(out);
  }

  /// The first row, or none.
  std::optional<Out> first() {
    std::optional<Out> found;
    rows([&](const Out& row) {
      if (!found) found = row;
    });
    return found;
  }

  In in;
  Out out;

 private:
  template <class T>
  void bind_into(T& field) {
    statement_.exchange(soci::into(field));
  }
  template <class T>
  void bind_into(Nullable<T>& field) {
    statement_.exchange(soci::into(field.value, field.indicator));
  }
  template <class T>
  void bind_use(T& field) {
    statement_.exchange(soci::use(field));
  }
  template <class T>
  void bind_use(Nullable<T>& field) {
    statement_.exchange(soci::use(field.value, field.indicator));
  }

  soci::statement statement_;
};

/// `a, b, c`: the columns of a row type, optionally with a table's short name before each.
template <class Row>
std::string column_list(std::string_view prefix = "") {
  std::string text;
  Row row;
  row.each([&](const char* name, auto&) {
    if (!text.empty()) text += ", ";
    text.append(prefix).append(name);
  });
  return text;
}

/// `:a, :b, :c` for the same columns.
template <class Row>
std::string placeholder_list() {
  return column_list<Row>(":");
}

/// `a = :a, b = :b` for the same columns.
template <class Row>
std::string assignment_list() {
  std::string text;
  Row row;
  row.each([&](const char* name, auto&) {
    if (!text.empty()) text += ", ";
    text.append(name).append(" = :").append(name);
  });
  return text;
}

/// `INSERT INTO table (…) VALUES (…)` for a row type.
template <class Row>
std::string insert_into(std::string_view table) {
  return std::string("INSERT INTO ").append(table) + " (" + column_list<Row>() + ") VALUES (" +
         placeholder_list<Row>() + ")";
}

/// How many keys one statement with an IN list takes; longer lists are asked in chunks.
inline constexpr std::size_t chunk_keys = 32;

/// Parameters of `… IN (:k0, …, :k31)`; free places repeat the last key.
template <class Key>
struct KeyChunk {
  std::array<Key, chunk_keys> keys{};

  template <class Visitor>
  void each(Visitor&& visit) {
    for (Key& key : keys) visit("", key);
  }
};

/// `:k0, …, :k31`
std::string chunk_placeholders();

/// Fills `chunk` with the keys of `items`, as many as fit, and calls `ask()`, until all were asked.
template <class Items, class Key, class KeyOf, class Ask>
void for_each_chunk(const Items& items, KeyChunk<Key>& chunk, KeyOf&& key_of, Ask&& ask) {
  for (std::size_t from = 0; from < items.size(); from += chunk_keys) {
    for (std::size_t i = 0; i < chunk_keys; ++i) {
      chunk.keys.at(i) = key_of(items[std::min(from + i, items.size() - 1)]);
    }
    ask();
  }
}

}  // namespace gongzhi::records
