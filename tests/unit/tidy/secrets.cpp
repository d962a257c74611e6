// Nothing in the repository opens anything (security.md S40): no private keys, tokens or hashes of
// passwords, also not in tests, which make their own.
#include <array>
#include <regex>

#include "tests/unit/tidy/rules.hpp"

namespace gongzhi::tidy {
namespace {

struct Secret {
  std::string_view what;
  std::regex shape;
};

const std::array<Secret, 5>& secrets() {
  static const std::array<Secret, 5> all = {
      Secret{"a private key", std::regex("-----BEGIN [A-Z ]*PRIVATE KEY")},
      Secret{"a token of an installation",
             std::regex("gz(1\\.[\\w-]+\\.[\\w-]{20,}|2\\.[0-9a-f]{16}\\.[0-9a-f]{64})")},
      Secret{"the hash of a password",
             std::regex("\\$argon2id\\$v=19\\$[^$ ]+\\$[\\w+/]{10,}\\$[\\w+/]{10,}")},
      Secret{"a one-time link", std::regex("/invitation#[0-9a-f]{64}")},
      Secret{"a key of somebody's cloud", std::regex("AKIA[0-9A-Z]{16}")}};
  return all;
}

}  // namespace

Findings check_secrets(const SourceFile& file) {
  Findings found;
  for (std::size_t at = 0; at < file.lines.size(); ++at) {
    const std::string line(file.lines[at]);
    if (line.find_first_of("$-#.A") == std::string::npos) continue;
    for (const Secret& secret : secrets())
      if (std::regex_search(line, secret.shape))
        found.push_back({file.path, at + 1, "looks like " + std::string(secret.what)});
  }
  return found;
}

}  // namespace gongzhi::tidy
