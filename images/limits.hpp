// How large a picture may be, before and after (security.md S23, reliability.md R40). Constants:
// the child that decodes takes no settings from anybody.
#pragma once

#include <cstddef>
#include <cstdint>

namespace gongzhi::images {

inline constexpr std::size_t bytes_max = 10 * 1024 * 1024;  // of a file as it was sent
inline constexpr std::uint64_t pixels_max = 50'000'000;
inline constexpr std::uint32_t side_max = 12'000;

inline constexpr std::uint32_t picture_side = 2'560;  // longest side of what is kept
inline constexpr std::uint32_t thumbnail_side = 400;
inline constexpr int quality = 82;
inline constexpr std::size_t made_bytes_max = 16 * 1024 * 1024;  // of a file that is kept

}  // namespace gongzhi::images
