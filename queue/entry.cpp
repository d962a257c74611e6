#include "queue/entry.hpp"

#include <charconv>

#include "queue/refusal.hpp"

namespace gongzhi::queue {
namespace {

// 9999-12-31T23:59:59.999Z, the last time people can write.
constexpr std::int64_t at_max_ms = 253'402'300'799'999;

std::optional<Instant> parse_at(std::string_view text) {
  std::int64_t ms = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), ms);
  if (text.empty() || ec != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  if (ms < 0 || ms > at_max_ms) return std::nullopt;
  return from_ms(ms);
}

// Takes what is readable and says whether everything was as `submit` writes it.
bool take_fields(const std::vector<Reply>& fields, Entry& entry) {
  bool regular = fields.size() == 6;
  unsigned seen = 0;
  for (std::size_t i = 0; i + 1 < fields.size(); i += 2) {
    const std::string& name = fields[i].text;
    const std::string& value = fields[i + 1].text;
    if (name == "e") {
      entry.envelope = value;
      seen |= 1u;
    } else if (name == "m") {
      entry.mac = value;
      seen |= 2u;
    } else if (name == "at") {
      const auto at = parse_at(value);
      regular = regular && at.has_value();
      entry.at = at.value_or(Instant{});
      seen |= 4u;
    }
  }
  return regular && seen == 7u;
}

}  // namespace

Result<Entry> parse_entry(const Reply& reply) {
  if (!reply.is_array() || reply.elements.size() != 2)
    return unexpected_reply("a stream read: entry");
  const auto id = parse_stream_id(reply.elements[0].text);
  if (!id) return unexpected_reply("a stream read: id");
  Entry entry;
  entry.id = *id;
  const bool regular = take_fields(reply.elements[1].elements, entry);
  if (id->sub != 0) {
    entry.shape = Entry::Shape::foreign_id;
  } else if (!regular) {
    entry.shape = Entry::Shape::malformed;
  }
  return entry;
}

Result<std::vector<Entry>> parse_entries(const Reply& reply) {
  if (!reply.is_array()) return unexpected_reply("a stream read: entries");
  std::vector<Entry> entries;
  entries.reserve(reply.elements.size());
  for (const Reply& element : reply.elements) {
    // An entry that was deleted comes as nil from some servers.
    if (element.is_nil()) continue;
    auto entry = parse_entry(element);
    if (!entry) return entry.error();
    entries.push_back(std::move(*entry));
  }
  return entries;
}

Result<std::vector<PartitionEntries>> parse_streams(const Reply& reply) {
  std::vector<PartitionEntries> streams;
  if (reply.is_nil()) return streams;
  if (!reply.is_array()) return unexpected_reply("XREAD");
  for (const Reply& element : reply.elements) {
    if (!element.is_array() || element.elements.size() != 2) return unexpected_reply("XREAD");
    const auto partition = partition_of_stream_key(element.elements[0].text);
    if (!partition) return unexpected_reply("XREAD: key");
    auto entries = parse_entries(element.elements[1]);
    if (!entries) return entries.error();
    streams.push_back({.partition = *partition, .entries = std::move(*entries)});
  }
  return streams;
}

}  // namespace gongzhi::queue
