// A picture as a JPEG file that says nothing but the picture.
#pragma once

#include <string>

#include "images/picture.hpp"

namespace gongzhi::images {

/// Baseline JPEG of images::quality. Empty when the library has no memory for it.
std::string write_jpeg(const Picture& picture);

}  // namespace gongzhi::images
