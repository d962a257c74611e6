// bench_records write DIR        durable inserts per second, for batches of 64, 256 and 1,024
// bench_records fill DIR CASES   a record with so many cases, 97 in 100 of them closed
// bench_records ask DIR ROUNDS   how long lists and boards take on it
// bench_records verify DIR       how long it takes to verify it
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "bench/records/made_up_county.hpp"
#include "bench/records/question_times.hpp"
#include "records/store.hpp"
#include "records/verify.hpp"

namespace gongzhi::bench {
namespace {

using Seconds = std::chrono::duration<double>;

records::DatabaseConfig config_in(const std::string& dir, const std::string& name) {
  records::DatabaseConfig config;
  config.file = std::filesystem::path(dir) / name;
  return config;
}

Result<void> commit_batch(records::Store& store, const std::vector<records::StoredCase>& cases) {
  Result<std::unique_ptr<records::Transaction>> transaction = store.begin();
  if (transaction.has_error()) return transaction.error();
  const Result<void> written = write_batch(**transaction, cases);
  if (written.has_error()) return written;
  return (*transaction)->commit();
}

Result<void> measure_writes(const std::string& dir) {
  for (const std::size_t batch : {64U, 256U, 1024U}) {
    const records::DatabaseConfig config = config_in(dir, "write-" + std::to_string(batch) + ".db");
    const Result<std::unique_ptr<records::Store>> store = records::Store::open(config, present());
    if (store.has_error()) return store.error();
    constexpr std::size_t reports = 100000;
    std::vector<records::StoredCase> cases;
    Seconds spent{};
    for (std::size_t seq = 0; seq < reports;) {
      cases.clear();
      for (std::size_t i = 0; i < batch; ++i) cases.push_back(fresh_case(seq++, present()));
      const auto begin = std::chrono::steady_clock::now();
      const Result<void> done = commit_batch(**store, cases);
      if (done.has_error()) return done;
      spent += std::chrono::steady_clock::now() - begin;
    }
    std::printf("batches of %4zu: %8.0f reports a second\n", batch,
                static_cast<double>(reports) / spent.count());
  }
  return {};
}

Result<void> fill(const std::string& dir, std::uint64_t wanted) {
  const Result<std::unique_ptr<records::Store>> store =
      records::Store::open(config_in(dir, "filled.db"), present());
  if (store.has_error()) return store.error();
  const auto begin = std::chrono::steady_clock::now();
  std::vector<records::StoredCase> cases;
  for (std::uint64_t seq = 0; seq < wanted; ++seq) {
    cases.push_back(stored_case(seq, wanted));
    if (cases.size() < 1024 && seq + 1 < wanted) continue;
    const Result<void> done = commit_batch(**store, cases);
    if (done.has_error()) return done;
    cases.clear();
    if (seq % 65536 < 1024) {
      const Seconds so_far = std::chrono::steady_clock::now() - begin;
      std::fprintf(stderr, "%llu of %llu, %.0f a second\n", static_cast<unsigned long long>(seq),
                   static_cast<unsigned long long>(wanted),
                   static_cast<double>(seq) / so_far.count());
    }
  }
  return {};
}

Result<void> measure_verify(const std::string& dir) {
  const auto connection =
      records::Connection::open(config_in(dir, "filled.db"), records::Access::read);
  if (connection.has_error()) return connection.error();
  const auto begin = std::chrono::steady_clock::now();
  const Result<records::Verification> result = records::verify(**connection);
  if (result.has_error()) return result.error();
  const Seconds spent = std::chrono::steady_clock::now() - begin;
  std::printf("%lld entries, %lld cases in %.1f s: %s\n", static_cast<long long>(result->entries),
              static_cast<long long>(result->cases), spent.count(),
              result->difference ? result->difference->where.c_str() : "verifies");
  return {};
}

Result<void> run(const std::string& what, const std::string& dir, int number) {
  if (what == "write") return measure_writes(dir);
  if (what == "fill") return fill(dir, static_cast<std::uint64_t>(number));
  if (what == "ask") return print_question_times(config_in(dir, "filled.db"), number);
  if (what == "verify") return measure_verify(dir);
  return fail(Errc::invalid, "write, fill, ask or verify");
}

}  // namespace
}  // namespace gongzhi::bench

int main(int count, char** words) {
  const std::string what = count > 1 ? words[1] : "";
  const std::string dir = count > 2 ? words[2] : ".";
  const int number = count > 3 ? std::atoi(words[3]) : 200;
  const auto done = gongzhi::bench::run(what, dir, number);
  if (!done.has_error()) return 0;
  const gongzhi::Error error = done.error();
  std::fprintf(stderr, "%s (%s)\n", error.message.c_str(), error.detail.c_str());
  return 1;
}
