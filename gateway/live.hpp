// Live updates (server-sent events): who listens on this thread, what changed that they may see,
// collected for 250 ms (reliability.md D20). Says only what changed; the client fetches. One event
// loop.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <list>
#include <map>
#include <string>

#include "gateway/credential.hpp"
#include "gateway/present.hpp"
#include "governance/case.hpp"

namespace gongzhi::gateway {

namespace asio = boost::asio;

class LiveHub {
 public:
  static constexpr std::chrono::milliseconds collect{250};
  static constexpr std::chrono::seconds comment_every{15};
  /// More changes than this for one listener within `collect` become `refetch`.
  static constexpr std::size_t changes_max = 100;

  /// Writes to the listener; false when it is gone or too slow.
  using Write = std::function<asio::awaitable<bool>(std::string)>;

  explicit LiveHub(asio::any_io_executor executor) : executor_(std::move(executor)) {}

  /// Serves one listener until it goes, loses its account, or close_all().
  asio::awaitable<void> serve(Actor actor, Credential proof, Write write);

  void announce(const World& world, const std::vector<Case>& cases);
  /// Something may have been missed: everybody fetches again.
  void announce_gap();
  /// Ends the streams of accounts that are gone.
  void world_changed(const World& world);
  /// Ends the streams whose proof of identity is over.
  void close_if(const std::function<bool(const Credential&)>& is_over);
  /// Of the listeners that signed in by a session.
  std::vector<std::string> session_ids() const;
  void close_all();
  std::size_t size() const { return listeners_.size(); }

 private:
  struct Change {
    std::int64_t version = 0;
    std::string state;
  };
  struct Listener {
    Actor actor;
    Credential proof;
    asio::steady_timer wake;
    std::map<CaseNumber, Change> changes = {};
    bool refetch = false;
    bool closing = false;

    bool has_news() const { return refetch || closing || !changes.empty(); }
  };

  static void note(Listener& listener, const Case& item);
  static std::string take_events(Listener& listener);
  static asio::awaitable<bool> serve_once(Listener& listener, const Write& write);

  asio::any_io_executor executor_;
  std::list<Listener> listeners_;
};

}  // namespace gongzhi::gateway
