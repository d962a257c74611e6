#include "queue/keys.hpp"

#include <charconv>

namespace gongzhi::queue {
namespace {

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  Number value = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || ec != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string tagged(unsigned partition, std::string_view rest) {
  std::string key = "{p" + std::to_string(partition) + "}:";
  return key.append(rest);
}

}  // namespace

std::string stream_key(unsigned partition) {
  return tagged(partition, "in");
}
std::string counter_key(unsigned partition) {
  return tagged(partition, "seq");
}
std::string ready_key(unsigned partition) {
  return tagged(partition, "ready");
}
std::string known_id_key(unsigned partition, std::string_view message_id_hex) {
  return tagged(partition, "id:").append(message_id_hex);
}

std::optional<unsigned> partition_of_stream_key(std::string_view key) {
  if (!key.starts_with("{p") || !key.ends_with("}:in")) return std::nullopt;
  return parse_number<unsigned>(key.substr(2, key.size() - 6));
}

std::string format_stream_id(StreamId id) {
  return std::to_string(id.seq) + "-" + std::to_string(id.sub);
}

std::optional<StreamId> parse_stream_id(std::string_view text) {
  const auto dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto seq = parse_number<std::uint64_t>(text.substr(0, dash));
  const auto sub = parse_number<std::uint64_t>(text.substr(dash + 1));
  if (!seq || !sub) return std::nullopt;
  return StreamId{*seq, *sub};
}

}  // namespace gongzhi::queue
