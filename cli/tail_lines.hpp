// The part of the queue that a backup carries: one line of JSON for each entry.
#pragma once

#include <filesystem>
#include <map>
#include <vector>

#include "cli/installation.hpp"
#include "queue/entry.hpp"

namespace gongzhi::cli {

/// Writes what the queue holds behind the given positions; how many entries. Errc::unavailable when
/// the queue cannot be reached.
Result<std::int64_t> write_tail(const Installation& installation,
                                const std::map<int, records::Position>& after,
                                const std::filesystem::path& file);

/// Puts a new Redis into the state that the record expects: the entries of the file back into the
/// streams, the sequences raised to at least `applied`, the generation set. No worker may run.
/// Errc::conflict when that Redis belongs to another record, or holds something of this one.
Result<void> fill_new_queue(const Installation& installation, const std::filesystem::path& file);

/// Raises the sequences to what the record says. No worker may run.
Result<void> raise_queue(const Installation& installation);

/// Waits until the running worker has applied all that the queue holds. Errc::timeout when it gets
/// no further for a minute.
Result<void> wait_until_applied(const Installation& installation);

}  // namespace gongzhi::cli
