// What must hold in the tables of organisations, users and grids before a Directory is built from
// them.
#pragma once

#include <vector>

#include "governance/directory.hpp"

namespace gongzhi {

/// Every breach as a FieldError with pointer `/orgs/3/parent` (table, row from 0, column), at most
/// `directory_errors_max`; empty = sound. Rules (domain.md section 1):
/// orgs: id and name present, id once; exactly one county and it alone without parent; parent
/// known, no cycle; L2 below L1, L3 below L2, L4 below L3, L5 below L3 or L4, functional bodies on
/// L1–L3; kind fits level, so that every L3 is a Party committee; area code of 6 to 12 digits that
/// continues the parent's; a department code once per parent. users: id and name present, id once;
/// org known (residents, members and API clients may have none); an active member has a community;
/// communities and grids exist. grids: code and name present, code once; community exists; worker
/// and deputy are grid workers. areas: none at all, or one for each grid in the same order with the
/// same code and community.
std::vector<FieldError> check_tables(const Directory::Tables& tables);

inline constexpr std::size_t directory_errors_max = 200;

}  // namespace gongzhi
