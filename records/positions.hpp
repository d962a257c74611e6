// Positions, ownership and the store's identity, over any connection. Functions throw soci_error;
// callers translate.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "records/database.hpp"
#include "records/store.hpp"

namespace gongzhi::records {

std::map<int, Position> read_positions(Connection& connection);

/// True when exactly one row moved.
bool write_position(Connection& connection, const PositionMove& move);
/// The same fence without moving `seq`; `at` never goes back.
bool touch_position(Connection& connection, const PositionMove& move);

/// Moves every position on by `count`, so that sequences, and with them case numbers, which an
/// older record does not know of are never given again. Only while no worker runs.
void skip_sequences(Connection& connection, std::int64_t count);

/// Raises the epoch of partitions 0 … partitions-1 and answers it; the same for all of them.
std::int64_t write_ownership(Connection& connection, const std::string& owner, int partitions,
                             Instant now);

std::optional<StoreIdentity> read_identity(Connection& connection);
void write_identity(Connection& connection, const StoreIdentity& identity);
/// False when the store has no name.
bool write_ready(Connection& connection);

}  // namespace gongzhi::records
