// Cases with their side rows, over any connection. Functions throw soci_error; callers translate.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "records/case_columns.hpp"
#include "records/database.hpp"

namespace gongzhi::records {

/// In ascending order of keys; unknown keys are left out, a key twice is loaded once. Errc::corrupt
/// when a row does not read.
Result<std::vector<StoredCase>> read_cases(Connection& connection,
                                           std::span<const std::int64_t> keys);

/// In the order of `keys`.
Result<std::vector<StoredCase>> read_cases_in_order(Connection& connection,
                                                    std::span<const std::int64_t> keys);

/// The case that an alias opens.
std::optional<std::int64_t> read_alias(Connection& connection, std::int64_t key);

}  // namespace gongzhi::records
