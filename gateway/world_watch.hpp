// Keeps the World in memory as the record has it: looks when a worker announces a new configuration
// and every five seconds. While the record is away the last one stays.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <functional>

#include "gateway/present.hpp"
#include "records/blocking_pool.hpp"

namespace gongzhi::gateway {

namespace asio = boost::asio;

/// One event loop.
class WorldWatch {
 public:
  /// `begin` may be incomplete; `publish` is called with every complete state that is new.
  WorldWatch(asio::any_io_executor executor, records::ReaderPool& readers,
             WorldFromRows world_from_rows);

  void begin_with(Present present) { present_ = std::move(present); }
  asio::awaitable<void> run(std::function<void(Present)> publish);
  void stop();
  /// The configuration has this version now, says a worker.
  void hint(std::int64_t version);

 private:
  asio::awaitable<Result<void>> refresh();

  records::ReaderPool& readers_;
  WorldFromRows world_from_rows_;
  asio::steady_timer timer_;
  Present present_;
  std::string last_trouble_;
  bool changed_ = false;
  bool stopping_ = false;
};

}  // namespace gongzhi::gateway
