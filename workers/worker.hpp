// A worker: reads the partitions it owns in order, has them applied, announces what changed, lets
// time pass, trims.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "queue/feed.hpp"
#include "runtime/admin_listener.hpp"
#include "runtime/settings.hpp"
#include "runtime/task_group.hpp"
#include "workers/applier.hpp"
#include "workers/openings.hpp"
#include "workers/record_copies.hpp"
#include "workers/search_indexer.hpp"
#include "workers/worker_metrics.hpp"

namespace gongzhi::workers {

namespace asio = boost::asio;

/// The channel on which changes are announced.
inline constexpr std::string_view changes_channel = "gongzhi:changes";

struct WorkerParts {
  runtime::Settings settings;
  runtime::DataDir dir;
  vault::Keyring keyring;
  queue::Settings queue;
  /// A gap in the sequences stops its partition unless an operator has said that it is understood.
  enum class Gaps { stop, accept } gaps = Gaps::stop;
};

class Worker {
 public:
  Worker(asio::io_context& context, WorkerParts parts);

  /// Opens the record, connects, and works until stop(). An Error when it cannot start or must not
  /// go on (another worker took over, Redis belongs to another store). `on_ready` is called once,
  /// when all gates are open.
  asio::awaitable<Result<void>> run(std::function<void()> on_ready);

  /// Ends after the batch under way is committed.
  void stop();

  /// Where the admin listener listens; meaningful after on_ready. Port 0 = it has none.
  asio::ip::tcp::endpoint admin_endpoint() const { return admin_endpoint_; }
  const WorkerMetrics& metrics() const { return metrics_; }

 private:
  using Clock = std::chrono::steady_clock;
  // Between tries of what is away for a moment.
  static constexpr std::chrono::milliseconds retry_least{50}, retry_most{5000};

  asio::awaitable<Result<void>> open();
  asio::awaitable<Result<void>> work(const std::function<void()>& on_ready);
  asio::awaitable<Result<void>> resync();
  asio::awaitable<Result<void>> agree_on_generation();
  asio::awaitable<Result<void>> compare_with_redis();
  asio::awaitable<Result<void>> turn();
  asio::awaitable<Result<void>> read_and_apply();
  asio::awaitable<Result<std::vector<Incoming>>> read_on(Milliseconds block);
  asio::awaitable<Result<void>> sweep();
  asio::awaitable<Result<void>> settle(Result<BatchReport> report);
  asio::awaitable<Result<void>> apply_patiently(std::vector<Incoming> messages);
  asio::awaitable<Result<void>> deliver_followups();
  asio::awaitable<Result<void>> fire_timers();
  asio::awaitable<Result<void>> fire_timers_of(unsigned partition, Instant until);
  asio::awaitable<void> housekeeping();
  asio::awaitable<void> forget_people();
  asio::awaitable<void> look_at_queue();
  asio::awaitable<void> sweep_uploads();
  asio::awaitable<Result<void>> trim(unsigned partition, queue::PartitionState state);
  std::uint64_t memory_share() const;
  void note(const queue::ClientEvent& event);
  asio::awaitable<void> pause(std::chrono::milliseconds length);
  asio::awaitable<void> watch_writer();
  std::vector<Incoming> take_in(std::vector<queue::PartitionEntries> read);
  bool in_sequence(const Incoming& incoming, std::vector<Incoming>& messages);
  void halt(int partition, std::uint64_t last, std::uint64_t next);
  std::optional<Incoming> gap_at_end(unsigned partition, const queue::PartitionState& state);
  void announce(wire::Announcement announcement);
  std::vector<runtime::ReadyItem> ready_items() const;

  asio::io_context& context_;
  WorkerParts parts_;
  asio::thread_pool writer_{1};
  std::unique_ptr<Applier> applier_;  // used on the writer only, but for mark()
  queue::Feed feed_;
  Openings openings_;
  runtime::TaskGroup tasks_;
  WorkerMetrics metrics_;
  SearchIndexer search_;
  RecordCopies copies_;  // used on the writer only
  runtime::AdminListener admin_;
  asio::ip::tcp::endpoint admin_endpoint_;

  std::uint64_t session_ = 0;
  std::map<unsigned, queue::StreamId> after_;  // how far each partition was read
  std::map<unsigned, queue::StreamId>
      swept_;  // the retained tail behind it is looked through once more
  std::map<int, records::Position> positions_;  // copy of what is committed
  std::map<unsigned, queue::Tail>
      watermarks_;              // up to which timers may fire, once read up to there
  std::set<int> halted_;        // partitions with a gap
  asio::steady_timer wake_;     // every pause of the loop; cancelled by stop()
  bool followups_wait_ = true;  // some may have been left by whoever ran before
  Clock::time_point timers_checked_{};
  Clock::time_point looked_at_queue_{};
  Clock::time_point kept_house_{};
  Clock::time_point swept_uploads_{};
  Clock::time_point rewritten_ = Clock::now();  // when Redis was asked to write its file anew
  bool rewrite_wanted_ = false;                 // what was erased still stands in it
  bool caught_up_ = false;        // everything that was accepted is applied, at the last look
  std::string queue_trouble_;     // as it was logged last
  std::optional<Error> refused_;  // at the start: this Redis is not to be used
  bool ready_ = false;
  bool stopping_ = false;
};

}  // namespace gongzhi::workers
