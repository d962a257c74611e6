// Collecting and writing events.
#include "gateway/live.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "governance/permission.hpp"
#include "wire/responses.hpp"

namespace gongzhi::gateway {
namespace {

constexpr std::string_view refetch_event = "event: refetch\ndata: {}\n\n";

asio::awaitable<void> wait(asio::steady_timer& timer, std::chrono::milliseconds length) {
  timer.expires_after(length);
  co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

}  // namespace

asio::awaitable<void> LiveHub::serve(Actor actor, Credential proof, Write write) {
  const auto listener = listeners_.emplace(
      listeners_.end(),
      Listener{std::move(actor), std::move(proof), asio::steady_timer(executor_)});
  struct Leave {
    std::list<Listener>& listeners;
    std::list<Listener>::iterator at;
    ~Leave() { listeners.erase(at); }
  } const leave{listeners_, listener};
  // Listeners that lose the same connection come back spread over three seconds.
  const std::size_t jitter_ms = std::hash<const void*>{}(&*listener) / 64 % 3'000;
  if (!co_await write("retry: " + std::to_string(2'000 + jitter_ms) + "\n\n")) co_return;
  while (co_await serve_once(*listener, write)) {
  }
}

// False when the stream is over.
asio::awaitable<bool> LiveHub::serve_once(Listener& listener, const Write& write) {
  if (!listener.has_news()) co_await wait(listener.wake, comment_every);
  if (listener.closing) co_return false;
  if (!listener.has_news()) co_return co_await write(": still here\n\n");
  asio::steady_timer collecting(listener.wake.get_executor());
  co_await wait(collecting, collect);
  if (listener.closing) co_return false;
  co_return co_await write(take_events(listener));
}

std::string LiveHub::take_events(Listener& listener) {
  std::string events;
  if (listener.refetch) events = refetch_event;
  for (const auto& [number, change] : listener.changes)
    events +=
        "event: case\ndata: " + wire::render_live_event(number, change.version, change.state) +
        "\n\n";
  listener.refetch = false;
  listener.changes.clear();
  return events;
}

void LiveHub::note(Listener& listener, const Case& item) {
  if (listener.refetch) return;
  listener.changes[item.number] = {item.version, item.state};
  if (listener.changes.size() > changes_max) {
    listener.changes.clear();
    listener.refetch = true;
  }
  listener.wake.cancel();
}

void LiveHub::announce(const World& world, const std::vector<Case>& cases) {
  for (Listener& listener : listeners_) {
    for (const Case& item : cases) {
      if (listener.refetch) break;
      if (may_see(world, listener.actor, item)) note(listener, item);
    }
  }
}

void LiveHub::announce_gap() {
  for (Listener& listener : listeners_) {
    listener.changes.clear();
    listener.refetch = true;
    listener.wake.cancel();
  }
}

void LiveHub::world_changed(const World& world) {
  for (Listener& listener : listeners_) {
    if (listener.actor.user.empty()) continue;
    const User* user = world.directory.find_user(listener.actor.user);
    if (user && user->active) continue;
    listener.closing = true;
    listener.wake.cancel();
  }
}

void LiveHub::close_if(const std::function<bool(const Credential&)>& is_over) {
  for (Listener& listener : listeners_) {
    if (!is_over(listener.proof)) continue;
    listener.closing = true;
    listener.wake.cancel();
  }
}

std::vector<std::string> LiveHub::session_ids() const {
  std::vector<std::string> ids;
  for (const Listener& listener : listeners_)
    if (listener.proof.kind == Credential::Kind::session) ids.push_back(listener.proof.id);
  return ids;
}

void LiveHub::close_all() {
  for (Listener& listener : listeners_) {
    listener.closing = true;
    listener.wake.cancel();
  }
}

}  // namespace gongzhi::gateway
