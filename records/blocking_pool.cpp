// Lending readers to threads.
#include "records/blocking_pool.hpp"

namespace gongzhi::records {
namespace {

/// So long nobody else tries when the record did not answer.
constexpr std::chrono::milliseconds away_for{250};

Error away() {
  return fail(Errc::unavailable, "The record store is not available.", "not tried again yet");
}

}  // namespace

ReaderPool::ReaderPool(DatabaseConfig config, Options options)
    : config_(std::move(config)),
      options_(options),
      threads_(static_cast<std::size_t>(options.threads)) {
  ensure(options.threads >= 1 && options.threads <= 64, "1 to 64 reading threads");
}

ReaderPool::~ReaderPool() {
  threads_.join();
}

Error ReaderPool::too_many() {
  return fail(Errc::busy, "Too many questions at once; please try again.");
}

Error ReaderPool::too_late() {
  return fail(Errc::timeout, "The record store did not answer in time.");
}

Result<ReaderPool::ReaderPtr> ReaderPool::borrow() {
  {
    const std::lock_guard lock(mutex_);
    if (Clock::now() < away_until_) return away();
    if (!idle_.empty()) {
      ReaderPtr reader = std::move(idle_.back());
      idle_.pop_back();
      return reader;
    }
  }
  Result<ReaderPtr> opened = Reader::open(config_);
  if (opened.has_error()) note_away();
  return opened;
}

void ReaderPool::give_back(ReaderPtr reader) {
  readable_ = true;
  const std::lock_guard lock(mutex_);
  away_until_ = {};
  idle_.push_back(std::move(reader));
}

void ReaderPool::give_back_after(ReaderPtr reader, const Error& error) {
  if (is_transient(error.code)) return note_away();
  if (error.code != Errc::corrupt && error.code != Errc::internal)
    return give_back(std::move(reader));
  readable_ = false;
}

void ReaderPool::note_away() {
  readable_ = false;
  const std::lock_guard lock(mutex_);
  away_until_ = Clock::now() + away_for;
}

}  // namespace gongzhi::records
