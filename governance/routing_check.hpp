// What must hold in a table of routing rules before it is used; the errors name row and column.
#pragma once

#include <span>
#include <vector>

#include "governance/routing.hpp"

namespace gongzhi {

/// Breaches within the table itself, see RoutingTable::build; at most 200.
std::vector<FieldError> check_rules(std::span<const RoutingRule> rules);

/// Categories, areas, departments and organisations that the county does not have; at most 200.
std::vector<FieldError> check_rules_against(std::span<const RoutingRule> rules,
                                            const Directory& directory, const Catalogue& catalogue);

}  // namespace gongzhi
