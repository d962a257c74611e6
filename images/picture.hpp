// A decoded picture: rows of RGB, eight bits each, opaque.
#pragma once

#include <cstdint>
#include <vector>

namespace gongzhi::images {

struct Size {
  std::uint32_t width = 0;
  std::uint32_t height = 0;

  bool operator==(const Size&) const = default;
};

struct Picture {
  Size size = {};
  std::vector<std::uint8_t> rgb = {};  // width × height × 3, without padding

  const std::uint8_t* row(std::uint32_t y) const {
    return rgb.data() + std::size_t{3} * size.width * y;
  }
};

}  // namespace gongzhi::images
