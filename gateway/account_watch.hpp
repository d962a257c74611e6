// Keeps the account books of all threads as the record has them: asks every second for what
// changed, and at once after an act of this gateway. While the record is away the books stay.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>

#include "records/accounts.hpp"
#include "records/blocking_pool.hpp"

namespace gongzhi::gateway {

namespace asio = boost::asio;

/// One event loop.
class AccountWatch {
 public:
  using Publish = std::function<void(std::shared_ptr<const records::AccountChanges>)>;

  AccountWatch(asio::any_io_executor executor, records::ReaderPool& readers)
      : readers_(readers), timer_(std::move(executor)) {}

  asio::awaitable<void> run(Publish publish);
  void stop();
  /// Something has changed.
  void hint();

 private:
  records::ReaderPool& readers_;
  asio::steady_timer timer_;
  std::int64_t version_ = 0;
  bool is_first_ = true;
  bool hinted_ = false;
  bool stopping_ = false;
};

}  // namespace gongzhi::gateway
