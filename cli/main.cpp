// Entry point: nothing but the call into the command line.
#include "cli/command_line.hpp"

int main(int argc, char** argv) {
  return gongzhi::cli::run(argc, argv);
}
