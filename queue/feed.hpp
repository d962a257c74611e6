// The worker's side of the queue: read partitions in order, open their gates, trim behind what is
// applied, announce changes. Two connections: a blocked XREAD would stall everything behind it.
// Decides nothing: positions, ownership and what an odd entry means are the worker's.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "governance/error.hpp"
#include "governance/instant.hpp"
#include "queue/client.hpp"
#include "queue/entry.hpp"
#include "queue/keys.hpp"
#include "queue/settings.hpp"

namespace gongzhi::queue {

enum class Gate { closed, open };

/// Up to `at` everything accepted has a sequence up to `seq`; whatever is accepted later has a
/// strictly later time.
struct Tail {
  std::uint64_t seq = 0;
  Instant at{};
  /// closed: not opened for the server we are connected to (restart, FLUSHALL); seq and at mean
  /// nothing then.
  Gate gate = Gate::closed;
};

/// A partition's gate and what SQL knows of it.
struct GateRequest {
  unsigned partition = 0;
  std::uint64_t applied_seq = 0;
  Instant applied_at{};  // latest time SQL has applied, messages and timers
};

/// What to read: after which id, per partition. `0-0` reads everything retained.
struct ReadRequest {
  std::map<unsigned, StreamId> after;
  std::size_t count_max = 256;  // per partition
  Milliseconds block{2'000};    // 0 = do not wait
};

/// For `queue status`. Fields that do not exist are none.
struct PartitionState {
  std::optional<std::uint64_t> seq;
  std::optional<Instant> at;
  std::optional<Instant> watermark;
  std::string ready_for;  // run id, "" = gate never opened
  std::uint64_t length = 0;
  std::optional<StreamId> first;
  std::optional<StreamId> last;
  std::optional<Instant> oldest_at;
  std::uint64_t bytes = 0;  // of the stream, as Redis estimates it; 0 = it does not say
};

class Feed {
 public:
  Feed(boost::asio::any_io_executor executor, Settings settings,
       std::function<void(const ClientEvent&)> on_event = {});

  /// Keeps both connections; returns after stop(). Spawn it exactly once.
  boost::asio::awaitable<void> run();
  void stop();

  boost::asio::awaitable<Result<void>> wait_connected(Milliseconds limit);
  bool connected() const { return commands_.connected() && reads_.connected(); }
  /// Grows with every reconnect of either connection. When it moved: compare the generation, open
  /// the gates, read the whole retained tail again (D8, D11).
  std::uint64_t session() const { return commands_.session() + reads_.session(); }
  const std::string& run_id() const { return commands_.run_id(); }

  /// Entries behind the given ids, in order; empty when none came within `block`. A count_max of 0
  /// is Errc::invalid. One read at a time.
  boost::asio::awaitable<Result<std::vector<PartitionEntries>>> read(ReadRequest request);

  /// Opens gates for the present server; for each the last sequence given so far (>= applied_seq).
  /// Sequences and times never repeat after it, whatever Redis lost. Errc::corrupt when a
  /// partition's keys are damaged.
  boost::asio::awaitable<Result<std::vector<std::uint64_t>>> open_gates(
      std::vector<GateRequest> requests);

  /// The same, but the gates stay closed: for whoever prepares a Redis that no worker uses yet.
  boost::asio::awaitable<Result<std::vector<std::uint64_t>>> raise_sequences(
      std::vector<GateRequest> requests);

  /// Watermarks, in the order of `partitions`. Each call stores one number per partition (one fsync
  /// for all), so call it when a timer is due, not in a loop.
  boost::asio::awaitable<Result<std::vector<Tail>>> tails(std::vector<unsigned> partitions);

  /// Removes every entry before `first_to_keep`; the number removed. The caller knows what is
  /// applied (D10).
  boost::asio::awaitable<Result<std::uint64_t>> trim(unsigned partition,
                                                     std::uint64_t first_to_keep);

  boost::asio::awaitable<Result<PartitionState>> partition_state(unsigned partition);
  /// The same for several, in their order, in one round trip.
  boost::asio::awaitable<Result<std::vector<PartitionState>>> partition_states(
      std::vector<unsigned> partitions);

  /// Publishes to whoever listens now; the number of listeners. Lost announcements are normal
  /// (announcements.hpp).
  boost::asio::awaitable<Result<std::uint64_t>> announce(std::string channel, std::string payload);

  /// How full Redis is, sampled every settings.pressure_every; none before the first sample.
  const std::optional<Pressure>& pressure() const { return commands_.pressure(); }

  /// The command connection, for generation.hpp.
  Client& commands() { return commands_; }

 private:
  boost::asio::awaitable<Result<std::vector<std::uint64_t>>> open_gates_for(
      std::string run_id, std::vector<GateRequest> requests);

  Settings settings_;
  Client commands_;
  Client reads_;
};

}  // namespace gongzhi::queue
