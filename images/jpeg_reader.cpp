// JPEG through libjpeg-turbo: grey, YCbCr, RGB, CMYK and YCCK, baseline and progressive.
#include <csetjmp>
#include <cstdio>
// <cstdio> first: jpeglib.h wants FILE.
#include <jerror.h>
#include <jpeglib.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "images/format.hpp"
#include "images/orientation.hpp"
#include "images/readers.hpp"
#include "images/shrinker.hpp"

namespace gongzhi::images {
namespace {

/// A file that repeats its scans costs a second each (djpeg -maxscans).
constexpr int scans_max = 100;
constexpr std::uint32_t eighths = 8;

/// Everything that lives across a longjmp of the library.
struct Job {
  jpeg_error_mgr errors{};
  jpeg_progress_mgr progress{};
  jpeg_decompress_struct info{};
  std::jmp_buf back{};
  bool is_cut = false;
  Verdict verdict = Verdict::damaged;
  int orientation = 1;
  std::uint32_t side = 0;
  std::vector<std::uint8_t> line = {};
  std::vector<std::uint8_t> rgb = {};
  std::optional<Shrinker> shrinker = {};
};

Job& job_of(j_common_ptr info) {
  return *static_cast<Job*>(info->client_data);
}

[[noreturn]] void give_up(j_common_ptr info) {
  std::longjmp(job_of(info).back, 1);
}

// The library fills what is missing with grey; nobody is helped by half a picture.
void take_message(j_common_ptr info, int level) {
  if (level >= 0) return;
  const int code = info->err->msg_code;
  if (code == JWRN_JPEG_EOF || code == JWRN_HIT_MARKER) job_of(info).is_cut = true;
}

void look_at_progress(j_common_ptr info) {
  const auto* decompress = reinterpret_cast<j_decompress_ptr>(info);
  if (decompress->input_scan_number > scans_max) give_up(info);
}

void begin(Job& job, std::string_view bytes) {
  job.info.err = jpeg_std_error(&job.errors);
  job.errors.error_exit = give_up;
  job.errors.emit_message = take_message;
  job.errors.output_message = [](j_common_ptr) {};
  job.info.client_data = &job;
  job.progress.progress_monitor = look_at_progress;
  jpeg_create_decompress(&job.info);
  job.info.client_data = &job;
  job.info.progress = &job.progress;
  jpeg_mem_src(&job.info, reinterpret_cast<const unsigned char*>(bytes.data()),
               static_cast<unsigned long>(bytes.size()));
  jpeg_save_markers(&job.info, JPEG_APP0 + 1, 0xFFFF);
}

void find_orientation(Job& job) {
  for (auto marker = job.info.marker_list; marker != nullptr; marker = marker->next) {
    const std::string_view block(reinterpret_cast<const char*>(marker->data), marker->data_length);
    if (!block.starts_with(std::string_view("Exif\0\0", 6))) continue;
    job.orientation = orientation_of(block);
    return;
  }
}

bool is_cmyk(const Job& job) {
  return job.info.out_color_space == JCS_CMYK;
}

// The library scales down by eighths almost for free; the rest is the shrinker's.
void choose_output(Job& job) {
  const bool has_ink =
      job.info.jpeg_color_space == JCS_CMYK || job.info.jpeg_color_space == JCS_YCCK;
  job.info.out_color_space = has_ink ? JCS_CMYK : JCS_RGB;
  const std::uint32_t longest = std::max(job.info.image_width, job.info.image_height);
  std::uint32_t part = eighths;
  for (const std::uint32_t smaller : {4U, 2U, 1U})
    if (longest * smaller / eighths >= job.side) part = smaller;
  job.info.scale_num = part;
  job.info.scale_denom = eighths;
  job.info.dct_method = JDCT_ISLOW;
}

// Adobe's files hold paper minus ink, others ink.
void ink_to_rgb(Job& job) {
  const bool inverted = job.info.saw_Adobe_marker != 0;
  const std::uint8_t* in = job.line.data();
  for (std::uint8_t* out = job.rgb.data(); out != job.rgb.data() + job.rgb.size(); in += 4)
    for (int i = 0; i < 3; ++i) {
      const unsigned colour = inverted ? in[i] : 255U - in[i];
      const unsigned black = inverted ? in[3] : 255U - in[3];
      *out++ = static_cast<std::uint8_t>((colour * black + 127) / 255);
    }
}

// May leave by longjmp at any call of the library: no local here has a destructor.
void run(Job& job, std::string_view bytes) {
  begin(job, bytes);
  jpeg_read_header(&job.info, TRUE);
  job.verdict = judge_size({job.info.image_width, job.info.image_height});
  if (job.verdict != Verdict::fine) return;
  job.verdict = Verdict::damaged;
  find_orientation(job);
  choose_output(job);
  jpeg_start_decompress(&job.info);
  const Size size{job.info.output_width, job.info.output_height};
  job.line.resize(std::size_t{size.width} * static_cast<std::size_t>(job.info.output_components));
  if (is_cmyk(job)) job.rgb.resize(std::size_t{3} * size.width);
  job.shrinker.emplace(size, fitted(size, job.side));
  JSAMPROW line = job.line.data();
  while (job.info.output_scanline < job.info.output_height) {
    jpeg_read_scanlines(&job.info, &line, 1);
    if (is_cmyk(job)) ink_to_rgb(job);
    job.shrinker->add(is_cmyk(job) ? job.rgb.data() : job.line.data());
  }
  jpeg_finish_decompress(&job.info);
  if (!job.is_cut) job.verdict = Verdict::fine;
}

}  // namespace

Decoded read_jpeg(std::string_view bytes, std::uint32_t side) {
  Job job;
  job.side = side;
  if (setjmp(job.back) == 0)
    run(job, bytes);
  else
    job.verdict = Verdict::damaged;
  jpeg_destroy_decompress(&job.info);
  Decoded decoded;
  decoded.verdict = job.verdict;
  if (job.verdict == Verdict::fine) decoded.picture = job.shrinker->take();
  decoded.orientation = job.orientation;
  return decoded;
}

}  // namespace gongzhi::images
