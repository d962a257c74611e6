// The child process in which a file of a stranger is decoded, from both sides: the parent starts
// the program itself with one fixed word, the child confines itself, reads, writes two files, and
// ends.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>

#include "images/picture.hpp"
#include "images/verdict.hpp"

namespace gongzhi::images {

/// The word after the program's name that makes it the child.
inline constexpr std::string_view child_word = "decode-image";

/// The whole life of the child; for main() only. The exit status is the verdict.
int run_child();

struct ChildJob {
  std::filesystem::path program = "/proc/self/exe";
  int input = -1;    // descriptor of the file that was sent, at its beginning
  int picture = -1;  // of empty files, for writing
  int thumbnail = -1;
  std::chrono::milliseconds limit{20'000};
};

struct ChildResult {
  Verdict verdict = Verdict::broken;
  Size size = {};
  std::string trouble = {};  // for the log: how the child ended, when it ended badly
};

/// Starts the child and waits for its end, at most job.limit; then it is killed. Blocks: for a
/// thread of a pool. The files are whole when the verdict is fine; they are not synced.
ChildResult decode_in_child(const ChildJob& job);

}  // namespace gongzhi::images
