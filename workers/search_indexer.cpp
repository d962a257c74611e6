#include "workers/search_indexer.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "records/blocking_pool.hpp"
#include "runtime/log.hpp"

namespace gongzhi::workers {
namespace {

constexpr int niceness = 15;  // of its thread: who applies reports goes first

prometheus::Gauge& behind_gauge(prometheus::Registry& registry) {
  return prometheus::BuildGauge()
      .Name("gongzhi_search_behind_entries")
      .Help("Timeline entries that the search index has not looked at yet")
      .Register(registry)
      .Add({});
}

}  // namespace

SearchIndexer::SearchIndexer(asio::io_context& context, SearchIndexerOptions options,
                             prometheus::Registry& registry)
    : options_(std::move(options)), timer_(context), gauge_(behind_gauge(registry)) {}

SearchIndexer::~SearchIndexer() {
  thread_.join();
}

void SearchIndexer::stop() {
  stopping_ = true;
  timer_.cancel();
}

asio::awaitable<void> SearchIndexer::rest(Clock::duration length) {
  if (stopping_) co_return;
  timer_.expires_after(length);
  co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
}

asio::awaitable<void> SearchIndexer::run() {
  bool in_trouble = false;
  while (!stopping_) {
    const auto done = co_await records::run_blocking(thread_, [this] { return step(); });
    if (!done) {
      const Error error = done.error();
      if (!std::exchange(in_trouble, true))
        runtime::log_warn("the search index is not being kept up",
                          {{"error", error.message}, {"detail", error.detail}});
      co_await rest(options_.trouble);
      continue;
    }
    if (std::exchange(in_trouble, false)) runtime::log_info("the search index is kept up again");
    behind_ = done->behind;
    gauge_.Set(static_cast<double>(behind_));
    if (done->entries == 0)
      co_await rest(options_.idle);
    else
      co_await rest(done->took * (load_ == Load::high ? options_.rest_per_step_under_load
                                                      : options_.rest_per_step));
  }
}

Result<void> SearchIndexer::open() {
  if (!record_) {
    // Linux keeps the niceness of each thread; without it the index is only less polite.
    static_cast<void>(::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), niceness));
    records::DatabaseConfig config;
    config.file = options_.record;
    auto record = records::Connection::open(config, records::Access::read);
    if (!record) return record.error();
    record_ = std::move(*record);
  }
  if (index_) return {};
  auto index = records::SearchIndex::open(options_.search);
  if (!index) return index.error();
  index_ = std::move(*index);
  // What was forgotten before a restart may still be in the file.
  const auto stale = index_->stale();
  rebuild_wanted_ = stale && *stale > 0;
  return {};
}

Result<void> SearchIndexer::look_for_erasures() {
  const auto now = Clock::now();
  if (now - looked_at_erasures_ >= options_.erasures) {
    looked_at_erasures_ = now;
    const auto found = index_->follow_erasures(*record_);
    if (!found) return found.error();
    rebuild_wanted_ = rebuild_wanted_ || *found;
  }
  if (!rebuild_wanted_ || now < rebuild_from_) return {};
  runtime::log_info("the search index is built anew, so that nothing erased is left in it");
  rebuild_from_ = now + options_.rebuild;
  rebuild_wanted_ = false;
  return index_->rebuild();
}

void SearchIndexer::give_up_index(const Error& error) {
  index_.reset();
  record_.reset();
  if (error.code == Errc::corrupt) records::remove_search_file(options_.search);
}

Result<SearchIndexer::Done> SearchIndexer::step() {
  const auto began = Clock::now();
  const auto entries = [&]() -> Result<int> {
    if (auto opened = open(); !opened) return opened.error();
    if (auto looked = look_for_erasures(); !looked) return looked.error();
    return index_->step(*record_);
  }();
  if (!entries) {
    give_up_index(entries.error());
    return entries.error();
  }
  return Done{*entries, index_->behind(), Clock::now() - began};
}

}  // namespace gongzhi::workers
