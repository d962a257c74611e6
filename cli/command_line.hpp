// The command line: which words there are, what they are told, and what the process answers.
#pragma once

namespace gongzhi::cli {

/// Exit status: 0 done, 1 it did not succeed (a check found something, an id is not known), 2 the
/// words or the settings are wrong: nothing was begun.
int run(int argc, char** argv);

}  // namespace gongzhi::cli
