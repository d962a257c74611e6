#include "gateway/account_watch.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "runtime/log.hpp"

namespace gongzhi::gateway {
namespace {

constexpr std::chrono::milliseconds look_every{1'000};
constexpr std::chrono::milliseconds look_at_start_every{100};

}  // namespace

asio::awaitable<void> AccountWatch::run(Publish publish) {
  while (!stopping_) {
    hinted_ = false;
    auto changes = co_await readers_.ask([version = version_](records::Reader& reader) {
      return records::account_changes(reader.connection(), version);
    });
    if (stopping_) break;
    if (changes && (is_first_ || changes->version != version_)) {
      version_ = changes->version;
      is_first_ = false;
      publish(std::make_shared<const records::AccountChanges>(*std::move(changes)));
    }
    if (hinted_) continue;
    timer_.expires_after(is_first_ ? look_at_start_every : look_every);
    co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
  }
}

void AccountWatch::stop() {
  stopping_ = true;
  timer_.cancel();
}

void AccountWatch::hint() {
  hinted_ = true;
  timer_.cancel();
}

}  // namespace gongzhi::gateway
