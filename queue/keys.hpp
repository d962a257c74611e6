// The names of everything we keep in Redis, and the stream ids. One hash tag per partition, so that
// a partition's keys live in one slot of a Redis Cluster.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gongzhi::queue {

/// The random generation of this store (D4).
inline constexpr std::string_view generation_key = "gongzhi:gen";

/// `{p7}:in`, the stream of a partition.
std::string stream_key(unsigned partition);
/// `{p7}:seq`, a hash: seq (last given), at (of the last entry, ms), mark (last watermark handed
/// out, ms).
std::string counter_key(unsigned partition);
/// `{p7}:ready`, the run id for which the gate was opened (D11).
std::string ready_key(unsigned partition);
/// `{p7}:id:<hex>`, the remembered answer of a message id (D6).
std::string known_id_key(unsigned partition, std::string_view message_id_hex);

/// The partition of `{p7}:in`; none for any other text.
std::optional<unsigned> partition_of_stream_key(std::string_view key);

/// The id of a stream entry. Ours are `<seq>-0`; any other sub-part was added by somebody else.
struct StreamId {
  std::uint64_t seq = 0;
  std::uint64_t sub = 0;
  auto operator<=>(const StreamId&) const = default;
};

std::string format_stream_id(StreamId id);
/// `5-1`; none for anything that is not two decimal numbers of 64 bits.
std::optional<StreamId> parse_stream_id(std::string_view text);

}  // namespace gongzhi::queue
