// Sessions of people who signed in: in Redis under the hash of their cookie, read again after two
// seconds at the latest, so that one that ended elsewhere is gone here too (security.md S13, S14).
// One event loop.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "gateway/credential.hpp"
#include "governance/instant.hpp"
#include "queue/session_store.hpp"
#include "runtime/settings.hpp"
#include "vault/keyring.hpp"

namespace gongzhi::gateway {

namespace asio = boost::asio;

inline constexpr std::string_view session_cookie = "__Host-sid";

/// One session.
struct Sitting {
  std::string id = {};  // hash of the cookie
  std::string user;
  std::int64_t epoch = 0;
  Stage stage = Stage::full;
  Instant created{};
  Instant seen{};
  std::string address;
  std::string agent;  // what the browser says of itself, cut short
};

class Sittings {
 public:
  template <class T>
  using Answer = asio::awaitable<Result<T>>;

  Sittings(asio::any_io_executor executor, const queue::Settings& queue,
           const vault::Keyring& keyring, const runtime::Settings::Accounts& limits);

  /// Begins a session; answers the new cookie's value. A user's oldest session ends when there are
  /// too many.
  Answer<std::string> begin(Sitting draft);
  /// The session of that cookie as it stands now; none when it is over.
  Answer<std::optional<Sitting>> find(std::string cookie, Instant now);
  Answer<void> end(Sitting sitting);
  /// The user's sessions, the one seen last first.
  Answer<std::vector<Sitting>> list(std::string user, Instant now);
  /// Which of these ids are over.
  Answer<std::vector<std::string>> ended(std::vector<std::string> ids);

  Instant expires(const Sitting& sitting) const;
  queue::SessionStore& store() { return store_; }

 private:
  struct Cached {
    Sitting sitting;
    std::chrono::steady_clock::time_point read;
  };

  bool is_over(const Sitting& sitting, Instant now) const;
  queue::SessionStore::Session stored(const Sitting& sitting, Instant now) const;
  Answer<void> keep_to_limit(std::string user, Instant now);

  queue::SessionStore store_;
  const vault::Keyring& keyring_;
  const runtime::Settings::Accounts& limits_;
  std::unordered_map<std::string, Cached> cache_;
};

}  // namespace gongzhi::gateway
