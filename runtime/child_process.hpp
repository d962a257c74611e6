// One child process: started with exec, told to stop, reaped.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "governance/error.hpp"

namespace gongzhi::runtime {

struct ChildSpec {
  std::vector<std::string> argv;         // argv[0] is a path or a name searched in PATH
  std::filesystem::path directory = {};  // working directory; empty = ours
  std::filesystem::path output = {};     // file for its stdout and stderr, appended; empty = ours
  std::vector<int> inherited = {};  // descriptors that stay open in the child under their number
};

/// How a child ended.
struct ChildExit {
  bool by_signal = false;
  int code = 0;  // exit status or signal number
};

/// Starts it. The child gets SIGTERM when the calling thread's process dies. Errc::unavailable when
/// it cannot be executed (the reason of exec is passed back, so a missing program is named).
Result<pid_t> start_child(const ChildSpec& spec);

/// Reaps without waiting; none while it runs. Only for children of this process.
std::optional<ChildExit> reap_child(pid_t pid);

/// True when a process with that pid runs and its program's name is `program`.
bool runs_program(pid_t pid, std::string_view program);

}  // namespace gongzhi::runtime
