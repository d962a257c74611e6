// One command for Redis, encoded when it is made, so that no view of an argument outlives its
// owner.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace gongzhi::queue {

/// The bytes of a command as an array of binary-safe strings. The first argument is the command's
/// name.
class Command {
 public:
  Command(std::initializer_list<std::string_view> arguments);
  explicit Command(std::span<const std::string_view> arguments);

  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

}  // namespace gongzhi::queue
