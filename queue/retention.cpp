#include "queue/retention.hpp"

#include <algorithm>
#include <cmath>

namespace gongzhi::queue {
namespace {

constexpr double full_until = 0.35;
constexpr double least_from = 0.70;

}  // namespace

std::uint64_t ids_ttl(const Settings& settings, const std::optional<Pressure>& pressure) {
  const std::uint64_t ttl_s = settings.ids_ttl_s, least_s = settings.ids_ttl_least_s;
  if (!pressure || pressure->maxmemory == 0 || ttl_s <= least_s) return ttl_s;
  const double used =
      static_cast<double>(pressure->used_memory) / static_cast<double>(pressure->maxmemory);
  const double part = std::clamp((used - full_until) / (least_from - full_until), 0.0, 1.0);
  const double ratio = static_cast<double>(least_s) / static_cast<double>(ttl_s);
  const double seconds = static_cast<double>(ttl_s) * std::pow(ratio, part);
  return std::clamp(static_cast<std::uint64_t>(std::llround(seconds)), least_s, ttl_s);
}

}  // namespace gongzhi::queue
