// The hours at which a member says to have time, as they stand in tables. A preference, never a
// duty or a reproach.
#pragma once

#include <string_view>

#include "governance/instant.hpp"

namespace gongzhi {

/// True when `hours` covers `at` (Asia/Shanghai). Forms: a day word (`weekday`, `weekend`, `mon` …
/// `sun`, `any`), a time
/// (`morning` 08–12, `noon` 12–14, `afternoon` 14–18, `evening` 18–22, `night` 22–08, or
/// `19:00-21:00`), or a day and a time joined by a blank, `_` or `-` (`weekend_morning`, `sat
/// 09:00-12:00`). Anything else covers nothing.
bool covers(std::string_view hours, Instant at);

}  // namespace gongzhi
