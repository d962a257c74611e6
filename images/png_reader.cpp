// PNG through libpng: grey, palette, sixteen bits, transparency, interlaced; of an animation the
// first picture.
#include <csetjmp>
// <csetjmp> first: png.h speaks of jmp_buf.
#include <png.h>

#include <cstdlib>
#include <cstring>
#include <optional>
#include <vector>

#include "images/format.hpp"
#include "images/limits.hpp"
#include "images/orientation.hpp"
#include "images/readers.hpp"
#include "images/shrinker.hpp"

namespace gongzhi::images {
namespace {

/// Text and profiles are thrown away; what they may cost until then.
constexpr png_alloc_size_t chunk_bytes_max = 1024 * 1024;
constexpr png_uint_32 chunks_max = 64;
/// Signature, length and name of IHDR, then width and height.
constexpr std::size_t width_at = 16;
constexpr std::size_t head_bytes = 24;

struct Job {
  std::string_view rest;
  png_structp png = nullptr;
  png_infop info = nullptr;
  std::jmp_buf back{};
  bool is_whole = false;
  int orientation = 1;
  Size size = {};
  std::uint32_t side = 0;
  std::vector<std::uint8_t> rgba = {};  // one row; all of them when it is interlaced
  std::vector<png_bytep> rows = {};
  std::vector<std::uint8_t> rgb = {};
  std::optional<Shrinker> shrinker = {};
};

[[noreturn]] void give_up(png_structp png, png_const_charp) {
  std::longjmp(static_cast<Job*>(png_get_error_ptr(png))->back, 1);
}

// No honest chunk is longer than a file may be. Of a length that a chunk merely says libpng only
// warns and allocates it, up to two gigabytes.
png_voidp allocate(png_structp, png_alloc_size_t size) {
  return size <= bytes_max ? std::malloc(size) : nullptr;
}

void release(png_structp, png_voidp block) {
  std::free(block);
}

void give_bytes(png_structp png, png_bytep out, std::size_t count) {
  Job& job = *static_cast<Job*>(png_get_io_ptr(png));
  if (count > job.rest.size()) png_error(png, "cut");
  std::memcpy(out, job.rest.data(), count);
  job.rest.remove_prefix(count);
}

std::uint32_t big_endian(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i)
    value = (value << 8) | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

void find_orientation(Job& job) {
  png_bytep exif = nullptr;
  png_uint_32 size = 0;
  if (png_get_eXIf_1(job.png, job.info, &size, &exif) == 0) return;
  job.orientation = orientation_of({reinterpret_cast<const char*>(exif), size});
}

void add_row(Job& job, const std::uint8_t* rgba) {
  lay_on_white(rgba, job.rgb.data(), job.size.width);
  job.shrinker->add(job.rgb.data());
}

// May leave by longjmp at any call of the library: no local here has a destructor.
void run(Job& job) {
  job.info = png_create_info_struct(job.png);
  if (job.info == nullptr) return;
  png_set_read_fn(job.png, &job, give_bytes);
  png_set_chunk_malloc_max(job.png, chunk_bytes_max);
  png_set_chunk_cache_max(job.png, chunks_max);
  png_set_keep_unknown_chunks(job.png, PNG_HANDLE_CHUNK_NEVER, nullptr, 0);
  png_read_info(job.png, job.info);
  find_orientation(job);
  png_set_expand(job.png);
  png_set_scale_16(job.png);
  png_set_gray_to_rgb(job.png);
  png_set_add_alpha(job.png, 0xFF, PNG_FILLER_AFTER);
  const bool is_interlaced = png_set_interlace_handling(job.png) > 1;
  png_read_update_info(job.png, job.info);
  const std::size_t row_bytes = std::size_t{4} * job.size.width;
  if (png_get_rowbytes(job.png, job.info) != row_bytes) return;
  job.rgb.resize(std::size_t{3} * job.size.width);
  job.shrinker.emplace(job.size, fitted(job.size, job.side));
  if (is_interlaced) {
    job.rgba.resize(row_bytes * job.size.height);
    job.rows.resize(job.size.height);
    for (std::size_t y = 0; y < job.rows.size(); ++y) job.rows[y] = job.rgba.data() + y * row_bytes;
    png_read_image(job.png, job.rows.data());
    for (const png_bytep row : job.rows) add_row(job, row);
  } else {
    job.rgba.resize(row_bytes);
    for (std::uint32_t y = 0; y < job.size.height; ++y) {
      png_read_row(job.png, job.rgba.data(), nullptr);
      add_row(job, job.rgba.data());
    }
  }
  png_read_end(job.png, nullptr);
  job.is_whole = true;
}

}  // namespace

Decoded read_png(std::string_view bytes, std::uint32_t side) {
  Decoded decoded;
  if (bytes.size() < head_bytes) return decoded;
  Job job;
  job.rest = bytes;
  job.side = side;
  job.size = {big_endian(bytes, width_at), big_endian(bytes, width_at + 4)};
  decoded.verdict = judge_size(job.size);
  if (decoded.verdict != Verdict::fine) return decoded;
  job.png = png_create_read_struct_2(
      PNG_LIBPNG_VER_STRING, &job, give_up, [](png_structp, auto) {}, nullptr, allocate, release);
  if (job.png != nullptr && setjmp(job.back) == 0) run(job);
  png_destroy_read_struct(&job.png, &job.info, nullptr);
  decoded.verdict = job.is_whole ? Verdict::fine : Verdict::damaged;
  if (job.is_whole) decoded.picture = job.shrinker->take();
  decoded.orientation = job.orientation;
  return decoded;
}

void lay_on_white(const std::uint8_t* rgba, std::uint8_t* rgb, std::uint32_t width) {
  for (std::uint32_t x = 0; x < width; ++x, rgba += 4, rgb += 3) {
    const unsigned alpha = rgba[3];
    for (int i = 0; i < 3; ++i)
      rgb[i] = static_cast<std::uint8_t>((rgba[i] * alpha + 255U * (255U - alpha) + 127U) / 255U);
  }
}

}  // namespace gongzhi::images
