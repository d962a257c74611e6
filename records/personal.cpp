#include "records/personal.hpp"

#include <limits>

#include "records/case_columns.hpp"
#include "records/statement.hpp"

namespace gongzhi::records {
namespace {

constexpr std::size_t found_max = 200;

const Query<Columns<Integer, Text>> upsert_key{
    "upsert_personal_key",
    "INSERT INTO personal_keys (case_id, sealed_key) VALUES (:case_id, :sealed_key)"
    " ON CONFLICT (case_id) DO UPDATE SET sealed_key = excluded.sealed_key"};

const Query<Columns<Text, Integer>> insert_index{
    "insert_personal_index", "INSERT INTO personal_index (hash, case_id) VALUES (:hash, :case_id)"};

const Query<Columns<Integer, Text, Text, Integer>> insert_consent{
    "insert_consent",
    "INSERT INTO consents (case_id, purpose, notice, at) VALUES (:case_id, :purpose, :notice, "
    ":at)"};

const Query<Columns<Integer, Integer>, Columns<Nullable<Text>, Integer>> select_key{
    "select_personal_key",
    "SELECT (SELECT sealed_key FROM personal_keys WHERE case_id = :case_id),"
    " (SELECT COUNT(*) FROM consents WHERE case_id = :consent_of AND purpose = 'handler'"
    " AND withdrawn_at IS NULL)"};

const Query<Columns<Text>, Columns<Integer>> select_by_index{
    "select_by_personal_index",
    "SELECT case_id FROM personal_index WHERE hash = :hash ORDER BY case_id LIMIT 200"};

const Query<Columns<Integer>, Columns<Text, Text, Integer, Nullable<Integer>>> select_consents{
    "select_consents",
    "SELECT purpose, notice, at, withdrawn_at FROM consents WHERE case_id = :case_id ORDER BY id"};

const Query<Columns<Integer, Integer, Text>> update_consent{
    "withdraw_consent",
    "UPDATE consents SET withdrawn_at = :at WHERE case_id = :case_id AND purpose = :purpose"
    " AND withdrawn_at IS NULL"};

struct AccessColumns {
  Integer at = 0, case_id = 0;
  Text number, actor, role, org, fields, reason, trace_id;

  template <class V>
  void each(V&& v) {
    v("at", at), v("case_id", case_id), v("number", number), v("actor", actor), v("role", role);
    v("org", org), v("fields", fields), v("reason", reason), v("trace_id", trace_id);
  }
};
const Query<AccessColumns> insert_access{"insert_access", insert_into<AccessColumns>("access_log")};

struct AccessRow {
  Integer id = 0;
  AccessColumns columns;

  template <class V>
  void each(V&& v) {
    v("id", id), columns.each(v);
  }
};
const Query<Columns<Integer, Integer, Integer, Integer, Integer, Text, Text, Integer>, AccessRow>
    select_accesses{"select_accesses",
                    "SELECT " + column_list<AccessRow>() +
                        " FROM access_log WHERE id > :after AND at >= :from_at AND at < :until_at"
                        " AND (:any_case = 0 OR case_id = :case_id)"
                        " AND (:any_actor = '' OR actor = :actor) ORDER BY id LIMIT :most"};

const Query<Columns<Text, Integer>, Columns<Integer>> count_since{
    "count_accesses", "SELECT COUNT(*) FROM access_log WHERE actor = :actor AND at > :since"};

AccessEntry access_of(const AccessColumns& row) {
  return {from_ms(row.at), row.case_id, row.number, row.actor,   row.role,
          row.org,         row.fields,  row.reason, row.trace_id};
}

}  // namespace

std::string personal_text(const Values& fields) {
  std::string text;
  for (const auto& [name, value] : fields) {
    const auto* sealed = std::get_if<std::string>(&value);
    if (sealed == nullptr || sealed->empty()) continue;
    if (!text.empty()) text += ';';
    text += name + "=" + *sealed;
  }
  return text;
}

Values personal_fields(const std::string& text) {
  Values fields;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(';', at), text.size());
    const std::size_t equals = text.find('=', at);
    if (equals < end)
      fields.emplace(text.substr(at, equals - at), text.substr(equals + 1, end - equals - 1));
    at = end + 1;
  }
  return fields;
}

void write_personal_key(Connection& connection, const Case& item) {
  connection.prepare(upsert_key).with(item.number.key(), item.personal.key).run();
}

void write_personal(Connection& connection, const Case& item) {
  const Personal& mine = item.personal;
  const Integer key = item.number.key();
  if (!mine.key.empty()) write_personal_key(connection, item);
  for (const std::string& hash : mine.index) connection.prepare(insert_index).with(hash, key).run();
  const auto agree = [&](const char* purpose) {
    connection.prepare(insert_consent)
        .with(key, std::string(purpose), mine.notice, to_ms(item.accepted_at))
        .run();
  };
  if (mine.fields.contains(personal::phone) || mine.fields.contains(personal::name))
    agree("contact");
  if (mine.fields.contains(personal::identity)) agree("identity");
  if (mine.handler_may_see) agree("handler");
}

PersonalKey read_personal_key(Connection& connection, std::int64_t case_key) {
  const auto row = connection.prepare(select_key).with(case_key, case_key).first();
  if (!row) return {};
  return {std::get<0>(row->values).get().value_or(Text{}), std::get<1>(row->values) > 0};
}

std::vector<std::int64_t> find_by_index(Connection& connection, const std::string& hash) {
  std::vector<std::int64_t> found;
  connection.prepare(select_by_index).with(hash).rows([&](const auto& row) {
    if (found.size() < found_max) found.push_back(std::get<0>(row.values));
  });
  return found;
}

std::vector<Consent> read_consents(Connection& connection, std::int64_t case_key) {
  std::vector<Consent> consents;
  connection.prepare(select_consents).with(case_key).rows([&](const auto& row) {
    const auto& [purpose, notice, at, withdrawn] = row.values;
    consents.push_back({purpose, notice, from_ms(at), {}});
    if (const auto when = withdrawn.get()) consents.back().withdrawn_at = from_ms(*when);
  });
  return consents;
}

bool withdraw_consent(Connection& connection, std::int64_t case_key, const std::string& purpose,
                      Instant at) {
  return connection.prepare(update_consent).with(to_ms(at), case_key, purpose).run() > 0;
}

void write_access(Connection& connection, const AccessEntry& access) {
  auto& statement = connection.prepare(insert_access);
  statement.in = {to_ms(access.at), access.case_key, access.number, access.actor,   access.role,
                  access.org,       access.fields,   access.reason, access.trace_id};
  statement.run();
}

std::int64_t count_accesses(Connection& connection, const std::string& actor, Instant since) {
  const auto row = connection.prepare(count_since).with(actor, to_ms(since)).first();
  return row ? std::get<0>(row->values) : 0;
}

AccessPage read_accesses(Connection& connection, const AccessQuery& query) {
  const Integer from = query.from ? to_ms(*query.from) : 0;
  const Integer until = query.until ? to_ms(*query.until) : std::numeric_limits<Integer>::max();
  AccessPage page;
  Integer last = 0;
  connection.prepare(select_accesses)
      .with(query.after, from, until, query.case_key, query.case_key, query.actor, query.actor,
            Integer{query.limit})
      .rows([&](const AccessRow& row) {
        page.items.push_back(access_of(row.columns));
        last = row.id;
      });
  if (page.items.size() == static_cast<std::size_t>(query.limit)) page.next = last;
  return page;
}

}  // namespace gongzhi::records
