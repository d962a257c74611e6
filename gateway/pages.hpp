// The pages with which one signs in, as routes outside the API.
#pragma once

#include <span>

#include "gateway/router.hpp"

namespace gongzhi::gateway {

/// Paths from the root.
std::span<const Route> pages();

/// The fields of a form as a browser sends it (application/x-www-form-urlencoded); at most 16, each
/// once. Errc::invalid for anything else.
Result<Values> parse_form(std::string_view body);

}  // namespace gongzhi::gateway
