// Lending connections to the pool's threads; there are never more of them than threads.
#include "gateway/reader_pool.hpp"

#include <algorithm>

namespace gongzhi::gateway {

ReaderPool::ReaderPool(records::DatabaseConfig config, unsigned readers)
    : config_(std::move(config)), pool_(std::clamp(readers, 1U, 64U)) {}

ReaderPool::~ReaderPool() {
  pool_.join();
}

Error ReaderPool::too_many() {
  return fail(Errc::busy, "查询的人较多，请稍后再试 (too many questions are waiting)");
}

Result<ReaderPool::ReaderPtr> ReaderPool::borrow() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      ReaderPtr reader = std::move(idle_.back());
      idle_.pop_back();
      return reader;
    }
  }
  auto opened = records::Reader::open(config_);
  if (!opened) readable_ = false;
  return opened;
}

void ReaderPool::give_back(ReaderPtr reader, Errc met) {
  const bool troubled = met == Errc::unavailable || met == Errc::corrupt || met == Errc::internal;
  readable_ = !troubled;
  if (troubled) return;
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(reader));
}

}  // namespace gongzhi::gateway
