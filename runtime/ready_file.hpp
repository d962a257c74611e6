// How a process of the platform says that it is ready and where it listens: a small file in the run
// folder.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "runtime/data_dir.hpp"

namespace gongzhi::runtime {

/// "pid", "listen", "admin" and so on of the part `name` ("gateway", "worker").
using ReadyFacts = std::map<std::string, std::string>;

/// Writes `run/<name>.ready`; the pid is added.
Result<void> announce_ready(const DataDir& dir, std::string_view name, ReadyFacts facts);

/// The facts, when the file is there and the process it names is alive.
std::optional<ReadyFacts> find_ready(const DataDir& dir, std::string_view name);

void forget_ready(const DataDir& dir, std::string_view name);

}  // namespace gongzhi::runtime
