// Announcements reach waiters and listeners; traces are numbered.
#include "gateway/lane.hpp"

#include <cstring>

#include "runtime/log.hpp"
#include "vault/bytes.hpp"
#include "wire/announcement.hpp"

namespace gongzhi::gateway {
namespace {

constexpr std::uint64_t full_percent = 85;

void log_queue_event(const queue::ClientEvent& event) {
  if (event.kind == queue::ClientEvent::Kind::connected) return;
  runtime::log_warn("queue connection",
                    {{"error", event.error.message}, {"detail", event.error.detail}});
}

}  // namespace

Lane::Lane(asio::any_io_executor executor, Shared parts)
    : shared(parts),
      schemas(wire::SchemaSet::embedded()),
      intake(executor, parts.queue, log_queue_event),
      waiters(executor),
      audit(executor),
      live(executor),
      sittings(executor, parts.queue, parts.keyring, parts.settings.accounts),
      throttle(sittings.store()) {
  const std::string seed = vault::random_bytes(sizeof trace_next_);
  std::memcpy(&trace_next_, seed.data(), sizeof trace_next_);
}

void Lane::announced(std::string_view payload) {
  const bool is_heard = live.size() > 0 && present.world;
  const auto announcement = wire::parse_announcement(
      payload, is_heard ? wire::AnnouncedCases::read : wire::AnnouncedCases::leave_out);
  if (!announcement) {
    runtime::log_warn("announcement not understood", {{"error", announcement.error().message}});
    return;
  }
  for (const MessageId& id : announcement->outcomes) waiters.announce(id);
  if (is_heard) live.announce(*present.world, announcement->cases);
  if (announcement->world_version != 0 && on_world_version)
    on_world_version(announcement->world_version);
}

void Lane::missed_announcements() {
  waiters.announce_all();
  live.announce_gap();
}

void Lane::take(Present now_present) {
  present = std::move(now_present);
  if (present.world) live.world_changed(*present.world);
}

std::string_view Lane::short_of() const {
  const auto& pressure = intake.pressure();
  if (pressure && pressure->maxmemory > 0 &&
      pressure->used_memory > pressure->maxmemory / 100 * full_percent)
    return "redis memory";
  return name(shared.door.headroom.short_of());
}

std::string Lane::next_trace_id() {
  trace_next_ += 0x9E3779B97F4A7C15U;  // odd: visits every number once
  char bytes[sizeof trace_next_];
  std::memcpy(bytes, &trace_next_, sizeof bytes);
  return vault::to_hex({bytes, sizeof bytes});
}

}  // namespace gongzhi::gateway
