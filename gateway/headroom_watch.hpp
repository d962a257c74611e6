// Looks once a second how full the house is: how many messages were accepted and wait for the
// worker (the counters of the queue against the positions of the record), and how much of the disk
// is free. On the first thread; what it sees is for all of them.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <filesystem>

#include "gateway/headroom.hpp"
#include "gateway/lane.hpp"
#include "queue/client.hpp"
#include "runtime/task_group.hpp"

namespace gongzhi::gateway {

class HeadroomWatch {
 public:
  HeadroomWatch(asio::any_io_executor executor, const Shared& shared, std::filesystem::path data);
  HeadroomWatch(const HeadroomWatch&) = delete;
  HeadroomWatch& operator=(const HeadroomWatch&) = delete;

  /// Spawns its loops; they end after stop().
  void start(runtime::TaskGroup& loops);
  void stop();

 private:
  asio::awaitable<void> look_again_and_again();
  asio::awaitable<Fullness> look();

  Shared shared_;
  std::filesystem::path data_;
  queue::Client queue_;
  asio::steady_timer timer_;
  prometheus::Gauge& backlog_;
  prometheus::Gauge& disk_free_;
  Headroom::Short told_ = Headroom::Short::no;
  bool stopping_ = false;
};

}  // namespace gongzhi::gateway
