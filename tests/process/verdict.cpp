#include "tests/process/verdict.hpp"

#include <ostream>
#include <set>
#include <stdexcept>

#include "records/reader.hpp"
#include "records/verify.hpp"
#include "tests/process/queue_view.hpp"
#include "tests/support/wait.hpp"
#include "wire/envelope.hpp"

namespace gongzhi::test {
namespace {

constexpr std::size_t examples_max = 8;

std::unique_ptr<records::Reader> open_reader(const std::filesystem::path& store) {
  records::DatabaseConfig config;
  config.file = store;
  auto reader = records::Reader::open(config);
  if (!reader) throw std::runtime_error("the record cannot be read: " + reader.error().message);
  return std::move(*reader);
}

// The text between the last pair of square brackets; empty when there is none.
std::string op_in(const std::string& text) {
  const auto end = text.rfind(']');
  const auto begin = text.rfind('[', end);
  if (begin == std::string::npos || end == std::string::npos) return {};
  return text.substr(begin + 1, end - begin - 1);
}

// What the record has, by operation.
struct Stored {
  std::map<std::string, int> effects;                   // rows of this operation
  std::map<std::string, std::set<std::int64_t>> cases;  // of a report
  std::map<std::string, std::int64_t> numbers;          // number -> case, aliases too
  std::map<std::int64_t, std::int64_t> versions;        // as the case row says
  std::map<std::int64_t, std::int64_t> entry_versions;  // as far as the entries go without a gap
  std::set<std::string> inbox;
  std::set<std::string> dead;
  std::set<std::string> buried;  // operations that wait in the dead letters
  std::set<std::pair<std::int64_t, std::int64_t>> dead_places;
};

void read_cases(soci::session& session, Stored& stored) {
  std::int64_t id = 0;
  std::int64_t version = 0;
  std::string number;
  std::string text;
  soci::statement cases =
      (session.prepare << "SELECT id, version, number, title FROM cases", soci::into(id),
       soci::into(version), soci::into(number), soci::into(text));
  cases.execute();
  while (cases.fetch()) {
    stored.numbers[number] = id;
    stored.versions[id] = version;
    if (const std::string op = op_in(text); !op.empty()) {
      ++stored.effects[op];
      stored.cases[op].insert(id);
    }
  }
  soci::statement aliases = (session.prepare << "SELECT alias_number, case_id FROM aliases",
                             soci::into(number), soci::into(id));
  aliases.execute();
  while (aliases.fetch()) stored.numbers[number] = id;
}

void read_timeline(soci::session& session, Stored& stored, Verdict& verdict) {
  std::int64_t id = 0;
  std::int64_t version = 0;
  std::string action;
  std::string text;
  soci::statement entries =
      (session.prepare << "SELECT t.case_id, t.version, t.action, t.facts || COALESCE(n.note, '')"
                          " FROM timeline t LEFT JOIN timeline_notes n"
                          " ON n.partition = t.partition AND n.n = t.n"
                          " WHERE t.case_id <> 0 ORDER BY t.case_id, t.n",
       soci::into(id), soci::into(version), soci::into(action), soci::into(text));
  entries.execute();
  while (entries.fetch()) {
    std::int64_t& last = stored.entry_versions[id];
    if (version != last && version != last + 1) ++verdict.gaps;
    last = version;
    if (action == "comment") ++stored.effects[op_in(text)];
  }
  for (const auto& [key, newest] : stored.versions)
    if (stored.entry_versions[key] != newest) ++verdict.gaps;
}

void read_messages(soci::session& session, Stored& stored) {
  std::string id;
  soci::statement inbox = (session.prepare << "SELECT msg_id FROM inbox", soci::into(id));
  inbox.execute();
  while (inbox.fetch()) stored.inbox.insert(id);
  std::int64_t partition = 0;
  std::int64_t seq = 0;
  std::string envelope;
  soci::statement letters =
      (session.prepare << "SELECT msg_id, partition, seq, envelope FROM dead_letters",
       soci::into(id), soci::into(partition), soci::into(seq), soci::into(envelope));
  letters.execute();
  while (letters.fetch()) {
    stored.dead.insert(id);
    stored.dead_places.emplace(partition, seq);
    const auto read = wire::parse_envelope(envelope);
    if (!read) continue;
    if (const auto* report = std::get_if<CreateCase>(&read->message.body))
      stored.buried.insert(op_in(report->title));
  }
}

void example(Verdict& verdict, const std::string& what, const std::string& which) {
  if (verdict.examples.size() < examples_max) verdict.examples.push_back(what + " " + which);
}

void judge_numbers(const std::string& op, const Operation& operation, const Stored& stored,
                   Verdict& verdict) {
  std::set<std::string> answers;
  for (const Attempt& attempt : operation.attempts) {
    if (attempt.status != 201) continue;
    answers.insert(attempt.body_hash);
    const auto at = stored.numbers.find(attempt.number);
    const auto cases = stored.cases.find(op);
    if (at != stored.numbers.end() && cases != stored.cases.end() &&
        cases->second.contains(at->second))
      continue;
    ++verdict.wrong_numbers;
    example(verdict, "number", attempt.number + " of " + op);
  }
  if (answers.size() > 1) {
    ++verdict.unequal;
    example(verdict, "unequal answers to", op);
  }
}

void judge_operation(const std::string& op, const Operation& operation, const Stored& stored,
                     Verdict& verdict) {
  ++verdict.operations;
  verdict.attempts += static_cast<int>(operation.attempts.size());
  const auto found = stored.effects.find(op);
  const int effects = found == stored.effects.end() ? 0 : found->second;
  if (!operation.resolved()) {
    ++verdict.unresolved;
    example(verdict, "unresolved", op);
  } else if (operation.acknowledged()) {
    ++verdict.acknowledged;
    if (effects == 0 && stored.buried.contains(op)) {
      ++verdict.buried;
    } else if (effects == 0) {
      ++verdict.lost;
      example(verdict, "lost", op);
    }
  } else {
    ++verdict.refused;
    if (effects > 0) {
      ++verdict.ghosts;
      example(verdict, "refused, but stored:", op);
    }
  }
  if (effects > 1) {
    ++verdict.duplicates;
    example(verdict, "stored " + std::to_string(effects) + " times:", op);
  }
  if (effects > 0) judge_numbers(op, operation, stored, verdict);
}

// O6: whatever was accepted is applied or buried.
void judge_queue(const Evidence& evidence, const Stored& stored, Verdict& verdict) {
  QueueView queue(evidence.redis_socket);
  auto positions = open_reader(evidence.store)->positions().value();
  for (unsigned p = 0; p < QueueView::partitions; ++p) {
    const auto last = queue.last_seq(p);
    const std::uint64_t applied = positions[static_cast<int>(p)].seq;
    if (!last || *last > applied)
      verdict.not_drained += last ? static_cast<int>(*last - applied) : 1;
    if (!last) continue;
    for (const queue::Entry& entry : queue.entries(p)) {
      const auto envelope = wire::parse_envelope(entry.envelope);
      const std::string id = envelope ? envelope->message.id.hex() : std::string();
      const bool is_buried =
          stored.dead.contains(id) ||
          stored.dead_places.contains({std::int64_t{p}, static_cast<std::int64_t>(entry.seq())});
      if (stored.inbox.contains(id) || is_buried || entry.seq() > applied) continue;
      ++verdict.unaccounted;
      example(verdict, "neither applied nor buried:",
              "{p" + std::to_string(p) + "} " + std::to_string(entry.seq()));
    }
  }
}

}  // namespace

bool Verdict::is_clean() const {
  return lost + wrong_numbers + duplicates + ghosts + gaps + unresolved + unequal + unaccounted +
                 not_drained ==
             0 &&
         difference.empty();
}

std::ostream& operator<<(std::ostream& out, const Verdict& v) {
  out << "ops=" << v.operations << " attempts=" << v.attempts << " acked=" << v.acknowledged
      << " refused=" << v.refused << " cases=" << v.cases << " dead_letters=" << v.dead_letters
      << " buried=" << v.buried << " | lost=" << v.lost << " wrong_numbers=" << v.wrong_numbers
      << " duplicates=" << v.duplicates << " ghosts=" << v.ghosts << " gaps=" << v.gaps
      << " unresolved=" << v.unresolved << " unequal=" << v.unequal
      << " unaccounted=" << v.unaccounted << " not_drained=" << v.not_drained;
  if (!v.difference.empty()) out << " | verify: " << v.difference;
  for (const std::string& one : v.examples) out << "\n    " << one;
  return out;
}

bool wait_drained(const Evidence& evidence, std::chrono::milliseconds limit) {
  const auto is_drained = [&] {
    QueueView queue(evidence.redis_socket);
    auto positions = open_reader(evidence.store)->positions().value();
    for (unsigned p = 0; p < QueueView::partitions; ++p) {
      const auto last = queue.last_seq(p);
      if (!last || *last > positions[static_cast<int>(p)].seq) return false;
    }
    return true;
  };
  return wait_until(is_drained, limit, std::chrono::milliseconds(50));
}

Verdict judge(const History& history, const Evidence& evidence) {
  Verdict verdict;
  Stored stored;
  const auto reader = open_reader(evidence.store);
  soci::session& session = reader->connection().session();
  read_cases(session, stored);
  read_timeline(session, stored, verdict);
  read_messages(session, stored);
  verdict.cases = static_cast<int>(stored.versions.size());
  verdict.dead_letters = static_cast<std::int64_t>(stored.dead_places.size());
  const auto operations = history.load();
  for (const auto& [op, operation] : operations) judge_operation(op, operation, stored, verdict);
  for (const auto& [op, effects] : stored.effects)
    if (!op.empty() && !operations.contains(op)) {
      ++verdict.ghosts;
      example(verdict, "never sent:", op);
    }
  judge_queue(evidence, stored, verdict);
  const auto checked = records::verify(reader->connection());
  if (!checked)
    verdict.difference = checked.error().message;
  else if (checked->difference)
    verdict.difference = checked->difference->where + ": " + checked->difference->what;
  return verdict;
}

}  // namespace gongzhi::test
