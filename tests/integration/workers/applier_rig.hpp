// A record with the demo county in a directory of its own, messages as the queue would bring them,
// and the writer that applies them. The clock is an argument: a test says when each message was
// accepted.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "records/database.hpp"
#include "records/reader.hpp"
#include "workers/applier.hpp"
#include "workers/incoming.hpp"

namespace gongzhi::test {

/// Monday 2026-11-23 09:00 in Shanghai.
inline Instant monday() {
  return from_ms(1795395600000);
}

/// A data directory of the test's own with secrets and a record into which the demo county was
/// imported (once for the whole program; each gets a copy). Removed at the end.
class CountyDir {
 public:
  CountyDir();
  ~CountyDir();
  CountyDir(const CountyDir&) = delete;
  CountyDir& operator=(const CountyDir&) = delete;

  const runtime::DataDir& dir() const { return dir_; }
  vault::Keyring keyring() const;

 private:
  std::filesystem::path root_;
  runtime::DataDir dir_;
};

/// The paths that `serve --demo` imports.
std::vector<std::filesystem::path> county_files();

/// Another process that writes into the record: holds its lock until let_go() or its end.
class OtherWriter {
 public:
  explicit OtherWriter(const std::filesystem::path& store);
  ~OtherWriter() { let_go(); }
  OtherWriter(const OtherWriter&) = delete;
  OtherWriter& operator=(const OtherWriter&) = delete;

  void let_go();

 private:
  std::unique_ptr<records::Connection> connection_;
};

class ApplierRig {
 public:
  ApplierRig();

  /// Ends the writer and starts another on the same record, as after a crash or a restart.
  void reopen();
  void close() { applier_.reset(); }
  workers::Applier& applier() { return *applier_; }

  /// What comes off the queue under this sequence, accepted `minutes` after monday().
  struct Place {
    int partition = 7;
    std::uint64_t seq = 0;
    int minutes = 0;
  };
  workers::Incoming incoming(Message message, Place place) const;
  /// A resident's report of refuse in grid 1408020010010003. The same key is the same message id.
  workers::Incoming report(const std::string& key, Place place,
                           const std::string& title = "楼下垃圾堆积") const;
  workers::Incoming act(const CaseNumber& number, const std::string& user,
                        const std::string& action, Values input, Place place) const;
  workers::Incoming order(DeadLetterOrder::What what, std::int64_t letter, Place place) const;
  static CaseNumber number_at(Place place);
  MessageId id_of(const std::string& key) const { return keyring_.message_id("resident-001", key); }

  /// Applies them as one batch; fails the test when that is an error.
  workers::BatchReport apply(std::vector<workers::Incoming> messages);

  /// A number from the record, read over a connection of its own.
  std::int64_t ask(const std::string& sql) const;
  std::unique_ptr<records::Reader> reader() const;
  Case case_of(const CaseNumber& number) const;
  std::vector<records::DeadLetter> letters() const;
  records::Position position(int partition = 7) const {
    return applier_->positions().at(partition);
  }
  /// `gongzhi verify` finds nothing.
  void expect_verified() const;

  const runtime::DataDir& dir() const { return county_.dir(); }
  const vault::Keyring& keyring() const { return keyring_; }

 private:
  CountyDir county_;
  vault::Keyring keyring_;
  std::unique_ptr<workers::Applier> applier_;
};

}  // namespace gongzhi::test
