#include "wire/audit_head.hpp"

#include "wire/json.hpp"
#include "wire/json_writer.hpp"

namespace gongzhi::wire {

std::string signed_text(const AuditHead& head) {
  return "gongzhi audit head 1\n" + std::to_string(head.partition) + "\n" + std::to_string(head.n) +
         "\n" + head.hash + "\n" + std::to_string(to_ms(head.at));
}

std::string write_signed_head(const SignedHead& head) {
  JsonWriter json;
  {
    const auto object = json.object();
    json.text("at", format_rfc3339(head.head.at));
    json.integer("partition", head.head.partition);
    json.integer("n", head.head.n);
    json.text("hash", head.head.hash);
    json.text("mac", head.mac);
  }
  return json.take();
}

Result<SignedHead> parse_signed_head(std::string_view line) {
  const auto json = parse_json(line, {2'048, 2, 16, Language::en});
  if (!json) return json.error();
  SignedHead head;
  std::string at;
  const bool is_whole =
      read_member(*json, "at", at) && read_member(*json, "partition", head.head.partition) &&
      read_member(*json, "n", head.head.n) && read_member(*json, "hash", head.head.hash) &&
      read_member(*json, "mac", head.mac);
  const auto time = is_whole ? parse_rfc3339(at) : Result<Instant>(fail(Errc::invalid, ""));
  if (!time) return fail(Errc::invalid, "not a head of the audit trail");
  head.head.at = *time;
  return head;
}

}  // namespace gongzhi::wire
