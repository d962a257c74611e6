// Guessing made slow, nobody locked out (security.md S11). Failures are counted for the account
// from one source, for the account from anywhere, and for the source; each has its pauses. Whoever
// signed in from a source before is not held up there by what others do. The counts are in Redis,
// the same for every gateway; without Redis nobody signs in at all.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>
#include <unordered_map>

#include "governance/accounts.hpp"
#include "queue/session_store.hpp"

namespace gongzhi::gateway {

namespace asio = boost::asio;

/// Who is guessed at, and from where.
struct Guess {
  std::string account;  // a keyed hash: what was typed as login may be personal
  std::string address;
};

/// One event loop.
class Throttle {
 public:
  explicit Throttle(queue::SessionStore& store) : store_(store) {}

  /// How long this guess must wait; 0 = it may be tried now.
  asio::awaitable<Result<Milliseconds>> wait_of(Guess guess);

  struct Failure {
    Milliseconds pause{};
    bool is_spraying = false;  // this source has now failed at many accounts
  };
  asio::awaitable<Result<Failure>> failed(Guess guess);
  asio::awaitable<Result<void>> succeeded(Guess guess);

  /// At most a few tries at one account are under way at a time, or many at once would all be
  /// before the first failure.
  class Try {
   public:
    Try(Throttle& throttle, std::string account);
    ~Try();
    Try(const Try&) = delete;
    Try& operator=(const Try&) = delete;
    bool may_go_on() const { return may_go_on_; }

   private:
    Throttle& throttle_;
    std::string account_;
    bool may_go_on_;
  };

 private:
  queue::SessionStore& store_;
  std::unordered_map<std::string, int> under_way_;
};

}  // namespace gongzhi::gateway
