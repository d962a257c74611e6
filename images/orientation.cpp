#include "images/orientation.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace gongzhi::images {
namespace {

constexpr std::string_view exif_mark("Exif\0\0", 6);
constexpr std::uint32_t entries_max = 512;
constexpr std::uint32_t entry_bytes = 12;
constexpr std::uint32_t orientation_tag = 0x0112;
constexpr std::uint32_t short_type = 3;

/// Numbers of a TIFF block; what lies outside it reads as 0.
class Tiff {
 public:
  explicit Tiff(std::string_view bytes) : bytes_(bytes), big_(bytes.starts_with("MM")) {}

  bool is_one() const {
    return (bytes_.starts_with("II") || bytes_.starts_with("MM")) && number(2, 2) == 42;
  }
  std::uint32_t number(std::uint64_t at, unsigned size) const {
    if (at + size > bytes_.size()) return 0;
    std::uint32_t value = 0;
    for (unsigned i = 0; i < size; ++i) {
      const unsigned char byte = static_cast<unsigned char>(bytes_[at + (big_ ? i : size - 1 - i)]);
      value = (value << 8) | byte;
    }
    return value;
  }

 private:
  std::string_view bytes_;
  bool big_;
};

}  // namespace

int orientation_of(std::string_view exif) {
  if (exif.starts_with(exif_mark)) exif.remove_prefix(exif_mark.size());
  const Tiff tiff(exif);
  if (!tiff.is_one()) return 1;
  const std::uint64_t directory = tiff.number(4, 4);
  const std::uint32_t entries = std::min(tiff.number(directory, 2), entries_max);
  for (std::uint32_t i = 0; i < entries; ++i) {
    const std::uint64_t entry = directory + 2 + std::uint64_t{i} * entry_bytes;
    if (tiff.number(entry, 2) != orientation_tag || tiff.number(entry + 2, 2) != short_type)
      continue;
    const std::uint32_t value = tiff.number(entry + 8, 2);
    return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
  }
  return 1;
}

Picture upright(Picture picture, int orientation) {
  if (orientation <= 1 || orientation > 8) return picture;
  const Size from = picture.size;
  const bool lies = orientation >= 5;
  Picture turned;
  turned.size = lies ? Size{from.height, from.width} : from;
  turned.rgb.resize(picture.rgb.size());
  // Orientation n says where the first row and column of the file belong (TIFF 6.0, page 36).
  const bool mirrors_x =
      orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
  const bool mirrors_y =
      orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  std::uint8_t* out = turned.rgb.data();
  for (std::uint32_t y = 0; y < turned.size.height; ++y) {
    for (std::uint32_t x = 0; x < turned.size.width; ++x, out += 3) {
      std::uint32_t source_x = lies ? y : x;
      std::uint32_t source_y = lies ? x : y;
      if (mirrors_x) source_x = from.width - 1 - source_x;
      if (mirrors_y) source_y = from.height - 1 - source_y;
      std::memcpy(out, picture.row(source_y) + std::size_t{3} * source_x, 3);
    }
  }
  return turned;
}

}  // namespace gongzhi::images
