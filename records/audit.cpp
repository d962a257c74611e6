// Statements about the audit trail.
#include "records/audit.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "records/audit_columns.hpp"
#include "records/reader.hpp"

namespace gongzhi::records {
namespace {

const Query<AuditColumns> insert_audit{"insert_audit", insert_into<AuditColumns>("audit")};

const Query<Columns<Integer>, Columns<Integer, Text>> select_audit_head{
    "select_audit_head", "SELECT n, hash FROM audit_heads WHERE partition = :partition"};

const Query<Columns<Integer, Integer, Text>> upsert_audit_head{
    "upsert_audit_head",
    "INSERT INTO audit_heads (partition, n, hash, first_n, first_prev)"
    " VALUES (:partition, :n, :hash, 1, '')"
    " ON CONFLICT (partition) DO UPDATE SET n = excluded.n, hash = excluded.hash"};

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

Result<AuditPage> Reader::audit(const AuditQuery& query) {
  return translated(*connection_, [&] { return read_audit(*connection_, query); });
}

}  // namespace gongzhi::records
