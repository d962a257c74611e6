// How long Redis remembers a message id, given how full it is. Pure.
#pragma once

#include <cstdint>
#include <optional>

#include "queue/client.hpp"

namespace gongzhi::queue {

/// Seconds for an id handed in now: settings.ids_ttl_s while Redis is less than 35 % full,
/// settings.ids_ttl_least_s from 70 % on, falling geometrically between. That time is tuning, not
/// correctness: the record knows every id for ever, a repeat that Redis has forgotten gets a new
/// number which opens the same case (D6, D7). So ids may never be the reason why reports are
/// refused.
std::uint64_t ids_ttl(const Settings& settings, const std::optional<Pressure>& pressure);

}  // namespace gongzhi::queue
