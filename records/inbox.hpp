// Messages that were applied, over any connection. Functions throw soci_error; callers translate.
#pragma once

#include <map>
#include <span>

#include "records/database.hpp"
#include "records/messages.hpp"

namespace gongzhi::records {

void write_inbox(Connection& connection, const InboxRow& row);

/// False when it was not there.
bool delete_inbox_row(Connection& connection, const MessageId& id);

/// Those that are known. Errc::corrupt when a row does not read.
Result<std::map<MessageId, InboxRow>> read_inbox(Connection& connection,
                                                 std::span<const MessageId> ids);

}  // namespace gongzhi::records
