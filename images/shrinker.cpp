#include "images/shrinker.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace gongzhi::images {

Shrinker::Shrinker(Size from, Size to)
    : from_(from),
      to_(to),
      narrowed_(std::size_t{3} * to.width),
      sums_(std::size_t{3} * to.width),
      room_(from.height) {
  picture_.size = to;
  picture_.rgb.resize(std::size_t{3} * to.width * to.height);
}

void Shrinker::add(const std::uint8_t* rgb) {
  if (rows_in_ == from_.height) return;
  ++rows_in_;
  if (from_ == to_) {
    std::memcpy(picture_.rgb.data() + std::size_t{3} * to_.width * (rows_in_ - 1), rgb,
                std::size_t{3} * to_.width);
    return;
  }
  narrow(rgb);
  std::uint32_t weight = to_.height;
  if (weight >= room_) {
    weight -= room_;
    gather(room_);
    finish_row();
  }
  if (weight > 0) {
    gather(weight);
    room_ -= weight;
  }
}

// In units in which a pixel that came in is to_.width wide and one that goes out from_.width.
void Shrinker::narrow(const std::uint8_t* rgb) {
  std::ranges::fill(narrowed_, 0U);
  std::uint32_t* out = narrowed_.data();
  std::uint32_t room = from_.width;
  for (std::uint32_t x = 0; x < from_.width; ++x, rgb += 3) {
    std::uint32_t weight = to_.width;
    if (weight >= room) {
      for (int i = 0; i < 3; ++i) out[i] += rgb[i] * room;
      weight -= room;
      room = from_.width;
      out += 3;
    }
    if (weight == 0) continue;
    for (int i = 0; i < 3; ++i) out[i] += rgb[i] * weight;
    room -= weight;
  }
}

void Shrinker::gather(std::uint32_t weight) {
  for (std::size_t i = 0; i < sums_.size(); ++i) sums_[i] += std::uint64_t{narrowed_[i]} * weight;
}

void Shrinker::finish_row() {
  const std::uint64_t area = std::uint64_t{from_.width} * from_.height;
  std::uint8_t* out = picture_.rgb.data() + std::size_t{3} * to_.width * rows_out_;
  for (std::size_t i = 0; i < sums_.size(); ++i)
    out[i] = static_cast<std::uint8_t>((sums_[i] + area / 2) / area);
  std::ranges::fill(sums_, 0U);
  room_ = from_.height;
  ++rows_out_;
}

Picture Shrinker::take() {
  return std::move(picture_);
}

Picture shrunk(const Picture& picture, Size to) {
  Shrinker shrinker(picture.size, to);
  for (std::uint32_t y = 0; y < picture.size.height; ++y) shrinker.add(picture.row(y));
  return shrinker.take();
}

}  // namespace gongzhi::images
