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

/// Also forgets its last words: to be called before every start.
void forget_ready(const DataDir& dir, std::string_view name);

/// Why the part `name` gave up, for whoever started it; at most 4,000 bytes are kept.
void leave_last_words(const DataDir& dir, std::string_view name, std::string_view words);
/// Empty when it left none since forget_ready().
std::string last_words_of(const DataDir& dir, std::string_view name);

}  // namespace gongzhi::runtime
