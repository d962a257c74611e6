// Making cases up and writing them.
#include "bench/records/made_up_county.hpp"

namespace gongzhi::bench {
namespace {

constexpr int partitions = 16;

const std::string& description() {
  static const std::string text = [] {
    std::string repeated;
    for (int i = 0; i < 10; ++i)
      repeated += "居民反映楼下堆放的生活垃圾和建筑渣土多日无人清运气味很大影响出行请尽快处理";
    return repeated;
  }();
  return text;
}

MessageId id_of(std::uint64_t seq) {
  MessageId id;
  for (std::size_t i = 0; i < 8; ++i) {
    id.bytes.at(i) = static_cast<std::uint8_t>(mix(seq) >> (8 * i));
    id.bytes.at(8 + i) = static_cast<std::uint8_t>(mix(seq + 7777777) >> (8 * i));
  }
  return id;
}

void place(Case& item, std::uint64_t seq) {
  const std::uint64_t g = mix(seq) % grids;
  item.grid = grid(g);
  item.community = community(g % communities);
  item.township = township(g % communities % townships);
  item.owner = item.community;
  item.category = category(mix(seq + 1) % categories);
  item.lead =
      mix(seq + 2) % 3 == 0 ? department(mix(seq + 3) % departments) : item.community + "-pm";
  item.location = Location{110.8 + static_cast<double>(mix(seq + 4) % 40000) / 1e5,
                           34.8 + static_cast<double>(mix(seq + 5) % 40000) / 1e5};
}

}  // namespace

Instant present() {
  return from_ms(1795395600000);
}

std::string township(std::uint64_t n) {
  return "t" + std::to_string(n);
}
std::string community(std::uint64_t n) {
  return "com" + std::to_string(n);
}
std::string grid(std::uint64_t n) {
  return std::to_string(1408020010010000U + n);
}
std::string category(std::uint64_t n) {
  return "E0" + std::to_string(100 + n);
}
std::string department(std::uint64_t n) {
  return "dept" + std::to_string(n);
}

std::uint64_t mix(std::uint64_t n) {
  n += 0x9E3779B97F4A7C15U;
  n = (n ^ (n >> 30)) * 0xBF58476D1CE4E5B9U;
  n = (n ^ (n >> 27)) * 0x94D049BB133111EBU;
  return n ^ (n >> 31);
}

records::StoredCase fresh_case(std::uint64_t seq, Instant at) {
  records::StoredCase stored;
  Case& item = stored.item;
  item.number = {business_day(at), static_cast<int>(seq % partitions), seq / partitions + 1};
  item.kind = "incident";
  item.kind_version = 1;
  item.version = 1;
  item.source = Source::resident;
  item.reporter.user = "res" + std::to_string(mix(seq + 6) % 20000);
  item.accepted_at = at;
  place(item, seq);
  item.state = "sign";
  item.title = "垃圾无人清运 " + std::to_string(seq);
  item.description = description();
  item.address = "盐湖区幸福小区三号楼二单元";
  item.route = {"r12", "类别垃圾、区域在册小区，按规则由物业处置"};
  item.handling.run = 1;
  item.handling.started = at;
  item.handling.due = at + std::chrono::hours(24);
  item.handling.due_original = item.handling.due;
  item.stage_since = at;
  item.stage_due = at + std::chrono::hours(4);
  item.next_timer = item.stage_due;
  stored.detail = R"({"weight":1,"handling":{"run":1,"limit":{"kind":"work_days","amount":1}}})";
  return stored;
}

records::StoredCase stored_case(std::uint64_t seq, std::uint64_t of) {
  constexpr auto history = std::chrono::hours(24 * 730);
  const auto back = history * static_cast<std::int64_t>(of - seq) / static_cast<std::int64_t>(of);
  records::StoredCase stored =
      fresh_case(seq, present() - std::chrono::duration_cast<Milliseconds>(back));
  Case& item = stored.item;
  // The newest tenth is open by 30 in 100: together 3 in 100 of all.
  if (seq * 10 >= of * 9 && mix(seq + 8) % 100 < 30) {
    const char* const states[] = {"triage", "dispatch", "sign",    "pool",
                                  "doing",  "doing",    "checking"};
    item.state = states[mix(seq + 9) % std::size(states)];
    if (item.state == "doing") item.holder = "user" + std::to_string(mix(seq + 10) % 400);
    // Most promises lie ahead.
    const auto shift = std::chrono::minutes(mix(seq + 11) % (60 * 24 * 10));
    item.handling.due = present() - std::chrono::hours(24) + shift;
    item.stage_due.reset();
    return stored;
  }
  stored.standing = records::Standing::closed;
  item.state = "closed";
  item.result = "resolved";
  item.holder = "user" + std::to_string(mix(seq + 10) % 400);
  item.closed_at = std::min(item.accepted_at + std::chrono::hours(20), present());
  item.handled_at = item.closed_at;
  item.first_handled_at = item.closed_at;
  item.handling.stopped = item.closed_at;
  item.next_timer.reset();
  return stored;
}

Result<void> write_batch(records::Transaction& transaction,
                         const std::vector<records::StoredCase>& cases) {
  records::TimelineRow row;
  row.entry.action = "create";
  row.facts = R"({"route":"r12","lead":"com1-pm","due":1795395600000})";
  for (const records::StoredCase& stored : cases) {
    const Case& item = stored.item;
    records::InboxRow message;
    message.id = id_of(static_cast<std::uint64_t>(item.number.key()));
    message.fingerprint = std::string(64, '5');
    message.outcome.number = item.number;
    message.outcome.version = 1;
    message.at = item.accepted_at;
    message.type = "case.create";
    row.entry.actor = item.reporter;
    row.entry.to = item.state;
    if (auto done = transaction.insert_inbox(message); !done) return done;
    if (auto done = transaction.insert_case(stored); !done) return done;
    if (auto done = transaction.append_timeline(
            {item.number.partition, item.number.key(), 1, item.accepted_at, std::span(&row, 1)});
        !done) {
      return done;
    }
    if (stored.standing == records::Standing::closed) continue;
    auto sent = transaction.add_outbox(
        {0, "", "notice", 0, item.number.text(), R"({"template":"received"})", item.accepted_at});
    if (!sent) return sent.error();
  }
  return {};
}

}  // namespace gongzhi::bench
