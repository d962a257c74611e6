#include "images/harmless.hpp"

#include "images/format.hpp"
#include "images/jpeg_writer.hpp"
#include "images/limits.hpp"
#include "images/orientation.hpp"
#include "images/readers.hpp"
#include "images/shrinker.hpp"

namespace gongzhi::images {
namespace {

Decoded decode(std::string_view bytes) {
  switch (format_of(bytes)) {
    case Format::jpeg: return read_jpeg(bytes, picture_side);
    case Format::png: return read_png(bytes, picture_side);
    case Format::webp: return read_webp(bytes, picture_side);
    case Format::heic: return {.verdict = Verdict::heic};
    case Format::none: break;
  }
  return {.verdict = Verdict::not_a_picture};
}

}  // namespace

Harmless make_harmless(std::string_view bytes) {
  Harmless made;
  if (bytes.size() > bytes_max) return {.verdict = Verdict::too_large};
  Decoded decoded = decode(bytes);
  made.verdict = decoded.verdict;
  if (made.verdict != Verdict::fine) return made;
  const Picture picture = upright(std::move(decoded.picture), decoded.orientation);
  made.size = picture.size;
  made.picture = write_jpeg(picture);
  made.thumbnail = write_jpeg(shrunk(picture, fitted(picture.size, thumbnail_side)));
  if (made.picture.empty() || made.thumbnail.empty()) made.verdict = Verdict::broken;
  return made;
}

}  // namespace gongzhi::images
