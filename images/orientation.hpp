// Which way up a camera held a picture: the one thing that is read of EXIF, by a small bounded
// reader; everything else in it goes (security.md S24).
#pragma once

#include <string_view>

#include "images/picture.hpp"

namespace gongzhi::images {

/// The orientation (1 to 8, TIFF tag 0x0112) of an EXIF block, with or without the `Exif\0\0` in
/// front; 1 = upright, also when the block says nothing or nothing sensible.
int orientation_of(std::string_view exif);

/// The picture turned and mirrored so that it stands upright.
Picture upright(Picture picture, int orientation);

}  // namespace gongzhi::images
