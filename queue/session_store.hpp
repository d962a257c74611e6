// What sign-in keeps in Redis besides messages: sessions by the hash of their cookie, counters of
// failures, things that count once. Everything has a time to live; losing all of it costs a login,
// never a record. Knows texts and keys only. One per gateway thread, with a connection of its own,
// so that nobody who reports waits behind it.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>
#include <vector>

#include "queue/client.hpp"

namespace gongzhi::queue {

/// All keys begin so: what the gateway's Redis user must be allowed (`~gz:*`).
inline constexpr std::string_view session_key_prefix = "gz:";

class SessionStore {
 public:
  template <class T>
  using Answer = boost::asio::awaitable<Result<T>>;

  SessionStore(boost::asio::any_io_executor executor, Settings settings);

  /// Keeps the connection; returns after stop(). Spawn it exactly once.
  boost::asio::awaitable<void> run() { return client_.run(); }
  void stop() { client_.stop(); }
  bool connected() const { return client_.connected(); }

  /// Errors of all members: Errc::unavailable, busy, timeout as Client::command.
  Answer<std::optional<std::string>> find(std::string id);
  /// In the order of `ids`; at most 1,000.
  Answer<std::vector<std::optional<std::string>>> find_all(std::vector<std::string> ids);
  struct Session {
    std::string id;
    std::string owner;
    std::string text;
    Milliseconds ttl{};
  };
  Answer<void> put(Session session);
  /// The same for a session that is still there; one that was removed meanwhile stays so.
  Answer<void> renew(Session session);
  Answer<void> remove(std::string owner, std::vector<std::string> ids);
  /// Ids put under that owner that may still be there.
  Answer<std::vector<std::string>> ids_of(std::string owner);

  /// How long each name is stopped; 0 = it is not.
  Answer<std::vector<Milliseconds>> stopped_for(std::vector<std::string> names);
  struct Stop {
    std::string name;
    Milliseconds length{};
  };
  Answer<void> stop_names(std::vector<Stop> stops);
  /// Adds one to each; answers the new counts. A count is forgotten `ttl` after its last change.
  Answer<std::vector<std::int64_t>> count(std::vector<std::string> names, Milliseconds ttl);
  Answer<void> forget_counts(std::vector<std::string> names);
  /// Adds `member` to the set `name`; answers how many it has.
  Answer<std::int64_t> note_member(std::string name, std::string member, Milliseconds ttl);
  /// True for the first who takes this name within `ttl`.
  Answer<bool> take_once(std::string name, Milliseconds ttl);
  /// Remembers the name for so long; known() tells.
  Answer<void> remember(std::string name, Milliseconds ttl);
  Answer<bool> knows(std::string name);

 private:
  Answer<Reply> ask(std::vector<Command> commands);

  Client client_;
};

}  // namespace gongzhi::queue
