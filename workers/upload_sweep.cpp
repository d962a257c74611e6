// Uploads that nobody attached to a case within a day go (reliability.md D19).
#include "records/attachments.hpp"
#include "records/blocking_pool.hpp"
#include "runtime/log.hpp"
#include "runtime/wall_clock.hpp"
#include "workers/worker.hpp"

namespace gongzhi::workers {
namespace {

constexpr auto sweep_pause = std::chrono::minutes{10};
constexpr auto orphans_kept = std::chrono::hours{24};
constexpr unsigned folders_at_once = 32;

}  // namespace

Result<int> Applier::sweep_uploads(Instant before) {
  uploads_.clear_temporary(before);
  std::vector<std::string> old;
  for (unsigned i = 0; i < folders_at_once; ++i, ++sweep_next_)
    for (std::string& id : uploads_.older_than(before, sweep_next_ % runtime::Uploads::folders))
      old.push_back(std::move(id));
  if (old.empty()) return 0;
  auto transaction = store_->begin();
  if (!transaction) return transaction.error();
  auto free = records::unattached((*transaction)->connection(), old);
  if (!free) return free.error();
  for (const std::string& id : *free)
    if (auto removed = uploads_.remove(id); !removed) return removed.error();
  return static_cast<int>(free->size());
}

asio::awaitable<void> Worker::sweep_uploads() {
  if (!caught_up_ || Clock::now() - swept_uploads_ < sweep_pause) co_return;
  swept_uploads_ = Clock::now();
  const Instant before = runtime::wall_now() - orphans_kept;
  auto swept = co_await records::run_blocking(
      writer_, [this, before] { return applier_->sweep_uploads(before); });
  if (!swept)
    runtime::log_warn("uploads were not swept", {{"error", swept.error().message}});
  else if (*swept > 0)
    runtime::log_info("swept uploads that nobody attached", {{"count", *swept}});
}

}  // namespace gongzhi::workers
