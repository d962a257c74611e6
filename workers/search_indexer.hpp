// Keeps search.db behind the record: on a thread and connections of its own, in small steps, never
// in the way of the writer (architecture.md, "Records"). The file can be deleted at any time the
// worker stands still; it is built anew.
#pragma once

#include <prometheus/gauge.h>
#include <prometheus/registry.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <filesystem>
#include <memory>

#include "records/search.hpp"

namespace gongzhi::workers {

namespace asio = boost::asio;

struct SearchIndexerOptions {
  std::filesystem::path record;  // gongzhi.db
  std::filesystem::path search;  // search.db
  /// After a step it rests so many times as long as the step took: at most a quarter of a core.
  int rest_per_step = 3;
  int rest_per_step_under_load = 19;
  std::chrono::milliseconds idle{500};      // between looks when nothing is left to do
  std::chrono::milliseconds trouble{5000};  // before the next try after an error
  std::chrono::seconds erasures{2};         // between looks for erased cases
  std::chrono::seconds rebuild{600};        // least time between two rebuilds after erasures
};

/// Lives on one loop; stop() and run() are called there.
class SearchIndexer {
 public:
  SearchIndexer(asio::io_context& context, SearchIndexerOptions options,
                prometheus::Registry& registry);
  ~SearchIndexer();
  SearchIndexer(const SearchIndexer&) = delete;
  SearchIndexer& operator=(const SearchIndexer&) = delete;

  /// Until stop(). Trouble of the index is logged and tried again; it is never trouble of the
  /// worker.
  asio::awaitable<void> run();
  void stop();

  /// While the queue fills faster than it is applied the index takes a twentieth of a core only.
  enum class Load { usual, high };
  void set_load(Load load) { load_ = load; }

  /// Entries of the record that are not indexed yet, as of the last step.
  std::int64_t behind() const { return behind_; }

 private:
  using Clock = std::chrono::steady_clock;

  struct Done {
    int entries = 0;
    std::int64_t behind = 0;
    Clock::duration took{};
  };

  Result<Done> step();
  Result<void> open();
  Result<void> look_for_erasures();
  void give_up_index(const Error& error);
  asio::awaitable<void> rest(Clock::duration length);

  const SearchIndexerOptions options_;
  asio::steady_timer timer_;
  prometheus::Gauge& gauge_;
  std::int64_t behind_ = 0;
  Load load_ = Load::usual;
  bool stopping_ = false;

  // On the thread only.
  std::unique_ptr<records::Connection> record_;
  std::unique_ptr<records::SearchIndex> index_;
  bool rebuild_wanted_ = false;
  Clock::time_point looked_at_erasures_{};
  Clock::time_point rebuild_from_{};
  asio::thread_pool thread_{1};  // last: joined before what it uses goes
};

}  // namespace gongzhi::workers
