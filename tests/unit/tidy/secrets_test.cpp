// The repository is searched for secrets (security.md S40), and the search is shown some.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "tests/unit/tidy/rules.hpp"

namespace gongzhi::tidy {
namespace {

namespace fs = std::filesystem;

// Every file, not only those that people write: a key may have any name.
TEST(S40, TheRepositoryHoldsNoSecret) {
  static const std::set<std::string> not_ours{".git", "build", "data", "node_modules", ".cache"};
  int looked_at = 0;
  for (fs::recursive_directory_iterator at(GONGZHI_SOURCE_DIR), end; at != end; ++at) {
    const std::string path = at->path().lexically_relative(GONGZHI_SOURCE_DIR).generic_string();
    if (at->is_directory() && not_ours.contains(at->path().filename().string()))
      at.disable_recursion_pending();
    if (!at->is_regular_file()) continue;
    ++looked_at;
    for (const char* suffix : {".pem", ".key", ".p12"})
      EXPECT_FALSE(path.ends_with(suffix)) << path;
    std::ifstream in(at->path(), std::ios::binary);
    const SourceFile file(path, {std::istreambuf_iterator<char>(in), {}});
    for (const Finding& found : check_secrets(file))
      ADD_FAILURE() << found.path << ":" << found.line << ": " << found.what;
  }

  EXPECT_GT(looked_at, 1'000);
}

// Put together from halves, so that this file passes its own rule.
TEST(S40, TheSearchFindsWhatItLooksFor) {
  const std::string hex(64, 'a');
  const std::string salted = "c2FsdHNhbHQ$aGFzaGhhc2g";
  for (const std::string& secret :
       {std::string("-----BEGIN EC PRIVATE ") + "KEY-----", "gz1.grid-001." + hex.substr(0, 43),
        "gz2." + hex.substr(0, 16) + "." + hex, "$argon2id$v=19$m=19456,t=2,p=1$" + salted,
        "https://example.org/invitation#" + hex, std::string("AKIA") + "ABCDEFGHIJKLMNOP"})
    EXPECT_EQ(check_secrets({"docs/a.md", "see " + secret + "\n"}).size(), 1U) << secret;
  for (const char* plain : {"-----BEGIN CERTIFICATE-----", "gz1.<user>.<key>",
                            "$argon2id$v=19$m=19456,t=2,p=1$", "/invitation#"})
    EXPECT_TRUE(check_secrets({"docs/a.md", std::string(plain) + "\n"}).empty()) << plain;
}

}  // namespace
}  // namespace gongzhi::tidy
