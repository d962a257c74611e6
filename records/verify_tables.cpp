// Cases against their entries, inbox against cases, figures against a recount, positions against
// cases.
#include "records/verify_tables.hpp"

#include <map>
#include <tuple>

#include "records/case_columns.hpp"
#include "records/digest.hpp"

namespace gongzhi::records {
namespace {

struct CaseEntryRow {
  Integer id = 0, version = 0;
  Text number, state;
  CaseText text;
  Integer is_erased = 0;
  Nullable<Integer> entry_version;
  Nullable<Text> to_state, digest;

  template <class V>
  void each(V&& v) {
    v("id", id), v("version", version), v("number", number), v("state", state), text.each(v);
    v("is_erased", is_erased), v("entry_version", entry_version), v("to_state", to_state);
    v("digest", digest);
  }
};

const Query<Columns<>, CaseEntryRow> walk_cases{
    "walk_cases",
    "SELECT c.id, c.version, c.number, c.state, c.title, c.description, c.address, c.personal,"
    " c.text_salt,"
    " CASE WHEN e.case_id IS NULL THEN 0 ELSE 1 END, t.version, t.to_state, t.text_digest"
    " FROM cases c LEFT JOIN timeline t ON t.case_id = c.id"
    " LEFT JOIN erasures e ON e.case_id = c.id ORDER BY c.id, t.n"};

const Query<Columns<>, Columns<Integer, Integer>> stray_entry{
    "stray_entry",
    "SELECT t.partition, t.n FROM timeline t WHERE t.case_id <> 0"
    " AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = t.case_id)"
    " ORDER BY t.partition, t.n LIMIT 1"};

// A number is `YYMMDDpp-nnnnn`; the key is nnnnn * 100 + pp.
const std::string key_of_number =
    "CAST(SUBSTR(i.number, 10) AS BIGINT) * 100 + CAST(SUBSTR(i.number, 7, 2) AS BIGINT)";

const Query<Columns<>, Columns<Text, Text>> message_without_case{
    "message_without_case",
    "SELECT i.msg_id, i.number FROM inbox i WHERE i.outcome_status = 'applied'"
    " AND i.number <> '' AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = " +
        key_of_number +
        " AND c.number = i.number AND c.version >= i.version)"
        " AND NOT EXISTS (SELECT 1 FROM aliases a WHERE a.alias_id = " +
        key_of_number + " AND a.alias_number = i.number) ORDER BY i.msg_id LIMIT 1"};

const Query<Columns<>, Columns<Integer, Integer, Integer>> count_messages{
    "count_messages",
    "SELECT (SELECT COUNT(*) FROM inbox),"
    " (SELECT COUNT(*) FROM inbox WHERE type = 'case.create' AND outcome_status = 'applied'),"
    " (SELECT COUNT(*) FROM cases)"};

const Query<Columns<>, Columns<Text, Text, Integer, Integer>> kept_counts{
    "kept_counts", "SELECT dimension, value, is_private, n FROM open_counts WHERE n <> 0"};

const Query<Columns<>, Columns<Text, Text, Integer, Integer>> recounted{
    "recounted",
    "SELECT 'state', state, is_private, COUNT(*) FROM cases WHERE closed = 0"
    " GROUP BY state, is_private UNION ALL"
    " SELECT 'category', category, is_private, COUNT(*) FROM cases WHERE closed = 0"
    " GROUP BY category, is_private UNION ALL"
    " SELECT 'grid', grid, is_private, COUNT(*) FROM cases WHERE closed = 0"
    " GROUP BY grid, is_private"};

// Days begin at midnight in Shanghai, eight hours before UTC's.
const Query<Columns<>, Columns<Integer, Integer>> received_by_cases{
    "received_by_cases",
    "SELECT (accepted_at + 28800000) / 86400000 AS day, COUNT(*) FROM cases GROUP BY day"};

const Query<Columns<>, Columns<Integer, Integer>> received_by_figures{
    "received_by_figures",
    "SELECT day, CAST(SUM(received) AS BIGINT) FROM daily GROUP BY day"
    " HAVING SUM(received) <> 0"};

const Query<Columns<>, Columns<Integer, Integer, Text>> case_ahead{
    "case_ahead",
    "SELECT p.partition, p.seq, c.number FROM cases c JOIN position p ON p.partition = c.id % 100"
    " WHERE c.id / 100 > p.seq ORDER BY c.id LIMIT 1"};

// Follows each case through its entries.
class CaseWalk {
 public:
  void take(const CaseEntryRow& row) {
    if (difference_) return;
    if (!seen_ || row.id != current_.id) {
      finish_case();
      if (difference_) return;
      current_ = row;
      seen_ = true;
      version_ = 0;
      state_.clear();
      digest_.clear();
      ++cases_;
    }
    const std::optional<Integer> version = row.entry_version.get();
    if (!version) return complain("it has no entry in the timeline");
    if (*version != version_ && *version != version_ + 1) {
      return complain("no entry tells of version " + std::to_string(version_ + 1));
    }
    version_ = *version;
    if (const auto state = row.to_state.get(); state && !state->empty()) state_ = *state;
    if (const auto digest = row.digest.get(); digest && !digest->empty()) digest_ = *digest;
  }

