#include "queue/command.hpp"

#include <hiredis/hiredis.h>

#include <new>
#include <vector>

namespace gongzhi::queue {

Command::Command(std::initializer_list<std::string_view> arguments)
    : Command(std::span<const std::string_view>(arguments.begin(), arguments.size())) {}

Command::Command(std::span<const std::string_view> arguments) {
  std::vector<const char*> data;
  std::vector<std::size_t> sizes;
  data.reserve(arguments.size());
  sizes.reserve(arguments.size());
  for (const std::string_view argument : arguments) {
    // An empty view may carry a null pointer, which hiredis would hand to memcpy.
    data.push_back(argument.empty() ? "" : argument.data());
    sizes.push_back(argument.size());
  }
  char* encoded = nullptr;
  const int size =
      redisFormatCommandArgv(&encoded, static_cast<int>(data.size()), data.data(), sizes.data());
  if (size < 0) throw std::bad_alloc();
  bytes_.assign(encoded, static_cast<std::size_t>(size));
  redisFreeCommand(encoded);
}

}  // namespace gongzhi::queue
