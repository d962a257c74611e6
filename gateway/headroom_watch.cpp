#include "gateway/headroom_watch.hpp"

#include <sys/statvfs.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <charconv>

#include "queue/keys.hpp"
#include "runtime/log.hpp"

namespace gongzhi::gateway {
namespace {

constexpr std::chrono::milliseconds look_every{1'000};
constexpr std::uint64_t mebibyte = 1024 * 1024;

using Positions = std::map<int, records::Position>;

struct Seen {
  std::int64_t disk_free_mb = -1;
  Result<Positions> positions = Positions{};
};

std::int64_t disk_free_mb(const std::filesystem::path& directory) {
  struct statvfs room {};
  if (::statvfs(directory.c_str(), &room) != 0) return -1;
  return static_cast<std::int64_t>(room.f_bavail * room.f_frsize / mebibyte);
}

std::uint64_t number_of(const queue::Reply& reply) {
  std::uint64_t number = 0;
  std::from_chars(reply.text.data(), reply.text.data() + reply.text.size(), number);
  return number;
}

prometheus::Gauge& gauge(const Shared& shared, const char* name, const char* help) {
  return prometheus::BuildGauge()
      .Name(name)
      .Help(help)
      .Register(*shared.metrics.registry())
      .Add({});
}

}  // namespace

HeadroomWatch::HeadroomWatch(asio::any_io_executor executor, const Shared& shared,
                             std::filesystem::path data)
    : shared_(shared),
      data_(std::move(data)),
      queue_(executor, shared.queue),
      timer_(executor),
      backlog_(gauge(shared, "gongzhi_backlog_messages",
                     "Messages accepted that the worker has not applied.")),
      disk_free_(
          gauge(shared, "gongzhi_disk_free_mebibytes", "Free space of the data directory.")) {}

void HeadroomWatch::start(runtime::TaskGroup& loops) {
  loops.spawn("headroom", look_again_and_again());
  loops.spawn("headroom queue", queue_.run());
}

void HeadroomWatch::stop() {
  stopping_ = true;
  queue_.stop();
  timer_.cancel();
}

asio::awaitable<Fullness> HeadroomWatch::look() {
  const auto seen =
      co_await shared_.readers.ask([data = data_](records::Reader& reader) -> Result<Seen> {
        return Seen{disk_free_mb(data), reader.positions()};
      });
  Fullness fullness;
  if (!seen) co_return fullness;
  fullness.disk_free_mb = seen->disk_free_mb;
  if (!seen->positions || !queue_.connected()) co_return fullness;
  std::vector<queue::Command> commands;
  const auto partitions = static_cast<unsigned>(shared_.settings.store.partitions);
  for (unsigned p = 0; p < partitions; ++p)
    commands.push_back({"HGET", queue::counter_key(p), "seq"});
  const auto replies = co_await queue_.pipeline(std::move(commands), shared_.queue.command_limit);
  if (!replies || replies->elements.size() != partitions) co_return fullness;
  fullness.backlog = 0;
  for (unsigned p = 0; p < partitions; ++p) {
    const std::uint64_t given = number_of(replies->elements[p]);
    const auto at = seen->positions->find(static_cast<int>(p));
    const std::uint64_t applied = at == seen->positions->end() ? 0 : at->second.seq;
    if (given > applied) fullness.backlog += static_cast<std::int64_t>(given - applied);
  }
  co_return fullness;
}

asio::awaitable<void> HeadroomWatch::look_again_and_again() {
  while (!stopping_) {
    const Fullness seen = co_await look();
    Headroom& headroom = shared_.door.headroom;
    headroom.take(seen, shared_.settings.limits);
    if (seen.backlog >= 0) backlog_.Set(static_cast<double>(seen.backlog));
    if (seen.disk_free_mb >= 0) disk_free_.Set(static_cast<double>(seen.disk_free_mb));
    if (const auto now = headroom.short_of(); now != told_) {
      told_ = now;
      runtime::log_warn(now == Headroom::Short::no ? "there is room again" : "new work is refused",
                        {{"short_of", name(now)},
                         {"backlog", seen.backlog},
                         {"disk_free_mb", seen.disk_free_mb}});
    }
    if (stopping_) co_return;
    timer_.expires_after(look_every);
    co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
  }
}

}  // namespace gongzhi::gateway
