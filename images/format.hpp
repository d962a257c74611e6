// Which format a file has, by its first bytes alone: neither name nor Content-Type is believed
// (security.md S21).
#pragma once

#include <string_view>

#include "images/picture.hpp"
#include "images/verdict.hpp"

namespace gongzhi::images {

enum class Format { none, jpeg, png, webp, heic };

Format format_of(std::string_view bytes);

/// too_large when a picture of that size is not taken, damaged when it has no size, else fine.
/// Asked before anything is allocated for it.
Verdict judge_size(Size size);

/// `size` made to fit a square of `side`, never larger than it is, and no side less than one.
Size fitted(Size size, std::uint32_t side);

}  // namespace gongzhi::images
