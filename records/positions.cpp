// Statements about positions, ownership and identity (D4, D7, D9).
#include "records/positions.hpp"

namespace gongzhi::records {
namespace {

using Integer = std::int64_t;
using Text = std::string;

const Query<Columns<>, Columns<Integer, Integer, Integer>> select_positions{
    "select_positions", "SELECT partition, seq, at FROM position ORDER BY partition"};

const Query<Columns<Integer, Integer, Integer, Integer, Integer>> move_position{
    "move_position",
    "UPDATE position SET seq = :seq, at = :at"
    " WHERE partition = :partition AND epoch = :epoch AND seq < :ahead"};

const Query<Columns<Integer, Integer, Integer, Integer>> hold_position{
    "hold_position",
    "UPDATE position SET at = CASE WHEN at < :at THEN CAST(:later AS BIGINT) ELSE at END"
    " WHERE partition = :partition AND epoch = :epoch"};

const Query<Columns<>, Columns<Integer>> newest_epoch{
    "newest_epoch", "SELECT COALESCE(MAX(epoch), 0) FROM ownership"};

const Query<Columns<Integer, Integer, Text, Integer>> upsert_owner{
    "upsert_owner",
    "INSERT INTO ownership (partition, epoch, owner, since)"
    " VALUES (:partition, :epoch, :owner, :since) ON CONFLICT (partition) DO UPDATE SET"
    " epoch = excluded.epoch, owner = excluded.owner, since = excluded.since"};

const Query<Columns<Integer, Integer>> fence_position{
    "fence_position",
    "INSERT INTO position (partition, seq, at, epoch) VALUES (:partition, 0, 0, :epoch)"
    " ON CONFLICT (partition) DO UPDATE SET epoch = excluded.epoch"};

const Query<Columns<>, Columns<Text, Text, Integer, Integer>> select_identity{
    "select_identity", "SELECT generation, state, partitions, created_at FROM store"};

const Query<Columns<Text, Text, Integer, Integer>> insert_identity{
    "insert_identity",
    "INSERT INTO store (one, generation, state, partitions, created_at)"
    " VALUES (1, :generation, :state, :partitions, :created_at)"};

const Query<Columns<>> set_ready{"set_ready", "UPDATE store SET state = 'ready' WHERE one = 1"};

const Query<Columns<Integer>> move_all_positions{"move_all_positions",
                                                 "UPDATE position SET seq = seq + :count"};

}  // namespace

void skip_sequences(Connection& connection, std::int64_t count) {
  connection.prepare(move_all_positions).with(Integer{count}).run();
}

std::map<int, Position> read_positions(Connection& connection) {
  std::map<int, Position> positions;
  connection.prepare(select_positions).rows([&](const auto& row) {
    const auto& [partition, seq, at] = row.values;
    positions[static_cast<int>(partition)] = {static_cast<std::uint64_t>(seq), from_ms(at)};
  });
  return positions;
}

bool write_position(Connection& connection, const PositionMove& move) {
  const auto seq = static_cast<Integer>(move.seq);
  return connection.prepare(move_position)
             .with(seq, to_ms(move.at), Integer{move.partition}, move.epoch, seq)
             .run() == 1;
}

bool touch_position(Connection& connection, const PositionMove& move) {
  return connection.prepare(hold_position)
             .with(to_ms(move.at), to_ms(move.at), Integer{move.partition}, move.epoch)
             .run() == 1;
}

std::int64_t write_ownership(Connection& connection, const std::string& owner, int partitions,
                             Instant now) {
  const auto row = connection.prepare(newest_epoch).first();
  const Integer epoch = (row ? std::get<0>(row->values) : 0) + 1;
  for (Integer partition = 0; partition < partitions; ++partition) {
    connection.prepare(upsert_owner).with(partition, epoch, owner, to_ms(now)).run();
    connection.prepare(fence_position).with(partition, epoch).run();
  }
  return epoch;
}

std::optional<StoreIdentity> read_identity(Connection& connection) {
  const auto row = connection.prepare(select_identity).first();
  if (!row) return std::nullopt;
  const auto& [generation, state, partitions, created_at] = row->values;
  StoreIdentity identity;
  identity.state = state == "ready" ? StoreIdentity::State::ready : StoreIdentity::State::pending;
  identity.generation = generation;
  identity.partitions = static_cast<int>(partitions);
  identity.created_at = from_ms(created_at);
  return identity;
}

void write_identity(Connection& connection, const StoreIdentity& identity) {
  const Text state = identity.state == StoreIdentity::State::ready ? "ready" : "pending";
  connection.prepare(insert_identity)
      .with(identity.generation, state, Integer{identity.partitions}, to_ms(identity.created_at))
      .run();
}

bool write_ready(Connection& connection) {
  return connection.prepare(set_ready).run() == 1;
}

}  // namespace gongzhi::records
