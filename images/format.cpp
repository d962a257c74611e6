#include "images/format.hpp"

#include <algorithm>
#include <array>

#include "images/limits.hpp"

namespace gongzhi::images {
namespace {

// Brands of ISO media files that hold HEVC or AV1 pictures (ISO/IEC 23008-12, AV1 image format).
constexpr std::array<std::string_view, 8> heic_brands = {"heic", "heix", "hevc", "heim",
                                                         "mif1", "msf1", "avif", "avis"};

std::uint32_t scaled(std::uint32_t side, std::uint32_t to, std::uint32_t from) {
  const std::uint64_t half = from / 2;
  return std::max(1U, static_cast<std::uint32_t>((std::uint64_t{side} * to + half) / from));
}

}  // namespace

Format format_of(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xD8\xFF")) return Format::jpeg;
  if (bytes.starts_with(std::string_view("\x89PNG\r\n\x1A\n", 8))) return Format::png;
  if (bytes.size() >= 12 && bytes.starts_with("RIFF") && bytes.substr(8, 4) == "WEBP")
    return Format::webp;
  if (bytes.size() >= 12 && bytes.substr(4, 4) == "ftyp" &&
      std::ranges::find(heic_brands, bytes.substr(8, 4)) != heic_brands.end())
    return Format::heic;
  return Format::none;
}

Verdict judge_size(Size size) {
  if (size.width == 0 || size.height == 0) return Verdict::damaged;
  if (size.width > side_max || size.height > side_max) return Verdict::too_large;
  if (std::uint64_t{size.width} * size.height > pixels_max) return Verdict::too_large;
  return Verdict::fine;
}

Size fitted(Size size, std::uint32_t side) {
  const std::uint32_t longest = std::max(size.width, size.height);
  if (longest <= side) return size;
  return {scaled(size.width, side, longest), scaled(size.height, side, longest)};
}

}  // namespace gongzhi::images
