// How much of what is applied a stream keeps (D10). Pure.
#pragma once

#include <cstdint>

namespace gongzhi::workers {

struct Retained {
  std::uint64_t first = 0;    // sequence of the oldest entry in the stream
  std::uint64_t length = 0;   // entries
  std::uint64_t bytes = 0;    // of all of them; 0 = Redis does not say
  std::uint64_t fresh = 0;    // sequence of the oldest entry that is not too old yet
  std::uint64_t applied = 0;  // the position in SQL
};

/// The first sequence to keep: not older than `fresh`, not more than fits into `bytes_max`, and
/// never behind what is applied, whatever the rest says.
std::uint64_t first_to_keep(const Retained& retained, std::uint64_t bytes_max);

}  // namespace gongzhi::workers
