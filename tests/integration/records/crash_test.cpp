// A writer that is killed at any moment leaves whole batches or nothing (reliability.md D7, D17).
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "records/verify.hpp"
#include "tests/integration/records/fixture.hpp"

namespace gongzhi::test {
namespace {

constexpr std::uint64_t batch_size = 16;

/// One batch as the worker writes it: messages, cases, entries, outbox, position.
void write_batch(records::Store& store, std::int64_t epoch, std::uint64_t first_seq) {
  const auto transaction = must(store.begin());
  for (std::uint64_t seq = first_seq; seq < first_seq + batch_size; ++seq) {
    const records::StoredCase stored = make_case(seq);
    must(transaction->insert_inbox(report_row(stored.item)));
    must(transaction->insert_case(stored));
    const auto row = entry("create", "", "sign", "打电话来的");
    must(transaction->append_timeline(
        {7, stored.item.number.key(), 1, stored.item.accepted_at, std::span(&row, 1)}));
    must(transaction->add_outbox({0, "", "notice", 7, stored.item.number.text(), "{}", monday()}));
  }
  must(transaction->move_position({7, epoch, first_seq + batch_size - 1, monday()}));
  must(transaction->commit());
}

/// Goes on where the record stands and tells each commit through the pipe, until it is killed.
[[noreturn]] void write_until_killed(const records::DatabaseConfig& config, int acknowledged) {
  try {
    const auto store = must(records::Store::open(config, monday()));
    const std::int64_t epoch = must(store->take_ownership("child", 16, monday()));
    std::uint64_t next = must(store->positions()).at(7).seq + 1;
    for (;; next += batch_size) {
      write_batch(*store, epoch, next);
      if (write(acknowledged, "!", 1) != 1) _exit(2);
    }
  } catch (const std::exception&) {
    _exit(1);
  }
}

/// Starts a writer, kills it once it has acknowledged `batches`; answers how many it had
/// acknowledged.
std::uint64_t kill_after(const records::DatabaseConfig& config, std::uint64_t batches) {
  int ends[2];
  if (pipe(ends) != 0) throw std::runtime_error("no pipe");
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("no child");
  if (child == 0) {
    ::close(ends[0]);
    write_until_killed(config, ends[1]);
  }
  ::close(ends[1]);
  std::uint64_t acknowledged = 0;
  char byte = 0;
  while (acknowledged < batches && read(ends[0], &byte, 1) == 1) ++acknowledged;
  kill(child, SIGKILL);
  while (read(ends[0], &byte, 1) == 1) ++acknowledged;
  ::close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself";
  return acknowledged;
}

/// Writes a case with everything around it, says so, and waits for its death without committing.
[[noreturn]] void write_and_wait(const records::DatabaseConfig& config, int written) {
  try {
    const auto store = must(records::Store::open(config, monday()));
    const std::int64_t epoch = must(store->take_ownership("child", 16, monday()));
    const auto transaction = must(store->begin());
    const records::StoredCase stored = make_case(2);
    must(transaction->insert_inbox(report_row(stored.item)));
    must(transaction->insert_case(stored));
    const auto row = entry("create", "", "sign");
    must(transaction->append_timeline(
        {7, stored.item.number.key(), 1, stored.item.accepted_at, std::span(&row, 1)}));
    must(transaction->move_position({7, epoch, 2, monday()}));
    // Pages may leave for the log before the commit; they must count for nothing.
    store->connection().execute("PRAGMA cache_spill = 1; PRAGMA cache_size = 10");
    if (write(written, "!", 1) != 1) _exit(2);
    for (;;) ::pause();
  } catch (const std::exception&) {
    _exit(1);
  }
}

class Crash : public RecordsTest {};

TEST_F(Crash, LeavesWholeBatchesAndEveryAcknowledgedOne) {
  close();
  std::uint64_t acknowledged = 0;
  for (std::uint64_t round = 1; round <= 8; ++round) {
    acknowledged += kill_after(config(), round);

    reopen();
    std::string integrity;
    store().connection().session() << "PRAGMA integrity_check", soci::into(integrity);
    ASSERT_EQ(integrity, "ok");
    const auto stored = static_cast<std::uint64_t>(count("cases"));
    ASSERT_EQ(stored % batch_size, 0U) << "part of a batch";
    ASSERT_GE(stored, acknowledged * batch_size) << "an acknowledged batch is lost";
    for (const char* table : {"inbox", "timeline", "timeline_notes", "outbox"}) {
      ASSERT_EQ(static_cast<std::uint64_t>(count(table)), stored) << table;
    }
    ASSERT_EQ(must(store().positions()).at(7).seq, stored);
    const auto checked = must(records::verify(store().connection()));
    ASSERT_FALSE(checked.difference) << checked.difference->where << checked.difference->what;
    close();
  }
}

TEST_F(Crash, InTheMiddleOfATransactionLeavesNothingOfIt) {
  insert({make_case(1)});
  close();
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) write_and_wait(config(), ends[1]);
  ::close(ends[1]);
  char byte = 0;
  ASSERT_EQ(read(ends[0], &byte, 1), 1) << "the child did not come to its transaction";
  kill(child, SIGKILL);
  int status = 0;
  waitpid(child, &status, 0);
  ::close(ends[0]);
  ASSERT_TRUE(WIFSIGNALED(status));

  reopen();
  EXPECT_EQ(count("cases"), 1);
  EXPECT_EQ(count("inbox"), 1);
  EXPECT_EQ(count("timeline"), 1);
  EXPECT_FALSE(must(reader()->find_case(number_of(2))).has_value());
  EXPECT_EQ(must(store().positions()).at(7).seq, 0U);
  // The next writer goes on at once, on the same numbers.
  insert({make_case(2)});
  EXPECT_EQ(count("cases"), 2);
}

}  // namespace
}  // namespace gongzhi::test
