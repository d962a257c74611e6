// A record of the test's own in a temp directory, and cases to put into it.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "records/reader.hpp"
#include "records/store.hpp"

namespace gongzhi::test {

/// Removed with everything in it at the end.
class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// The value, or an exception with the error's words, which fails the test.
template <class T>
T must(Result<T> result) {
  if (result.has_error()) {
    const Error error = result.error();
    throw std::runtime_error(error.message + " / " + error.detail);
  }
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

/// Monday 2026-11-23 09:00 in Shanghai.
inline Instant monday() {
  return from_ms(1795395600000);
}

inline CaseNumber number_of(std::uint64_t seq, int partition = 7) {
  return {business_day(monday()), partition, seq};
}

/// The id of the message that created the case, and any other id by number.
MessageId id_of(const CaseNumber& number);
MessageId id_of(std::uint64_t n);

/// What the inbox keeps of the report that became the case.
records::InboxRow report_row(const Case& item);

/// An open incident in state `sign`: community com1 in township t1, grid g1, category E0110, lead
/// com1-pm, due four hours after acceptance; accepted `seq` minutes after monday().
records::StoredCase make_case(std::uint64_t seq, int partition = 7);

/// The same case one version later, closed as resolved at `at`.
records::StoredCase closed(records::StoredCase stored, Instant at);

/// One timeline entry.
records::TimelineRow entry(std::string action, std::string from, std::string to,
                           std::string note = {});

class RecordsTest : public ::testing::Test {
 protected:
  RecordsTest();

  std::filesystem::path file() const { return dir_.path() / "record.db"; }
  records::DatabaseConfig config() const;
  records::Store& store() { return *store_; }
  /// A new connection each time.
  std::unique_ptr<records::Reader> reader() const;
  void reopen();
  void close() { store_.reset(); }

  /// Writes new cases, each with its message and its `create` entry, in one transaction.
  void insert(const std::vector<records::StoredCase>& cases);
  /// Writes a change with one entry, in a transaction of its own.
  void update(const records::StoredCase& stored, Instant at, records::TimelineRow row);
  /// Runs SQL on the writing connection, as somebody who tampers would.
  void tamper(const std::string& sql);
  std::int64_t count(const std::string& table);

 private:
  TempDir dir_;
  std::unique_ptr<records::Store> store_;
};

}  // namespace gongzhi::test
