#include "queue/bundle.hpp"

#include "queue/keys.hpp"
#include "queue/refusal.hpp"

namespace gongzhi::queue {

Command submit_command(std::span<const Submission* const> bundle, std::string_view run_id,
                       std::uint64_t ttl_s) {
  std::vector<std::string> keys;
  keys.reserve(bundle.size() * 4);
  for (const Submission* one : bundle) {
    keys.push_back(stream_key(one->partition));
    keys.push_back(counter_key(one->partition));
    keys.push_back(ready_key(one->partition));
    keys.push_back(known_id_key(one->partition, one->message_id));
  }
  const std::string key_count = std::to_string(keys.size());
  const std::string ttl = std::to_string(ttl_s);
  std::vector<std::string_view> words{"FCALL", "gongzhi_submit", key_count};
  words.reserve(words.size() + bundle.size() * 8 + 2);
  words.insert(words.end(), keys.begin(), keys.end());
  words.push_back(run_id);
  for (const Submission* one : bundle)
    words.insert(words.end(), {one->fingerprint, one->envelope, one->mac, one->answer});
  words.push_back(ttl);
  return Command(words);
}

Result<Receipt> parse_receipt(const Reply& reply) {
  if (reply.is_error()) return refused_by_redis(reply.text);
  if (!reply.is_array() || reply.elements.empty()) return unexpected_reply("gongzhi_submit");
  const auto& parts = reply.elements;
  if (parts[0].text == "gate_closed") return connection_lost("the gate is closed (D11)");
  const bool fresh = parts[0].text == "fresh" && parts.size() == 3;
  const bool repeat = parts[0].text == "repeat" && parts.size() == 5;
  if ((!fresh && !repeat) || !parts[1].is_integer() || !parts[2].is_integer() ||
      parts[1].integer < 1)
    return unexpected_reply("gongzhi_submit");
  Receipt receipt{.kind = fresh ? Receipt::Kind::fresh : Receipt::Kind::repeat,
                  .seq = static_cast<std::uint64_t>(parts[1].integer),
                  .at = from_ms(parts[2].integer)};
  if (repeat) {
    receipt.fingerprint = parts[3].text;
    receipt.answer = parts[4].text;
  }
  return receipt;
}

std::vector<Result<Receipt>> parse_receipts(const Reply& reply, std::size_t count) {
  std::vector<Result<Receipt>> receipts;
  receipts.reserve(count);
  if (count == 1) {
    receipts.push_back(parse_receipt(reply));
  } else if (reply.is_array() && reply.elements.size() == count) {
    for (const Reply& element : reply.elements) receipts.push_back(parse_receipt(element));
  } else {
    receipts.assign(count, unexpected_reply("gongzhi_submit"));
  }
  return receipts;
}

}  // namespace gongzhi::queue
