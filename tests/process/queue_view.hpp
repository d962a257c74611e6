// What a test sees of the queue, as the worker sees it: how far each partition is and which
// messages lie in it.
#pragma once

#include <boost/asio/io_context.hpp>
#include <string>
#include <vector>

#include "queue/feed.hpp"

namespace gongzhi::test {

class QueueView {
 public:
  static constexpr unsigned partitions = 16;

  explicit QueueView(const std::string& socket);
  ~QueueView();
  QueueView(const QueueView&) = delete;
  QueueView& operator=(const QueueView&) = delete;

  /// False when Redis cannot be reached within two seconds.
  bool connected() const { return connected_; }
  /// The last sequence given in the partition; none when Redis did not answer.
  std::optional<std::uint64_t> last_seq(unsigned partition);
  /// Begins to write the append-only file anew. False when Redis did not answer.
  bool rewrite_log();
  /// Everything retained, in order. Throws std::runtime_error when Redis does not answer.
  std::vector<queue::Entry> entries(unsigned partition);

 private:
  boost::asio::io_context io_{1};
  queue::Feed feed_;
  bool connected_ = false;
};

}  // namespace gongzhi::test
