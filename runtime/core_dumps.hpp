// What lies in memory stays there: no core file, no debugger of another user (security.md S40).
#pragma once

namespace gongzhi::runtime {

/// For this process; children inherit that they write no core files. Under a sanitizer only the
/// latter: its search for leaks has to look into the process.
void forbid_core_dumps();

}  // namespace gongzhi::runtime
