// Up to where the last backup goes, in a file of the data directory: what lies behind it stays on
// the queue, so that an older record can catch up (reliability.md D10, R45).
#pragma once

#include <map>
#include <optional>

#include "records/messages.hpp"
#include "runtime/data_dir.hpp"

namespace gongzhi::workers {

struct BackupMark {
  Instant at{};
  std::map<int, std::uint64_t> seqs;  // by partition
};

/// `backup_mark.json`, durable when it returns.
Result<void> write_backup_mark(const runtime::DataDir& dir, const BackupMark& mark);

/// None when no backup was made, or the file does not read.
std::optional<BackupMark> find_backup_mark(const runtime::DataDir& dir);

}  // namespace gongzhi::workers
