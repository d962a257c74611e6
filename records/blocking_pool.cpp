// Lending readers to threads.
#include "records/blocking_pool.hpp"

namespace gongzhi::records {

Result<std::unique_ptr<ReaderPool>> ReaderPool::open(const DatabaseConfig& config,
                                                     Options options) {
  ensure(options.threads >= 1 && options.threads <= 16, "1 to 16 reading threads");
  std::vector<std::unique_ptr<Reader>> readers;
  for (int i = 0; i < options.threads; ++i) {
    Result<std::unique_ptr<Reader>> reader = Reader::open(config);
    if (reader.has_error()) return reader.error();
    readers.push_back(std::move(*reader));
  }
  return std::unique_ptr<ReaderPool>(new ReaderPool(std::move(readers), options));
}

ReaderPool::ReaderPool(std::vector<std::unique_ptr<Reader>> readers, Options options)
    : options_(options),
      free_(std::move(readers)),
      threads_(static_cast<std::size_t>(options.threads)) {}

ReaderPool::~ReaderPool() {
  threads_.join();
}

ReaderPool::Lease::Lease(ReaderPool& from) : pool(from) {
  const std::lock_guard lock(pool.mutex_);
  ensure(!pool.free_.empty(), "a reader for each thread");
  reader = std::move(pool.free_.back());
  pool.free_.pop_back();
}

ReaderPool::Lease::~Lease() {
  {
    const std::lock_guard lock(pool.mutex_);
    pool.free_.push_back(std::move(reader));
  }
  pool.waiting_.fetch_sub(1);
}

}  // namespace gongzhi::records
