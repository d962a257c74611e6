#include "gateway/rate_limits.hpp"

#include <algorithm>

namespace gongzhi::gateway {
namespace {

using Nanoseconds = std::chrono::nanoseconds;

constexpr Nanoseconds minute = std::chrono::minutes(1);

}  // namespace

RateLimits::Bucket& RateLimits::bucket_of(std::string_view key, Time now) {
  if (const auto found = by_key_.find(key); found != by_key_.end()) {
    buckets_.splice(buckets_.begin(), buckets_, found->second);
    return buckets_.front();
  }
  if (buckets_.size() >= kept_max_) {
    by_key_.erase(buckets_.back().key);
    buckets_.pop_back();
  }
  buckets_.push_front({std::string(key), now});
  by_key_.emplace(buckets_.front().key, buckets_.begin());
  return buckets_.front();
}

RateState RateLimits::take(const Taking& taking, Time now) {
  const std::int64_t limit = std::max<std::int64_t>(1, taking.per_minute);
  const Nanoseconds one = std::max(Nanoseconds(1), minute / limit);
  // A minute's worth exactly, so that `limit` of them fit.
  const Nanoseconds whole = one * limit;
  const std::lock_guard lock(mutex_);
  Bucket& bucket = bucket_of(taking.key, now);
  const Nanoseconds used = std::max(Nanoseconds(0), Nanoseconds(bucket.full_at - now));
  const Nanoseconds after = used + one * std::clamp<std::int64_t>(taking.count, 0, limit);
  RateState state;
  state.limit = limit;
  state.is_allowed = after <= whole;
  if (state.is_allowed)
    bucket.full_at = now + after;
  else
    state.retry_after = std::chrono::ceil<std::chrono::seconds>(after - whole);
  const Nanoseconds left = whole - (state.is_allowed ? after : used);
  state.remaining = std::max(Nanoseconds(0), left) / one;
  state.reset = std::chrono::ceil<std::chrono::seconds>(state.is_allowed ? after : used);
  return state;
}

std::size_t RateLimits::size() const {
  const std::lock_guard lock(mutex_);
  return buckets_.size();
}

}  // namespace gongzhi::gateway
