// A look at the Redis that the settings name, before anything is started: can it be reached, does
// it take us, may it keep what residents submit. Changes nothing there.
#pragma once

#include <chrono>

#include "cli/installation.hpp"

namespace gongzhi::cli {

/// Tries until it answers or `patience` ends; a Redis that refuses us or is not durable is told at
/// once. Errc::unavailable with the reason in `detail` (durability: the line to change). Nothing is
/// asked of the private Redis of a data directory, which `options` names.
Result<void> look_at_redis(const runtime::Settings& settings, const Options& options,
                           std::chrono::milliseconds patience);

}  // namespace gongzhi::cli
