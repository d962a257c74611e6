// The rarely queried remainder of a case as one JSON text: what has no column of its own in the
// record.
#pragma once

#include <string>
#include <string_view>

#include "governance/case.hpp"

namespace gongzhi::wire {

/// Writes the fields of the kind, the handling clock with its pauses, the pending wish and
/// everything else that the record keeps neither as a column nor as rows of its own (assists,
/// claims, candidates and followers are rows). Members with their default value are left out.
std::string write_case_detail(const Case& item);

/// Puts what is written in `detail` into `item`; members that are missing (an older program wrote
/// it, or default) are left alone, unknown ones are ignored. Errc::corrupt when it does not read.
Result<void> read_case_detail(std::string_view detail, Case& item);

}  // namespace gongzhi::wire
