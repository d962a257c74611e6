// Switches that break a promise on purpose, so that the tests which guard it can be seen to turn
// red (reliability.md section 3, control rule). Compiled in only with the CMake option
// GONGZHI_FAULTS; in a release every question is answered `false` at compile time.
#pragma once

#include <string_view>

namespace gongzhi::runtime {

#ifdef GONGZHI_FAULTS

inline constexpr bool faults_compiled_in = true;

/// True when `name` stands in the comma-separated list of the environment variable GONGZHI_FAULT.
/// The list is read once. Any thread. Names and places: tests/process/README.md.
bool fault(std::string_view name);

/// A message whose text holds the marker "#poison" throws (throw_on_marker), takes the process down
/// (crash_on_marker) or never ends (loop_on_marker).
void strike(std::string_view text);

#else

inline constexpr bool faults_compiled_in = false;

constexpr bool fault(std::string_view /*name*/) {
  return false;
}

constexpr void strike(std::string_view /*text*/) {}

#endif

}  // namespace gongzhi::runtime
