// Statements of erasure.
#include "records/erase.hpp"

namespace gongzhi::records {
namespace {

const Query<Columns<Text, Integer>, Columns<Text>> blank_case{
    "blank_case",
    "UPDATE cases SET title = '', description = '', address = '', result_text = '',"
    " text_salt = '', detail = :detail WHERE id = :id RETURNING number"};

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

const Query<Columns<>, Columns<Integer, Integer>> select_erasures{
    "select_erasures", "SELECT case_id, at FROM erasures ORDER BY at, case_id"};

const Query<Columns<>, Columns<Integer, Integer>> add_up_erasures{
    "add_up_erasures", "SELECT COUNT(*), COALESCE(CAST(SUM(at) AS BIGINT), 0) FROM erasures"};

}  // namespace

std::vector<NotedErasure> read_erasures(Connection& connection) {
  std::vector<NotedErasure> found;
  connection.prepare(select_erasures).rows([&](const auto& row) {
    found.push_back({std::get<0>(row.values), from_ms(std::get<1>(row.values))});
  });
  return found;
}

ErasureSum sum_erasures(Connection& connection) {
  const auto row = connection.prepare(add_up_erasures).first();
  return row ? ErasureSum{std::get<0>(row->values), std::get<1>(row->values)} : ErasureSum{};
}

Result<void> erase_personal_text(Transaction& transaction, const Erasure& erasure) {
  Connection& connection = transaction.connection();
  return translated(connection, [&]() -> Result<void> {
    const auto row = connection.prepare(blank_case).with(erasure.detail, erasure.case_key).first();
    if (!row) return fail(Errc::not_found, "There is no such case.");
    const std::string& number = std::get<0>(row->values);
    connection.prepare(delete_notes).with(erasure.case_key % 100, erasure.case_key).run();
    connection.prepare(blank_dead_letters).with(number).run();
    connection.prepare(delete_delivered_about).with(number).run();
    connection.prepare(note_erasure).with(erasure.case_key, to_ms(erasure.at)).run();
    return {};
  });
}

}  // namespace gongzhi::records
