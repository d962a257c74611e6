// What is sealed opens with its passphrase and with no other, and not when a byte is another.
#include "vault/sealed_stream.hpp"

#include <gtest/gtest.h>

#include "vault/keyring.hpp"

namespace gongzhi::vault {
namespace {

const std::string passphrase = "correct horse battery";

std::string sealed(std::string_view text, std::size_t step = 10'000) {
  std::string out;
  auto writer = SealingWriter::begin(
      passphrase,
      [&out](std::string_view part) -> Result<void> {
        out += part;
        return {};
      },
      SealCost::test);
  for (std::size_t at = 0; at < text.size(); at += step)
    EXPECT_TRUE(writer->write(text.substr(at, step)));
  EXPECT_TRUE(writer->finish());
  return out;
}

Result<std::string> opened(const std::string& bytes, const std::string& with = passphrase) {
  std::size_t at = 0;
  auto reader = SealedReader::begin(with, [&](char* to, std::size_t count) -> Result<std::size_t> {
    const std::size_t n = bytes.copy(to, count, at);
    at += n;
    return n;
  });
  if (!reader) return reader.error();
  std::string text;
  while (true) {
    auto part = reader->read();
    if (!part) return part.error();
    if (part->empty()) return text;
    text += *part;
  }
}

TEST(P04, ASealedStreamOpensWithItsPassphraseOnly) {
  const std::string text = random_bytes(200'000) + "电话13800001234";

  const std::string bytes = sealed(text);

  EXPECT_EQ(bytes.find("13800001234"), std::string::npos);
  EXPECT_EQ(opened(bytes).value(), text);
  EXPECT_EQ(opened(bytes, "another passphrase").error().code, Errc::forbidden);
  EXPECT_NE(sealed(text), bytes) << "the same twice does not look the same";
}

TEST(P04, EmptyAndWholeChunksComeBack) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{65'536},
                                 std::size_t{131'072}, std::size_t{131'073}})
    EXPECT_EQ(opened(sealed(std::string(size, 'a'))).value().size(), size);
}

TEST(P04, ACutSwappedOrChangedStreamDoesNotOpen) {
  const std::string bytes = sealed(std::string(200'000, 'a'));
  constexpr std::size_t chunk = 65'536 + 17;
  const std::size_t head = bytes.size() - (200'000 + 4 * 17);
  std::string swapped = bytes;
  swapped.replace(head, chunk, bytes.substr(head + chunk, chunk));
  std::string changed = bytes;
  changed[head + chunk + 5] ^= 1;

  EXPECT_EQ(opened(bytes.substr(0, head + 2 * chunk)).error().code, Errc::corrupt)
      << "cut between chunks";
  EXPECT_EQ(opened(bytes.substr(0, bytes.size() - 1)).error().code, Errc::corrupt);
  EXPECT_FALSE(opened(swapped));
  EXPECT_EQ(opened(changed).error().code, Errc::corrupt);
  EXPECT_EQ(opened(bytes + "x").error().code, Errc::corrupt);
  EXPECT_EQ(opened("not a backup at all").error().code, Errc::corrupt);
}

TEST(P04, AHeadThatWantsAllMemoryIsRefused) {
  std::string bytes = sealed("a");
  bytes[17 + 16 + 8 + 6] = '\x7f';

  EXPECT_EQ(opened(bytes).error().code, Errc::corrupt);
}

TEST(P04, AShortPassphraseIsRefused) {
  const auto writer =
      SealingWriter::begin("short", [](std::string_view) { return Result<void>{}; });

  EXPECT_EQ(writer.error().code, Errc::invalid);
}

TEST(P04, HashingInPartsIsHashingTheWhole) {
  ContentHasher hasher;
  hasher.add("abc");
  hasher.add("def");

  EXPECT_EQ(hasher.take(), content_hash("abcdef"));
}

}  // namespace
}  // namespace gongzhi::vault
