// Statements about the audit trail.
#include "records/audit.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "records/case_columns.hpp"
#include "records/digest.hpp"
#include "records/reader.hpp"

namespace gongzhi::records {
namespace {

struct AuditColumns {
  Integer partition = 0, n = 0, at = 0;
  Text actor_kind, actor, role, act, subject, result, reason, address, trace_id;
  Integer times = 1;
  Text facts, prev_hash, hash;

  template <class V>
  void each(V&& v) {
    v("partition", partition), v("n", n), v("at", at), v("actor_kind", actor_kind);
    v("actor", actor), v("role", role), v("act", act), v("subject", subject);
    v("result", result), v("reason", reason), v("address", address), v("trace_id", trace_id);
    v("times", times), v("facts", facts), v("prev_hash", prev_hash), v("hash", hash);
  }

  std::string computed_hash() const {
    return fields_hash({partition, n, at, actor_kind, actor, role, act, subject, result, reason,
                        address, trace_id, times, facts, prev_hash});
  }
};

const Query<AuditColumns> insert_audit{"insert_audit", insert_into<AuditColumns>("audit")};

const Query<Columns<Integer>, Columns<Integer, Text>> select_audit_head{
    "select_audit_head", "SELECT n, hash FROM audit_heads WHERE partition = :partition"};

const Query<Columns<Integer, Integer, Text>> upsert_audit_head{
    "upsert_audit_head",
    "INSERT INTO audit_heads (partition, n, hash, first_n, first_prev)"
    " VALUES (:partition, :n, :hash, 1, '')"
    " ON CONFLICT (partition) DO UPDATE SET n = excluded.n, hash = excluded.hash"};

const Query<Columns<>, Columns<Integer, Integer, Text, Integer, Text>> all_audit_heads{
    "all_audit_heads",
    "SELECT partition, n, hash, first_n, first_prev FROM audit_heads ORDER BY partition"};

const Query<Columns<>, AuditColumns> walk_audit{
    "walk_audit",
    "SELECT " + column_list<AuditColumns>("a.") + " FROM audit a ORDER BY a.partition, a.n"};

using PageParameters = Columns<Text, Text, Text, Text, Text, Text, Integer, Integer, Integer,
                               Integer, Integer, Integer, Integer, Integer>;
const Query<PageParameters, AuditColumns> select_audit{
    "select_audit",
    "SELECT " + column_list<AuditColumns>("a.") +
        " FROM audit a WHERE (:any_actor = '' OR a.actor = :actor)"
        " AND (:any_act = '' OR a.act = :act) AND (:any_subject = '' OR a.subject = :subject)"
        " AND a.at >= :from AND a.at < :until"
        " AND (a.at < :before OR (a.at = :at AND (a.partition < :part_before"
        " OR (a.partition = :part AND a.n < :n))))"
        " ORDER BY a.at DESC, a.partition DESC, a.n DESC LIMIT :limit"};

struct Place {
  Integer at = std::numeric_limits<Integer>::max();
  Integer partition = std::numeric_limits<Integer>::max();
  Integer n = std::numeric_limits<Integer>::max();
};

std::optional<Place> parse_place(const std::string& cursor) {
  Place place;
  if (cursor.empty()) return place;
  const char* at = cursor.data();
  const char* const end = at + cursor.size();
  for (Integer* part : {&place.at, &place.partition, &place.n}) {
    const auto [stop, ec] = std::from_chars(at, end, *part);
    const bool is_last = part == &place.n;
    if (ec != std::errc{} || (is_last ? stop != end : stop == end || *stop != '.'))
      return std::nullopt;
    at = stop + 1;
  }
  return place;
}

AuditRow row_of(const AuditColumns& columns) {
  AuditRow row;
  row.partition = static_cast<int>(columns.partition);
  row.n = columns.n;
  row.at = from_ms(columns.at);
  row.entry.actor = actor_of(columns.actor_kind, columns.actor);
  row.entry.role = columns.role;
  row.entry.act = columns.act;
  row.entry.subject = columns.subject;
  row.entry.result = parse_audit_result(columns.result).value_or(AuditResult::failed);
  row.entry.reason = columns.reason;
  row.entry.origin = {columns.address, columns.trace_id};
  row.entry.count = columns.times;
  row.facts = columns.facts;
  row.hash = columns.hash;
  return row;
}

struct End {
  Integer n = 0;
  std::string hash;
  Integer first_n = 1;
};

// Follows one chain after the other, row by row.
class AuditWalk {
 public:
  explicit AuditWalk(std::span<const AuditHead> kept) {
    for (const AuditHead& head : kept) wanted_[{Integer{head.partition}, head.n}] = head.hash;
  }

  void expect(Integer partition, const End& head, const std::string& first_prev) {
    heads_[partition] = head;
    ends_[partition] = {head.first_n - 1, first_prev, head.first_n};
  }

