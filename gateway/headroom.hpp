// Whether there is room for new work: what the worker has not applied yet, and the free space of
// the disk. Looked at once a second beside the hot path; read by every thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <string_view>

#include "runtime/settings.hpp"

namespace gongzhi::gateway {

/// What was seen at one look; a negative number = not known.
struct Fullness {
  std::int64_t backlog = -1;       // messages accepted and not applied
  std::int64_t disk_free_mb = -1;  // of the data directory
};

class Headroom {
 public:
  enum class Short { no, backlog, disk };

  /// Fuller than the limits refuse; emptier than a tenth below them (a tenth more space) takes
  /// again, so that it does not flutter. What is not known changes nothing.
  void take(const Fullness& seen, const runtime::Settings::Limits& limits);

  Short short_of() const { return short_.load(std::memory_order_relaxed); }

 private:
  std::atomic<Short> short_{Short::no};
  bool is_backlog_long_ = false;
  bool is_disk_short_ = false;
};

/// For logs and problems: "", "backlog", "disk".
std::string_view name(Headroom::Short what);

}  // namespace gongzhi::gateway
