// How many requests a source, a device or an account may make in a minute (security.md S38): token
// buckets, filled evenly, as large as a minute's worth. One table for all threads of a gateway;
// bounded, the longest unused goes first. Time is an argument.
#pragma once

#include <chrono>
#include <cstdint>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace gongzhi::gateway {

/// What an answer says by RateLimit-Limit, -Remaining and -Reset.
struct RateState {
  bool is_allowed = true;
  std::int64_t limit = 0;               // a minute
  std::int64_t remaining = 0;           // now
  std::chrono::seconds reset{0};        // until the bucket is full again, rounded up
  std::chrono::seconds retry_after{0};  // refused: until the same would be allowed, rounded up
};

class RateLimits {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit RateLimits(std::size_t kept_max = 100'000) : kept_max_(kept_max) {}
  RateLimits(const RateLimits&) = delete;
  RateLimits& operator=(const RateLimits&) = delete;

  struct Taking {
    std::string_view key;
    std::int64_t per_minute = 1;
    std::int64_t count = 1;
  };
  /// Takes `count` from the bucket of `key`, or nothing when it does not hold so many.
  RateState take(const Taking& taking, Time now);

  std::size_t size() const;

 private:
  struct Bucket {
    std::string key;
    Time full_at;  // when it will be full again
  };
  using Buckets = std::list<Bucket>;  // used last = at the front

  Bucket& bucket_of(std::string_view key, Time now);

  const std::size_t kept_max_;
  mutable std::mutex mutex_;
  Buckets buckets_;
  std::unordered_map<std::string_view, Buckets::iterator> by_key_;  // views of the buckets' keys
};

}  // namespace gongzhi::gateway
