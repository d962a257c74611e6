// What in-service members have in hand, guarded by conditional updates. Over any connection; throws
// soci_error.
#pragma once

#include <string>

#include "governance/facts.hpp"
#include "records/database.hpp"

namespace gongzhi::records {

/// False when the member holds `open_claims_max` already or is no active user.
bool take_open_claim(Connection& connection, const std::string& user, int open_claims_max,
                     Instant at);
/// False when the member holds none.
bool release_open_claim(Connection& connection, const std::string& user);
void note_lapse(Connection& connection, const std::string& user, Instant at);
/// Lapses count from `at` - 90 days (domain.md section 3, row 9).
MemberLoad read_member_load(Connection& connection, const std::string& user, Instant at);

}  // namespace gongzhi::records
