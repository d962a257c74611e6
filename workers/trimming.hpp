// How much of what is applied a stream keeps (D10). Pure.
#pragma once

#include <cstdint>
#include <optional>

namespace gongzhi::workers {

struct Retained {
  std::uint64_t first = 0;    // sequence of the oldest entry in the stream
  std::uint64_t length = 0;   // entries
  std::uint64_t bytes = 0;    // of all of them; 0 = Redis does not say
  std::uint64_t fresh = 0;    // sequence of the oldest entry that is not too old yet
  std::uint64_t applied = 0;  // the position in SQL
  // Up to where the last backup goes; none = no backups are made.
  std::optional<std::uint64_t> backed_up = {};
  std::uint64_t backup_bytes_max = 0;  // what waiting for the next backup may take
};

/// The first sequence to keep: not older than `fresh`, not more than fits into `bytes_max`, unless
/// it waits for a backup and fits into `backup_bytes_max`; and never behind what is applied,
/// whatever the rest says.
std::uint64_t first_to_keep(const Retained& retained, std::uint64_t bytes_max);

}  // namespace gongzhi::workers
