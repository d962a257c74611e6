// A file of a stranger becomes a picture of ours: decoded, turned upright, made smaller, encoded
// anew. No byte of the original survives. In this process; what is served comes by child.hpp.
#pragma once

#include <string>
#include <string_view>

#include "images/picture.hpp"
#include "images/verdict.hpp"

namespace gongzhi::images {

struct Harmless {
  Verdict verdict = Verdict::damaged;
  Size size = {};
  std::string picture = {};    // JPEG, at most picture_side
  std::string thumbnail = {};  // JPEG, at most thumbnail_side
};

/// At most bytes_max bytes are looked at. Pure; the same bytes give the same files.
Harmless make_harmless(std::string_view bytes);

}  // namespace gongzhi::images
