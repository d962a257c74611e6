// Pictures made for tests by the libraries themselves: every shape that people send, and some that
// nobody should. Only for programs that link test_pictures.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gongzhi::test {

struct Raster {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::vector<std::uint8_t> rgb = {};
};

/// Red above left, green above right, blue below left, white below right.
Raster quadrants(std::uint32_t width, std::uint32_t height);
/// Every pixel another: hard to compress.
Raster noise(std::uint32_t width, std::uint32_t height);

enum class JpegKind { colour, grey, cmyk, progressive };
/// `app1`: the content of an APP1 block, none when empty.
std::string jpeg_file(const Raster& raster, JpegKind kind = JpegKind::colour,
                      std::string_view app1 = {});

/// An EXIF block with this orientation, a GPS directory, a serial number and a maker's note.
std::string exif_block(int orientation);

enum class PngKind { colour, grey, palette, sixteen_bits, alpha, interlaced };
/// Transparent parts of `alpha` are the left half. With a text chunk that says `SECRET-TEXT`.
std::string png_file(const Raster& raster, PngKind kind = PngKind::colour);
/// A whole grey PNG of that size, all zero: little to send, much to hold.
std::string png_bomb(std::uint32_t width, std::uint32_t height);

enum class WebpKind { lossy, lossless, animated };
std::string webp_file(const Raster& raster, WebpKind kind = WebpKind::lossy);
/// With EXIF and XMP chunks.
std::string webp_with_metadata(const Raster& raster, int orientation);

/// A JPEG decoded again; width 0 when it is none.
Raster jpeg_raster(std::string_view bytes);

}  // namespace gongzhi::test
