// A copy of the record as it is at one moment, made while it is written to.
#pragma once

#include <filesystem>
#include <functional>

#include "records/database.hpp"

namespace gongzhi::records {

/// Copies what a reader sees now into `target`, which must not exist: one file without a log,
/// without what was deleted. Readers and the writer go on meanwhile; the write-ahead log grows as
/// long as it takes. `tick` is called now and then. Errc::unavailable when there is no room.
Result<void> copy_record(const DatabaseConfig& config, const std::filesystem::path& target,
                         const std::function<void()>& tick);

}  // namespace gongzhi::records
