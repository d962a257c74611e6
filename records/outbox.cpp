// Statements about the outbox.
#include "records/outbox.hpp"

namespace gongzhi::records {
namespace {

using Integer = std::int64_t;
using Text = std::string;

const Query<Columns<Text, Text, Integer, Text, Text, Integer>, Columns<Integer>> insert_outbox{
    "insert_outbox",
    "INSERT INTO outbox (stable_id, kind, partition, target, payload, created_at)"
    " VALUES (:stable_id, :kind, :partition, :target, :payload, :created_at) RETURNING id"};

const Query<Columns<Integer, Integer>> mark_delivered{
    "mark_delivered",
    "UPDATE outbox SET delivered_at = :at WHERE id = :id AND delivered_at IS NULL"};

const Query<Columns<Integer, Integer>, Columns<Integer, Text, Text, Integer, Text, Text, Integer>>
    select_outbox{"select_outbox",
                  "SELECT id, stable_id, kind, partition, target, payload, created_at FROM outbox"
                  " WHERE delivered_at IS NULL AND id > :after ORDER BY id LIMIT :limit"};

const Query<Columns<Integer, Integer>> prune_outbox{
    "prune_outbox",
    "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE delivered_at IS NOT NULL"
    " AND delivered_at < :before ORDER BY delivered_at LIMIT :limit)"};

}  // namespace

std::int64_t write_outbox(Connection& connection, const OutboxRow& row) {
  const auto given = connection.prepare(insert_outbox)
                         .with(row.stable_id, row.kind, Integer{row.partition}, row.target,
                               row.payload, to_ms(row.created_at))
                         .first();
  ensure(given.has_value(), "an inserted row has an id");
  return std::get<0>(given->values);
}

bool write_delivered(Connection& connection, std::int64_t id, Instant at) {
  return connection.prepare(mark_delivered).with(to_ms(at), id).run() == 1;
}

std::vector<OutboxRow> read_outbox(Connection& connection, std::int64_t after, int limit) {
  std::vector<OutboxRow> rows;
  connection.prepare(select_outbox).with(after, Integer{limit}).rows([&](const auto& row) {
    const auto& [id, stable_id, kind, partition, target, payload, created_at] = row.values;
    rows.push_back(
        {id, stable_id, kind, static_cast<int>(partition), target, payload, from_ms(created_at)});
  });
  return rows;
}

std::int64_t delete_delivered(Connection& connection, Instant before, int limit) {
  return connection.prepare(prune_outbox).with(to_ms(before), Integer{limit}).run();
}

}  // namespace gongzhi::records
