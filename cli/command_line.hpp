// The command line: which words there are, what they are told, and what the process answers.
#pragma once

namespace gongzhi::cli {

/// Exit status: 0 done, 1 it did not succeed (or a check found something), 2 the words or the
/// settings are wrong.
int run(int argc, char** argv);

}  // namespace gongzhi::cli
