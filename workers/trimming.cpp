#include "workers/trimming.hpp"

#include <algorithm>

namespace gongzhi::workers {
namespace {

// What an entry of a report takes in Redis where it does not say; measured with MEMORY USAGE on
// real messages.
constexpr std::uint64_t entry_bytes_guessed = 2'048;

}  // namespace

std::uint64_t first_to_keep(const Retained& retained, std::uint64_t bytes_max) {
  if (retained.length == 0) return retained.first;
  const std::uint64_t entry_bytes =
      retained.bytes > 0 ? std::max<std::uint64_t>(1, retained.bytes / retained.length)
                         : entry_bytes_guessed;
  const auto first_within = [&](std::uint64_t bytes) {
    const std::uint64_t entries_max = bytes / entry_bytes;
    return retained.first + (retained.length > entries_max ? retained.length - entries_max : 0);
  };
  std::uint64_t wanted = std::max(first_within(bytes_max), retained.fresh);
  if (retained.backed_up)
    wanted = std::max(std::min(wanted, *retained.backed_up + 1),
                      first_within(std::max(bytes_max, retained.backup_bytes_max)));
  return std::min(wanted, retained.applied + 1);
}

}  // namespace gongzhi::workers
