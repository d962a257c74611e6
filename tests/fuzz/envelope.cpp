// Fuzz: a message as it lies on the queue. What is read is written and read again as the same.
#include "wire/envelope.hpp"

#include <string_view>

#include "governance/error.hpp"

using namespace gongzhi;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto envelope = wire::parse_envelope({reinterpret_cast<const char*>(data), size});
  if (!envelope) return 0;
  const std::string first =
      wire::write_envelope(envelope->message, envelope->generation, envelope->sent_at);
  const auto again = wire::parse_envelope(first);
  ensure(again.has_value(), "what was written can be read");
  ensure(wire::write_envelope(again->message, again->generation, again->sent_at) == first,
         "nothing of a message is lost on the way");
  return 0;
}
