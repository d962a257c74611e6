// Acts about personal data: showing it in plain, withdrawing an agreement, erasing it on request.
#pragma once

#include "workers/administration.hpp"

namespace gongzhi::workers {

inline constexpr std::string_view reveal_act = "personal.reveal";
inline constexpr std::string_view withdraw_act = "personal.withdraw";
inline constexpr std::string_view erase_act = "personal.erase";

/// One person may look so often in an hour; from the second number on it is an alarm (P05).
inline constexpr std::int64_t reveals_per_hour_max = 100;
inline constexpr std::int64_t bulk_reveals_per_hour = 20;

/// Subject = number of a case; input: `fields` (names of personal.hpp), `reason` (5 to 200
/// characters). Writes the access log; the gateway shows the values once that is committed.
Result<ActDone> reveal_personal(const ActContext& context, ActDone done);

/// Subject = number; input: `purpose`. By the reporter.
Result<ActDone> withdraw_agreement(const ActContext& context, ActDone done);

/// Subject = number. By the reporter; refused while the case runs or has to be kept, with the day
/// from which it may be.
Result<ActDone> erase_on_request(const ActContext& context, ActDone done);

}  // namespace gongzhi::workers