  void take(const AuditColumns& row) {
    End& end = ends_[row.partition];
    if (row.n != end.n + 1)
      complain(row.partition, end.n + 1, "it is missing");
    else if (row.prev_hash != end.hash)
      complain(row.partition, row.n, "it does not follow the row before it");
    else if (row.computed_hash() != row.hash)
      complain(row.partition, row.n, "its content does not match its hash");
    if (const auto at = wanted_.find({row.partition, row.n}); at != wanted_.end()) {
      if (at->second != row.hash)
        complain(row.partition, row.n, "it is not the row of the head kept outside the record");
      wanted_.erase(at);
    }
    end = {row.n, row.hash, end.first_n};
    ++found_.rows;
  }

  AuditVerification finish() {
    for (const auto& [partition, end] : ends_) {
      const auto head = heads_.find(partition);
      if (head == heads_.end())
        complain(partition, end.n, "the chain has no head");
      else if (head->second.n != end.n)
        complain(partition, end.n + 1, "the chain ends before its head");
      else if (head->second.hash != end.hash)
        complain(partition, end.n, "the chain's head is another row");
    }
    for (const auto& [place, hash] : wanted_) {
      const auto head = heads_.find(place.first);
      // Rows whose time was over are gone by rule.
      if (head == heads_.end() || place.second >= head->second.first_n)
        complain(place.first, place.second, "a head kept outside the record names it");
    }
    return std::move(found_);
  }

 private:
  void complain(Integer partition, Integer n, std::string_view what) {
    if (!found_.difference.empty()) return;
    found_.difference = "partition " + std::to_string(partition) + " row " + std::to_string(n) +
                        ": " + std::string(what);
  }

  AuditVerification found_;
  std::map<Integer, End> heads_, ends_;
  std::map<std::pair<Integer, Integer>, std::string> wanted_;
};

}  // namespace

void append_audit(Connection& connection, const AuditRow& row) {
  Integer n = 0;
  std::string head;
  const Integer partition{row.partition};
  if (const auto found = connection.prepare(select_audit_head).with(partition).first())
    std::tie(n, head) = found->values;
  auto& insert = connection.prepare(insert_audit);
  const ActorColumns actor = columns_of(row.entry.actor);
  insert.in = {partition,
               n + 1,
               to_ms(row.at),
               std::string(actor.kind),
               actor.name,
               row.entry.role,
               row.entry.act,
               row.entry.subject,
               std::string(name(row.entry.result)),
               row.entry.reason,
               row.entry.origin.address,
               row.entry.origin.trace_id,
               row.entry.count,
               row.facts,
               head,
               {}};
  insert.in.hash = insert.in.computed_hash();
  insert.run();
  connection.prepare(upsert_audit_head).with(partition, n + 1, insert.in.hash).run();
}

Result<AuditPage> read_audit(Connection& connection, const AuditQuery& query) {
  const auto place = parse_place(query.cursor);
  if (!place) return fail(Errc::invalid, "the cursor is not one of ours");
  const Integer limit = std::clamp(query.limit, 1, 1000);
  AuditPage page;
  auto& select = connection.prepare(select_audit);
  select.in.values = {query.actor,
                      query.actor,
                      query.act,
                      query.act,
                      query.subject,
                      query.subject,
                      query.from ? to_ms(*query.from) : 0,
                      query.until ? to_ms(*query.until) : std::numeric_limits<Integer>::max(),
                      place->at,
                      place->at,
                      place->partition,
                      place->partition,
                      place->n,
                      limit + 1};
  select.rows([&](const AuditColumns& columns) { page.rows.push_back(row_of(columns)); });
  if (std::ssize(page.rows) > limit) {
    page.rows.pop_back();
    const AuditRow& last = page.rows.back();
    page.next = std::to_string(to_ms(last.at)) + "." + std::to_string(last.partition) + "." +
                std::to_string(last.n);
  }
  return page;
}

std::vector<AuditHead> read_audit_heads(Connection& connection) {
  std::vector<AuditHead> heads;
  connection.prepare(all_audit_heads).rows([&](const auto& row) {
    const auto& [partition, n, hash, first_n, first_prev] = row.values;
    heads.push_back({static_cast<int>(partition), n, hash});
  });
  return heads;
}

AuditVerification verify_audit(Connection& connection, std::span<const AuditHead> kept) {
  const ReadSnapshot snapshot(connection);
  AuditWalk walk(kept);
  connection.prepare(all_audit_heads).rows([&](const auto& row) {
    const auto& [partition, n, hash, first_n, first_prev] = row.values;
    walk.expect(partition, {n, hash, first_n}, first_prev);
  });
  connection.prepare(walk_audit).rows([&](const AuditColumns& row) { walk.take(row); });
  return walk.finish();
}

Result<AuditPage> Reader::audit(const AuditQuery& query) {
  return translated(*connection_, [&] { return read_audit(*connection_, query); });
}

}  // namespace gongzhi::records
