#include "gateway/headroom.hpp"

namespace gongzhi::gateway {

void Headroom::take(const Fullness& seen, const runtime::Settings::Limits& limits) {
  if (seen.backlog >= 0) {
    const std::int64_t most =
        is_backlog_long_ ? limits.backlog_max - limits.backlog_max / 10 : limits.backlog_max;
    is_backlog_long_ = seen.backlog >= most;
  }
  if (seen.disk_free_mb >= 0) {
    const std::int64_t least = is_disk_short_
                                   ? limits.disk_free_mb_min + limits.disk_free_mb_min / 10
                                   : limits.disk_free_mb_min;
    is_disk_short_ = seen.disk_free_mb < least;
  }
  Short now = Short::no;
  if (is_backlog_long_) now = Short::backlog;
  if (is_disk_short_) now = Short::disk;
  short_.store(now, std::memory_order_relaxed);
}

std::string_view name(Headroom::Short what) {
  switch (what) {
    case Headroom::Short::backlog: return "backlog";
    case Headroom::Short::disk: return "disk";
    case Headroom::Short::no: break;
  }
  return "";
}

}  // namespace gongzhi::gateway
