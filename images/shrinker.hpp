// Makes a picture smaller while its rows come in, so that no large picture is ever held whole: each
// pixel of the result is the exact mean of the area it stands for.
#pragma once

#include <cstdint>
#include <vector>

#include "images/picture.hpp"

namespace gongzhi::images {

class Shrinker {
 public:
  /// `to` is not larger than `from` in either direction; both are at most side_max.
  Shrinker(Size from, Size to);

  /// The next row of RGB, `from.width` pixels; more rows than `from.height` are ignored.
  void add(const std::uint8_t* rgb);
  /// The result, once all rows were added.
  Picture take();

 private:
  void narrow(const std::uint8_t* rgb);
  void gather(std::uint32_t weight);
  void finish_row();

  Size from_;
  Size to_;
  Picture picture_;
  std::vector<std::uint32_t> narrowed_;  // one row, sums of weight from_.width
  std::vector<std::uint64_t> sums_;      // of the row in the making
  std::uint32_t rows_in_ = 0;
  std::uint32_t rows_out_ = 0;
  std::uint32_t room_;  // of the row in the making; a row that came in weighs to_.height
};

/// The whole of it at once.
Picture shrunk(const Picture& picture, Size to);

}  // namespace gongzhi::images
