// The gateway's side of the queue: hand in a message and learn, after it is on disk, under which
// sequence. One per gateway thread. What waits at the same time goes out together and shares an
// fsync (D2); it is spread over a few connections because Redis reads only some 16 KiB of each
// before it syncs.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <deque>
#include <functional>
#include <optional>
#include <string>

#include "governance/error.hpp"
#include "governance/instant.hpp"
#include "queue/client.hpp"
#include "queue/entry.hpp"
#include "queue/settings.hpp"

namespace gongzhi::queue {

struct Submission {
  unsigned partition = 0;
  std::string message_id;   // lower-case hex, 1 to 128 digits (D6)
  std::string fingerprint;  // bytes, at most 128: a repeat with another one is the caller's 422
  std::string envelope;     // bytes
  std::string mac;          // bytes, at most 128
  std::string answer;       // bytes kept with the id, so that a repeat can give the same body
};

struct Receipt {
  enum class Kind { fresh, repeat };
  Kind kind = Kind::fresh;
  std::uint64_t seq = 0;
  Instant at{};             // accept time, never earlier than the one before in the partition
  std::string fingerprint;  // of a repeat: what the first one carried
  std::string answer;       // of a repeat: what the first one carried
};

/// The answer of gongzhi_submit. Errc::unavailable for a closed gate. For a fresh one fingerprint
/// and answer are empty.
Result<Receipt> parse_receipt(const Reply& reply);

class Intake {
 public:
  Intake(boost::asio::any_io_executor executor, Settings settings,
         std::function<void(const ClientEvent&)> on_event = {});

  /// Keeps the connections; returns after stop(). Spawn it exactly once.
  boost::asio::awaitable<void> run();
  void stop();

  /// Appends the message durably (D1) unless its id is known. Errc::invalid or too_large (bad
  /// submission), busy (a bound is reached, nothing was sent), unavailable (gate closed, Redis down
  /// or full: nothing was kept, unless the connection broke on the way), timeout (unknown). After
  /// unavailable and timeout the same id may be tried again: it is accepted at most once.
  boost::asio::awaitable<Result<Receipt>> submit(Submission submission);

  /// The retained entry with this sequence, none when it was never there or is trimmed.
  boost::asio::awaitable<Result<std::optional<Entry>>> find(unsigned partition, std::uint64_t seq);

  boost::asio::awaitable<Result<void>> wait_connected(Milliseconds limit);
  bool connected() const;
  /// How full Redis is, sampled every settings.pressure_every; none before the first sample.
  const std::optional<Pressure>& pressure() const { return clients_.front().pressure(); }
  std::size_t in_flight() const;

 private:
  Client& choose();

  Settings settings_;
  std::deque<Client> clients_;
  std::size_t next_ = 0;
};

}  // namespace gongzhi::queue
