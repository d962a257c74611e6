// The decoders, one file per format: bytes of a stranger to a picture that fits `side`, with the
// orientation its EXIF speaks of. They check the size before they allocate, and are meant to run in
// the confined child only; tests and fuzz targets call them directly.
#pragma once

#include <string_view>

#include "images/picture.hpp"
#include "images/verdict.hpp"

namespace gongzhi::images {

struct Decoded {
  Verdict verdict = Verdict::damaged;
  Picture picture = {};  // not turned yet
  int orientation = 1;
};

Decoded read_jpeg(std::string_view bytes, std::uint32_t side);
/// The first frame; transparent parts are white.
Decoded read_png(std::string_view bytes, std::uint32_t side);
Decoded read_webp(std::string_view bytes, std::uint32_t side);

/// One row of RGBA on white paper.
void lay_on_white(const std::uint8_t* rgba, std::uint8_t* rgb, std::uint32_t width);

}  // namespace gongzhi::images
