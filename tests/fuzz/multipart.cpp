// Fuzz: a multipart/form-data body (security.md S21, S22). However the network cuts it, the same
// file comes out, and no byte that was not sent. The first byte of the input says how it is cut.
#include "gateway/multipart.hpp"

#include <algorithm>
#include <cstdint>

#include "governance/error.hpp"

using gongzhi::ensure;
using gongzhi::gateway::Multipart;

namespace {

struct Taken {
  bool is_good = true;
  bool is_whole = false;
  std::string file = {};
};

Taken take_in_parts(Multipart multipart, std::string_view body, std::size_t part) {
  Taken taken;
  while (!body.empty() && taken.is_good) {
    const std::string_view head = body.substr(0, part);
    taken.is_good = multipart.take(head, taken.file);
    body.remove_prefix(head.size());
  }
  taken.is_whole = multipart.is_whole();
  return taken;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data + 1), size - 1);
  static_cast<void>(Multipart::for_type(input));
  const auto multipart = Multipart::for_type("multipart/form-data; boundary=gz");
  ensure(multipart.has_value(), "a plain type is read");
  const Taken whole = take_in_parts(*multipart, input, std::max<std::size_t>(input.size(), 1));
  const Taken cut = take_in_parts(*multipart, input, data[0] % 16 + std::size_t{1});
  ensure(whole.is_whole == cut.is_whole, "whole however it is cut");
  if (!whole.is_whole) return 0;
  ensure(whole.file == cut.file, "the same file however it is cut");
  ensure(input.find(whole.file) != std::string_view::npos, "the file is what was sent");
  ensure(whole.file.find("\r\n--gz") == std::string::npos, "it ends at the boundary");
  return 0;
}
