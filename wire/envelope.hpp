// Messages as they lie on the queue: one JSON object per message (reliability.md D5). The keyed MAC
// stands beside it in another field of the stream entry and is the business of vault/.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "governance/message.hpp"

namespace gongzhi::wire {

class JsonWriter;

/// The version this program writes and the only one it reads. A newer platform may add members
/// without a new version: unknown ones are ignored. It takes a new version when an old reader would
/// misunderstand.
inline constexpr int envelope_version = 1;

/// An envelope is refused above this; a body of the API is at most 64 KB.
inline constexpr std::size_t envelope_bytes_max = 256 * 1024;

/// `{v, id, p, gen, type, actor, t, fp, body}`.
struct Envelope {
  Message message;         // `seq` is 0 and `at` is sent_at: the queue's entry says both
  std::string generation;  // of the store it was written for (D4)
  Instant sent_at{};       // clock of the sender; the accept time comes from the queue
};

/// The bytes. seq and at of the message are not written.
std::string write_envelope(const Message& message, std::string_view generation, Instant sent_at);

/// Errc::invalid, with the pointer of the first wrong member: not JSON, another version, unknown
/// type, an actor that is not exactly one, missing members. Errc::too_large above
/// envelope_bytes_max.
Result<Envelope> parse_envelope(std::string_view bytes);

/// The actor as `{"user": …}`, `{"device": …}` or `{"system": …}`; also in records.
void write_actor(JsonWriter& writer, std::string_view name, const Actor& actor);

}  // namespace gongzhi::wire
