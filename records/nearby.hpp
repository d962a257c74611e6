// Candidates for duplicates as the writer asks for them: in the midst of a batch, for every new
// case that has a place.
#pragma once

#include <vector>

#include "governance/duplicates.hpp"
#include "records/database.hpp"

namespace gongzhi::records {

/// How many open ones, and how many closed ones, are looked at; a place where many things are
/// reported must not slow the reports down.
inline constexpr int candidates_read_max = 12;

/// Throws soci_error.
std::vector<DuplicateCandidate> read_candidates(Connection& connection, const DuplicateProbe& probe,
                                                const DuplicateRule& rule);

}  // namespace gongzhi::records
