#include "workers/openings.hpp"

#include <algorithm>

#include "records/blocking_pool.hpp"
#include "runtime/log.hpp"
#include "runtime/wall_clock.hpp"
#include "wire/envelope.hpp"

namespace gongzhi::workers {
namespace {

using namespace std::chrono_literals;
using records::run_blocking;

constexpr auto retry_least = 200ms;
constexpr auto retry_most = 5s;

/// What the queue refuses for good.
bool is_final(Errc code) {
  return code == Errc::invalid || code == Errc::too_large;
}

}  // namespace

Openings::Openings(asio::any_io_executor executor, queue::Settings queue,
                   const vault::Keyring& keyring)
    : intake_(executor, std::move(queue)), keyring_(keyring), wake_(executor) {}

void Openings::wake() {
  waits_ = true;
  wake_.cancel();
}

void Openings::stop() {
  stopping_ = true;
  intake_.stop();
  wake_.cancel();
}

asio::awaitable<void> Openings::run(asio::thread_pool& writer, Applier& applier) {
  std::chrono::milliseconds pause = retry_least;
  while (!stopping_) {
    if (!waits_) {
      wake_.expires_at(asio::steady_timer::time_point::max());
      co_await wake_.async_wait(asio::as_tuple(asio::use_awaitable));
      continue;
    }
    waits_ = false;
    auto handed = co_await hand_in(writer, applier);
    if (handed) {
      pause = retry_least;
      waits_ = waits_ || *handed > 0;  // there may be more than one look shows
      continue;
    }
    waits_ = true;
    runtime::log_warn("cases to be opened wait",
                      {{"error", handed.error().message}, {"detail", handed.error().detail}});
    wake_.expires_after(pause);
    pause = std::min<std::chrono::milliseconds>(pause * 2, retry_most);
    co_await wake_.async_wait(asio::as_tuple(asio::use_awaitable));
  }
}

asio::awaitable<Result<std::size_t>> Openings::hand_in(asio::thread_pool& writer,
                                                       Applier& applier) {
  auto rows = co_await run_blocking(writer, [&applier] { return applier.waiting(opening_kind); });
  if (!rows) co_return rows.error();
  for (const records::OutboxRow& row : *rows) {
    queue::Submission submission;
    submission.partition = static_cast<unsigned>(row.partition);
    submission.message_id = row.stable_id;
    submission.fingerprint = row.stable_id;
    submission.envelope = row.payload;
    submission.mac = keyring_.envelope_mac(row.payload);
    auto receipt = co_await intake_.submit(std::move(submission));
    if (!receipt && !is_final(receipt.error().code)) co_return receipt.error();
    const std::string refused = receipt ? std::string() : receipt.error().message;
    auto settled = co_await run_blocking(writer, [&applier, row, refused] {
      return applier.settle_opening(row, refused, runtime::wall_now());
    });
    if (!settled) co_return settled.error();
  }
  co_return rows->size();
}

}  // namespace gongzhi::workers
