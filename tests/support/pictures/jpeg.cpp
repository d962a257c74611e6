// JPEG files and EXIF blocks.
#include <cstdio>
#include <cstdlib>
#include <functional>
// <cstdio> first: jpeglib.h wants FILE.
#include <jpeglib.h>

#include "tests/support/pictures/pictures.hpp"

namespace gongzhi::test {
namespace {

void add_number(std::string& out, std::uint32_t value, int bytes) {
  for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>((value >> (8 * i)) & 0xFF);
}

void add_entry(std::string& out, std::uint32_t tag, std::uint32_t type, std::string_view value) {
  add_number(out, tag, 2);
  add_number(out, type, 2);
  add_number(out, type == 2 ? static_cast<std::uint32_t>(value.size()) : 1, 4);
  std::string four(value);
  four.resize(4);
  out += four;
}

std::vector<std::uint8_t> line_of(const Raster& raster, JpegKind kind, std::uint32_t y) {
  const std::uint8_t* in = raster.rgb.data() + std::size_t{3} * raster.width * y;
  std::vector<std::uint8_t> line;
  for (std::uint32_t x = 0; x < raster.width; ++x, in += 3) {
    if (kind == JpegKind::grey) {
      line.push_back(in[0]);
    } else if (kind == JpegKind::cmyk) {
      // libjpeg writes an Adobe marker, so the ink is inverted: paper minus ink, no black.
      line.insert(line.end(), {in[0], in[1], in[2], 255});
    } else {
      line.insert(line.end(), {in[0], in[1], in[2]});
    }
  }
  return line;
}

}  // namespace

Raster quadrants(std::uint32_t width, std::uint32_t height) {
  Raster raster{width, height, {}};
  for (std::uint32_t y = 0; y < height; ++y)
    for (std::uint32_t x = 0; x < width; ++x) {
      const bool right = x >= width / 2;
      const bool below = y >= height / 2;
      const std::uint8_t red = right == below ? 255 : 0;
      const std::uint8_t green = right ? 255 : 0;
      const std::uint8_t blue = below ? 255 : 0;
      raster.rgb.insert(raster.rgb.end(), {red, green, blue});
    }
  return raster;
}

Raster noise(std::uint32_t width, std::uint32_t height) {
  Raster raster{width, height, std::vector<std::uint8_t>(std::size_t{3} * width * height)};
  std::uint32_t state = 12345;
  for (std::uint8_t& byte : raster.rgb) {
    state = state * 1664525 + 1013904223;
    byte = static_cast<std::uint8_t>(state >> 24);
  }
  return raster;
}

std::string jpeg_file(const Raster& raster, JpegKind kind, std::string_view app1) {
  jpeg_error_mgr errors{};
  jpeg_compress_struct info{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &bytes, &size);
  info.image_width = raster.width;
  info.image_height = raster.height;
  info.input_components = kind == JpegKind::grey ? 1 : kind == JpegKind::cmyk ? 4 : 3;
  info.in_color_space = kind == JpegKind::grey   ? JCS_GRAYSCALE
                        : kind == JpegKind::cmyk ? JCS_CMYK
                                                 : JCS_RGB;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, 95, TRUE);
  if (kind == JpegKind::progressive) jpeg_simple_progression(&info);
  jpeg_start_compress(&info, TRUE);
  if (!app1.empty())
    jpeg_write_marker(&info, JPEG_APP0 + 1, reinterpret_cast<const JOCTET*>(app1.data()),
                      static_cast<unsigned>(app1.size()));
  for (std::uint32_t y = 0; y < raster.height; ++y) {
    std::vector<std::uint8_t> line = line_of(raster, kind, y);
    JSAMPROW row = line.data();
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  std::string file(reinterpret_cast<const char*>(bytes), size);
  std::free(bytes);
  return file;
}

std::string exif_block(int orientation) {
  std::string block("Exif\0\0MM\0*\0\0\0\x08", 14);
  add_number(block, 4, 2);
  std::string turned;
  add_number(turned, static_cast<std::uint32_t>(orientation), 2);
  add_entry(block, 0x0112, 3, turned);
  add_entry(block, 0x013B, 2, "Who");
  add_entry(block, 0xA431, 2, "S/N");
  std::string offset;
  add_number(offset, 62, 4);
  add_entry(block, 0x8825, 4, offset);  // the GPS directory
  add_number(block, 0, 4);
  block += "GPSLatitude GPSLongitude MakerNote SERIAL-4711 http://ns.adobe.com/xap/1.0/";
  return block;
}

Raster jpeg_raster(std::string_view bytes) {
  Raster raster;
  if (!bytes.starts_with("\xFF\xD8\xFF")) return raster;
  jpeg_error_mgr errors{};
  jpeg_decompress_struct info{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_decompress(&info);
  jpeg_mem_src(&info, reinterpret_cast<const unsigned char*>(bytes.data()),
               static_cast<unsigned long>(bytes.size()));
  jpeg_read_header(&info, TRUE);
  info.out_color_space = JCS_RGB;
  jpeg_start_decompress(&info);
  raster.width = info.output_width;
  raster.height = info.output_height;
  raster.rgb.resize(std::size_t{3} * raster.width * raster.height);
  while (info.output_scanline < info.output_height) {
    JSAMPROW row = raster.rgb.data() + std::size_t{3} * raster.width * info.output_scanline;
    jpeg_read_scanlines(&info, &row, 1);
  }
  jpeg_finish_decompress(&info);
  jpeg_destroy_decompress(&info);
  return raster;
}

}  // namespace gongzhi::test
