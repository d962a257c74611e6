// How long questions take on a filled record.
#pragma once

#include "records/database.hpp"

namespace gongzhi::bench {

/// Prints a line for each kind of question: p50, p99 and the slowest, in milliseconds.
Result<void> print_question_times(const records::DatabaseConfig& config, int rounds);

}  // namespace gongzhi::bench