  std::optional<Difference> finish() {
    if (!difference_) finish_case();
    return difference_;
  }
  std::int64_t cases() const { return cases_; }

 private:
  void complain(std::string what) { difference_ = {"case " + current_.number, std::move(what)}; }

  void finish_case() {
    if (!seen_) return;
    const CaseText& text = current_.text;
    const bool is_blank = text.text_salt.empty() && text.title.empty() &&
                          text.description.empty() && text.address.empty() && text.personal.empty();
    if (version_ != current_.version) {
      complain("it is at version " + std::to_string(current_.version) +
               ", its timeline at version " + std::to_string(version_));
    } else if (state_ != current_.state) {
      complain("it is in state " + current_.state + ", its timeline in state " + state_);
    } else if (current_.is_erased != 0 ? !is_blank : text_digest(text) != digest_) {
      complain(current_.is_erased != 0 ? "its text was erased and is there again"
                                       : "its text does not match the digest");
    }
  }

  bool seen_ = false;
  CaseEntryRow current_;
  std::int64_t version_ = 0;
  std::string state_, digest_;
  std::optional<Difference> difference_;
  std::int64_t cases_ = 0;
};

using Counts = std::map<std::tuple<Text, Text, Integer>, Integer>;

Counts read_counts(Connection& connection,
                   const Query<Columns<>, Columns<Text, Text, Integer, Integer>>& query) {
  Counts counts;
  connection.prepare(query).rows([&](const auto& row) {
    const auto& [dimension, value, is_private, n] = row.values;
    counts[{dimension, value, is_private}] = n;
  });
  return counts;
}

std::map<Integer, Integer> read_days(Connection& connection,
                                     const Query<Columns<>, Columns<Integer, Integer>>& query) {
  std::map<Integer, Integer> days;
  connection.prepare(query).rows(
      [&](const auto& row) { days[std::get<0>(row.values)] = std::get<1>(row.values); });
  return days;
}

// The first key that one map has and the other has not, or has with another number.
template <class Map>
std::optional<typename Map::key_type> first_unequal(const Map& a, const Map& b) {
  auto at = a.begin();
  auto other = b.begin();
  while (at != a.end() && other != b.end() && *at == *other) ++at, ++other;
  if (at == a.end() && other == b.end()) return std::nullopt;
  if (at == a.end()) return other->first;
  if (other == b.end()) return at->first;
  return std::min(at->first, other->first);
}

}  // namespace

std::optional<Difference> verify_cases(Connection& connection, Verification& counts) {
  CaseWalk walk;
  connection.prepare(walk_cases).rows([&](const CaseEntryRow& row) { walk.take(row); });
  counts.cases = walk.cases();
  if (const auto difference = walk.finish()) return difference;
  const auto stray = connection.prepare(stray_entry).first();
  if (!stray) return std::nullopt;
  const auto& [partition, n] = stray->values;
  return Difference{"partition " + std::to_string(partition) + " entry " + std::to_string(n),
                    "its case is missing"};
}

std::optional<Difference> verify_inbox(Connection& connection, Verification& counts) {
  const auto totals = connection.prepare(count_messages).first();
  ensure(totals.has_value(), "counting answers a row");
  const auto& [messages, creations, cases] = totals->values;
  counts.messages = messages;
  if (const auto lost = connection.prepare(message_without_case).first()) {
    const auto& [msg_id, number] = lost->values;
    return Difference{"message " + msg_id,
                      "case " + number + " is missing or older than its answer"};
  }
  if (creations != cases) {
    return Difference{"inbox", std::to_string(creations) + " reports were applied, there are " +
                                   std::to_string(cases) + " cases"};
  }
  return std::nullopt;
}

std::optional<Difference> verify_figures(Connection& connection) {
  const Counts kept = read_counts(connection, kept_counts);
  const Counts counted = read_counts(connection, recounted);
  if (const auto key = first_unequal(kept, counted)) {
    const auto number = [&](const Counts& counts) {
      const auto found = counts.find(*key);
      return std::to_string(found == counts.end() ? 0 : found->second);
    };
    const auto& [dimension, value, is_private] = *key;
    return Difference{"open_counts " + dimension + " " + value,
                      "it says " + number(kept) + ", there are " + number(counted)};
  }
  const auto day = first_unequal(read_days(connection, received_by_figures),
                                 read_days(connection, received_by_cases));
  if (!day) return std::nullopt;
  return Difference{"daily " + format_date(Date{std::chrono::days{*day}}),
                    "received differs from the cases of that day"};
}

std::optional<Difference> verify_positions(Connection& connection) {
  const auto ahead = connection.prepare(case_ahead).first();
  if (!ahead) return std::nullopt;
  const auto& [partition, seq, number] = ahead->values;
  return Difference{"position of partition " + std::to_string(partition),
                    "it is " + std::to_string(seq) + ", but case " + number + " was applied"};
}

}  // namespace gongzhi::records
