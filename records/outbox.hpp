// What waits to leave, over any connection. Functions throw soci_error; callers translate.
#pragma once

#include <vector>

#include "records/database.hpp"
#include "records/messages.hpp"

namespace gongzhi::records {

std::int64_t write_outbox(Connection& connection, const OutboxRow& row);
/// False unless it was waiting.
bool write_delivered(Connection& connection, std::int64_t id, Instant at);
std::vector<OutboxRow> read_outbox(Connection& connection, std::int64_t after, int limit);
std::int64_t delete_delivered(Connection& connection, Instant before, int limit);

}  // namespace gongzhi::records
