// Fuzz: a file that says it is a picture, from its first bytes on (security.md S21, S23). What is
// taken becomes a JPEG within the limits, and nothing is allocated for what is too large.
#include <cstdint>
#include <string_view>

#include "governance/error.hpp"
#include "images/format.hpp"
#include "images/harmless.hpp"
#include "images/limits.hpp"

using gongzhi::ensure;
namespace images = gongzhi::images;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const images::Format format = images::format_of(bytes);
  const images::Harmless made = images::make_harmless(bytes);
  if (made.verdict != images::Verdict::fine) {
    ensure(made.picture.empty() && made.thumbnail.empty(), "what is refused leaves nothing");
    return 0;
  }
  ensure(format != images::Format::none && format != images::Format::heic, "a format we read");
  ensure(made.size.width > 0 && made.size.width <= images::picture_side, "as wide as allowed");
  ensure(made.size.height > 0 && made.size.height <= images::picture_side, "as high as allowed");
  for (const std::string& file : {made.picture, made.thumbnail}) {
    ensure(file.starts_with("\xFF\xD8\xFF"), "a JPEG");
    ensure(file.find("Exif") == std::string::npos, "without metadata");
  }
  return 0;
}
