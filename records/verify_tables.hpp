// The second half of verify(): tables against chains and against each other. Functions throw
// soci_error; each answers the first difference.
#pragma once

#include "records/verify.hpp"

namespace gongzhi::records {

std::optional<Difference> verify_cases(Connection& connection, Verification& counts);
std::optional<Difference> verify_inbox(Connection& connection, Verification& counts);
std::optional<Difference> verify_figures(Connection& connection);
std::optional<Difference> verify_positions(Connection& connection);

}  // namespace gongzhi::records
