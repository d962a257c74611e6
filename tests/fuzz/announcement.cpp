// Fuzz: what a worker tells the gateways.
#include "wire/announcement.hpp"

#include <string_view>

using namespace gongzhi;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view payload(reinterpret_cast<const char*>(data), size);
  static_cast<void>(wire::parse_announcement(payload));
  static_cast<void>(wire::parse_announcement(payload, wire::AnnouncedCases::leave_out));
  return 0;
}
