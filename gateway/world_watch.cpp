// The loop that asks for the generation and the configuration.
#include "gateway/world_watch.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "runtime/log.hpp"

namespace gongzhi::gateway {
namespace {

constexpr std::chrono::milliseconds look_every{5'000};
constexpr std::chrono::milliseconds look_at_start_every{200};

}  // namespace

WorldWatch::WorldWatch(asio::any_io_executor executor, records::ReaderPool& readers,
                       WorldFromRows world_from_rows)
    : readers_(readers),
      world_from_rows_(std::move(world_from_rows)),
      timer_(std::move(executor)) {}

asio::awaitable<void> WorldWatch::run(std::function<void(Present)> publish) {
  if (present_.is_complete()) publish(present_);
  while (!stopping_) {
    changed_ = false;
    const auto refreshed = co_await refresh();
    const std::string trouble = refreshed ? std::string() : refreshed.error().detail;
    if (!refreshed && trouble != last_trouble_)
      runtime::log_warn("configuration not read",
                        {{"error", refreshed.error().message}, {"detail", trouble}});
    last_trouble_ = trouble;
    if (stopping_) break;
    if (changed_ && present_.is_complete()) {
      runtime::log_info("configuration loaded", {{"version", present_.world->version}});
      publish(present_);
    }
    timer_.expires_after(present_.is_complete() ? look_every : look_at_start_every);
    co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
  }
}

void WorldWatch::stop() {
  stopping_ = true;
  timer_.cancel();
}

void WorldWatch::hint(std::int64_t version) {
  if (!present_.world || present_.world->version != version) timer_.cancel();
}

asio::awaitable<Result<void>> WorldWatch::refresh() {
  if (present_.generation.empty()) {
    auto generation =
        co_await readers_.ask([](records::Reader& reader) { return reader.generation(); });
    if (!generation) co_return generation.error();
    changed_ = !generation->empty();
    present_.generation = *std::move(generation);
  }
  const auto version =
      co_await readers_.ask([](records::Reader& reader) { return reader.config_version(); });
  if (!version) co_return version.error();
  // 0: nothing was ever imported. What there is in memory is not older than that.
  if (*version == 0 || (present_.world && present_.world->version == *version))
    co_return Result<void>();
  auto loaded = co_await readers_.ask(
      [build = world_from_rows_](records::Reader& reader) -> Result<WorldPtr> {
        auto rows = reader.load_configuration();
        if (!rows) return rows.error();
        return build(*std::move(rows));
      });
  if (!loaded) co_return loaded.error();
  if (*loaded) {
    present_.world = *std::move(loaded);
    changed_ = true;
  }
  co_return Result<void>();
}

}  // namespace gongzhi::gateway
