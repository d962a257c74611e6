// What a report says against what the county knows, and what it is promised. Pure.
#pragma once

#include <optional>

#include "gateway/problem.hpp"
#include "governance/world.hpp"
#include "wire/requests.hpp"
#include "wire/responses.hpp"

namespace gongzhi::gateway {

/// 422 naming each member that is wrong: unknown kind, category or standard (or one of another
/// category), a place outside the county's grids, fields the kind does not have or that do not fit.
std::optional<Problem> check_report(const World& world, const CreateCase& report,
                                    wire::Language language);

/// The channel of the sender's role where the request names none. Only staff and api clients name
/// another than their own (a hotline's import); 422 otherwise. nullptr = somebody without account.
std::optional<Problem> settle_source(wire::CreateRequest& request, const User* sender,
                                     wire::Language language);

/// The error of a body that does not fit its schema, with what helps besides: an empty category
/// means unsure.
Error with_hints(Error error, wire::Language language);

/// By when somebody looks at it, speaks to the reporter, and has it handled, counted from `now`
/// (domain.md section 4).
wire::Promised promise(const World& world, const CreateCase& report, Instant now);

}  // namespace gongzhi::gateway
