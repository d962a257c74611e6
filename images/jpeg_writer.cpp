#include "images/jpeg_writer.hpp"

#include <csetjmp>
#include <cstdio>
#include <cstdlib>
// <cstdio> first: jpeglib.h wants FILE.
#include <jpeglib.h>

#include "images/limits.hpp"

namespace gongzhi::images {
namespace {

struct Job {
  jpeg_error_mgr errors{};
  jpeg_compress_struct info{};
  std::jmp_buf back{};
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  bool is_whole = false;
};

// May leave by longjmp at any call of the library: no local here has a destructor.
void run(Job& job, const Picture& picture) {
  job.info.err = jpeg_std_error(&job.errors);
  job.errors.error_exit = [](j_common_ptr info) {
    std::longjmp(static_cast<Job*>(info->client_data)->back, 1);
  };
  job.errors.output_message = [](j_common_ptr) {};
  job.info.client_data = &job;
  jpeg_create_compress(&job.info);
  job.info.client_data = &job;
  jpeg_mem_dest(&job.info, &job.bytes, &job.size);
  job.info.image_width = picture.size.width;
  job.info.image_height = picture.size.height;
  job.info.input_components = 3;
  job.info.in_color_space = JCS_RGB;
  jpeg_set_defaults(&job.info);
  jpeg_set_quality(&job.info, quality, TRUE);
  job.info.optimize_coding = TRUE;
  jpeg_start_compress(&job.info, TRUE);
  while (job.info.next_scanline < job.info.image_height) {
    auto row = const_cast<JSAMPROW>(picture.row(job.info.next_scanline));
    jpeg_write_scanlines(&job.info, &row, 1);
  }
  jpeg_finish_compress(&job.info);
  job.is_whole = true;
}

}  // namespace

std::string write_jpeg(const Picture& picture) {
  Job job;
  if (setjmp(job.back) == 0) run(job, picture);
  jpeg_destroy_compress(&job.info);
  std::string bytes;
  if (job.is_whole) bytes.assign(reinterpret_cast<const char*>(job.bytes), job.size);
  std::free(job.bytes);
  return bytes;
}

}  // namespace gongzhi::images
