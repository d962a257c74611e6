#include "cli/passphrase.hpp"

#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <iostream>

#include "runtime/data_dir.hpp"

namespace gongzhi::cli {
namespace {

std::string ask(const char* question) {
  std::fprintf(stderr, "%s: ", question);
  termios before{};
  ::tcgetattr(STDIN_FILENO, &before);
  termios quiet = before;
  quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  ::tcsetattr(STDIN_FILENO, TCSANOW, &quiet);
  std::string line;
  std::getline(std::cin, line);
  ::tcsetattr(STDIN_FILENO, TCSANOW, &before);
  std::fputc('\n', stderr);
  return line;
}

}  // namespace

Result<std::string> read_passphrase(const std::string& file, PassphraseUse use) {
  if (file.empty()) {
    if (::isatty(STDIN_FILENO) == 0)
      return fail(Errc::invalid, "without a terminal the passphrase comes from --passphrase-file");
    const std::string typed = ask("Passphrase of the backup");
    if (use == PassphraseUse::seal && ask("Again") != typed)
      return fail(Errc::invalid, "the two were not the same");
    return typed;
  }
  struct stat info {};
  if (::stat(file.c_str(), &info) == 0 && S_ISREG(info.st_mode) && (info.st_mode & 077) != 0)
    return fail(Errc::forbidden, file + " can be read by others; run: chmod 0400 " + file);
  auto text = runtime::read_file(file, 4'096);
  if (!text) return text.error();
  return text->substr(0, text->find_first_of("\r\n"));
}

}  // namespace gongzhi::cli
