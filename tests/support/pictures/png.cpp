// PNG files for tests, each kind that libpng writes, and bombs.
#include <png.h>

#include <array>

#include "tests/support/pictures/pictures.hpp"

namespace gongzhi::test {
namespace {

void append(png_structp png, png_bytep bytes, std::size_t count) {
  static_cast<std::string*>(png_get_io_ptr(png))
      ->append(reinterpret_cast<const char*>(bytes), count);
}

int type_of(PngKind kind) {
  switch (kind) {
    case PngKind::grey: return PNG_COLOR_TYPE_GRAY;
    case PngKind::palette: return PNG_COLOR_TYPE_PALETTE;
    case PngKind::alpha: return PNG_COLOR_TYPE_RGBA;
    default: return PNG_COLOR_TYPE_RGB;
  }
}

std::vector<std::uint8_t> line_of(const Raster& raster, PngKind kind, std::uint32_t y) {
  const std::uint8_t* in = raster.rgb.data() + std::size_t{3} * raster.width * y;
  std::vector<std::uint8_t> line;
  for (std::uint32_t x = 0; x < raster.width; ++x, in += 3) {
    switch (kind) {
      case PngKind::grey: line.push_back(in[0]); break;
      case PngKind::palette:
        line.push_back(static_cast<std::uint8_t>((in[1] > 0 ? 1 : 0) + (in[2] > 0 ? 2 : 0)));
        break;
      case PngKind::sixteen_bits: line.insert(line.end(), {in[0], 0, in[1], 0, in[2], 0}); break;
      case PngKind::alpha:
        line.insert(line.end(), {in[0], in[1], in[2],
                                 static_cast<std::uint8_t>(x < raster.width / 2 ? 0 : 255)});
        break;
      default: line.insert(line.end(), {in[0], in[1], in[2]});
    }
  }
  return line;
}

struct Pen {
  std::string file = {};
  png_structp png = nullptr;
  png_infop info = nullptr;

  Pen() {
    png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
    info = png_create_info_struct(png);
    png_set_write_fn(png, &file, append, nullptr);
  }
  ~Pen() { png_destroy_write_struct(&png, &info); }
  Pen(const Pen&) = delete;
  Pen& operator=(const Pen&) = delete;
};

}  // namespace

std::string png_file(const Raster& raster, PngKind kind) {
  Pen pen;
  png_set_IHDR(pen.png, pen.info, raster.width, raster.height,
               kind == PngKind::sixteen_bits ? 16 : 8, type_of(kind),
               kind == PngKind::interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  const std::array<png_color, 4> colours = {
      png_color{255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {255, 255, 255}};
  if (kind == PngKind::palette) png_set_PLTE(pen.png, pen.info, colours.data(), 4);
  std::string key = "Comment";
  std::string words = "SECRET-TEXT";
  png_text text{};
  text.compression = PNG_TEXT_COMPRESSION_NONE;
  text.key = key.data();
  text.text = words.data();
  text.text_length = words.size();
  png_set_text(pen.png, pen.info, &text, 1);
  png_write_info(pen.png, pen.info);
  std::vector<std::vector<std::uint8_t>> lines;
  std::vector<png_bytep> rows;
  for (std::uint32_t y = 0; y < raster.height; ++y) lines.push_back(line_of(raster, kind, y));
  for (auto& line : lines) rows.push_back(line.data());
  png_write_image(pen.png, rows.data());
  png_write_end(pen.png, pen.info);
  return pen.file;
}

std::string png_bomb(std::uint32_t width, std::uint32_t height) {
  Pen pen;
  png_set_compression_level(pen.png, 9);
  png_set_user_limits(pen.png, 0x7FFFFFFF, 0x7FFFFFFF);
  png_set_IHDR(pen.png, pen.info, width, height, 1, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_write_info(pen.png, pen.info);
  const std::vector<std::uint8_t> line(width / 8 + 1);
  for (std::uint32_t y = 0; y < height; ++y) png_write_row(pen.png, line.data());
  png_write_end(pen.png, pen.info);
  return pen.file;
}

}  // namespace gongzhi::test
