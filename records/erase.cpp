// Statements of erasure.
#include "records/erase.hpp"

namespace gongzhi::records {
namespace {

const Query<Columns<Text, Integer>, Columns<Text>> blank_case{
    "blank_case",
    "UPDATE cases SET title = '', description = '', address = '', result_text = '',"
    " personal = '', on_behalf_of = '', text_salt = '', detail = :detail WHERE id = :id RETURNING "
    "number"};

const Query<Columns<Integer, Integer>> delete_notes{
    "delete_notes",
    "DELETE FROM timeline_notes WHERE partition = :partition AND n IN"
    " (SELECT n FROM timeline WHERE case_id = :case_id)"};

const Query<Columns<Text>> blank_dead_letters{
    "blank_dead_letters",
    "UPDATE dead_letters SET envelope = '', detail = '' WHERE number = :number AND number <> ''"};

const Query<Columns<Text>> delete_delivered_about{
    "delete_delivered_about",
    "DELETE FROM outbox WHERE target = :target AND delivered_at IS NOT NULL"};

const Query<Columns<Integer, Integer>> note_erasure{
    "note_erasure",
    "INSERT INTO erasures (case_id, at) VALUES (:case_id, :at)"
    " ON CONFLICT (case_id) DO UPDATE SET at = excluded.at"};

const Query<Columns<Integer>, Columns<Text>> number_of_case{
    "number_of_case", "SELECT number FROM cases WHERE id = :id"};
const Query<Columns<Integer>> delete_key{"delete_personal_key",
                                         "DELETE FROM personal_keys WHERE case_id = :case_id"};
const Query<Columns<Integer>> delete_index{"delete_personal_index",
                                           "DELETE FROM personal_index WHERE case_id = :case_id"};
const Query<Columns<Integer, Text, Text, Integer>> note_erased_key{
    "note_erased_key",
    "INSERT INTO erased_keys (case_id, number, what, at, logged)"
    " VALUES (:case_id, :number, :what, :at, 0) ON CONFLICT (case_id) DO UPDATE SET"
    " what = excluded.what, at = excluded.at, logged = 0"};

const Query<Columns<Integer, Integer, Integer>, Columns<Integer, Integer>> walk_keys{
    "walk_personal_keys",
    "SELECT k.case_id, CASE WHEN c.closed = 1 AND c.closed_at < :before THEN 1 ELSE 0 END"
    " FROM personal_keys k JOIN cases c ON c.id = k.case_id WHERE k.case_id > :after"
    " ORDER BY k.case_id LIMIT :most"};
const Query<Columns<Integer, Integer>, Columns<Integer>> select_due_texts{
    "select_due_texts",
    "SELECT id FROM cases WHERE closed = 1 AND text_salt <> '' AND closed_at < :before"
    " ORDER BY closed_at, id LIMIT :most"};
const Query<Columns<Integer, Integer>> delete_accesses{
    "delete_accesses",
    "DELETE FROM access_log WHERE id IN"
    " (SELECT id FROM access_log WHERE at < :before ORDER BY at LIMIT :most)"};

const Query<Columns<Integer, Integer, Integer>> empty_letters{
    "empty_dead_letters",
    "UPDATE dead_letters SET envelope = '', detail = '',"
    " resolution = CASE WHEN resolved_at IS NULL THEN 'expired' ELSE resolution END,"
    " resolved_at = COALESCE(resolved_at, :now) WHERE id IN"
    " (SELECT id FROM dead_letters WHERE at < :before AND envelope <> '' ORDER BY id LIMIT :most)"};

const Query<Columns<Integer>, Columns<Integer, Text, Text, Integer>> select_unlogged{
    "select_unlogged_erasures",
    "SELECT case_id, number, what, at FROM erased_keys WHERE logged = 0 ORDER BY case_id"
    " LIMIT :most"};
const Query<Columns<Integer, Integer>> update_logged{
    "mark_erasure_logged",
    "UPDATE erased_keys SET logged = 1 WHERE case_id = :case_id AND at = :at"};

const Query<Columns<Integer>> delete_terms{"erase_terms",
                                           "DELETE FROM case_index WHERE case_id = :case_id"};

// What both sorts of erasure do.
void destroy(Connection& connection, const ErasedCase& erased) {
  connection.prepare(delete_key).with(erased.case_key).run();
  connection.prepare(delete_index).with(erased.case_key).run();
  connection.prepare(blank_dead_letters).with(erased.number).run();
  connection.prepare(delete_delivered_about).with(erased.number).run();
  connection.prepare(note_erased_key)
      .with(erased.case_key, erased.number, erased.what, to_ms(erased.at))
      .run();
}

}  // namespace

Result<void> destroy_personal_key(Transaction& transaction, std::int64_t case_key, Instant at) {
  Connection& connection = transaction.connection();
  return translated(connection, [&]() -> Result<void> {
    const auto row = connection.prepare(number_of_case).with(case_key).first();
    if (!row) return fail(Errc::not_found, "There is no such case.");
    destroy(connection, {case_key, std::get<0>(row->values), "contact", at});
    return {};
  });
}

Result<DueKeys> due_keys(Connection& connection, const DueQuery& query) {
  return translated(connection, [&]() -> Result<DueKeys> {
    DueKeys found;
    int looked = 0;
    connection.prepare(walk_keys)
        .with(to_ms(query.closed_before), query.after, Integer{query.limit})
        .rows([&](const auto& row) {
          ++looked;
          found.after = std::get<0>(row.values);
          if (std::get<1>(row.values) != 0) found.due.push_back(found.after);
        });
    if (looked < query.limit) found.after = 0;
    return found;
  });
}

Result<std::vector<std::int64_t>> due_texts(Connection& connection, const DueQuery& query) {
  return translated(connection, [&]() -> Result<std::vector<std::int64_t>> {
    std::vector<std::int64_t> due;
    connection.prepare(select_due_texts)
        .with(to_ms(query.closed_before), Integer{query.limit})
        .rows([&](const auto& row) { due.push_back(std::get<0>(row.values)); });
    return due;
  });
}

Result<std::int64_t> prune_access_log(Transaction& transaction, Instant before, int limit) {
  Connection& connection = transaction.connection();
  return translated(connection, [&]() -> Result<std::int64_t> {
    return connection.prepare(delete_accesses).with(to_ms(before), Integer{limit}).run();
  });
}

Result<std::int64_t> empty_dead_letters(Transaction& transaction, const LettersDue& due) {
  Connection& connection = transaction.connection();
  return translated(connection, [&]() -> Result<std::int64_t> {
    return connection.prepare(empty_letters)
        .with(to_ms(due.now), to_ms(due.before), Integer{due.limit})
        .run();
  });
}

Result<std::vector<ErasedCase>> unlogged_erasures(Connection& connection, int limit) {
  return translated(connection, [&]() -> Result<std::vector<ErasedCase>> {
    std::vector<ErasedCase> erased;
    connection.prepare(select_unlogged).with(Integer{limit}).rows([&](const auto& row) {
      const auto& [key, number, what, at] = row.values;
      erased.push_back({key, number, what, from_ms(at)});
    });
    return erased;
  });
}

Result<void> mark_logged(Transaction& transaction, const std::vector<ErasedCase>& erased) {
  Connection& connection = transaction.connection();
  return translated(connection, [&]() -> Result<void> {
    for (const ErasedCase& one : erased)
      connection.prepare(update_logged).with(one.case_key, to_ms(one.at)).run();
    return {};
  });
}

Result<void> erase_personal_text(Transaction& transaction, const Erasure& erasure) {
  Connection& connection = transaction.connection();
  return translated(connection, [&]() -> Result<void> {
    const auto row = connection.prepare(blank_case).with(erasure.detail, erasure.case_key).first();
    if (!row) return fail(Errc::not_found, "There is no such case.");
    const std::string& number = std::get<0>(row->values);
    connection.prepare(delete_terms).with(erasure.case_key).run();
    connection.prepare(delete_notes).with(erasure.case_key % 100, erasure.case_key).run();
    destroy(connection, {erasure.case_key, number, "all", erasure.at});
    connection.prepare(note_erasure).with(erasure.case_key, to_ms(erasure.at)).run();
    return {};
  });
}

}  // namespace gongzhi::records
