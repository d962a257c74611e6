// A stream of bytes sealed by a passphrase: argon2id makes the key, XChaCha20-Poly1305 in chunks
// (libsodium's secretstream) seals. Whoever lacks the passphrase learns the length; a changed,
// reordered or cut stream does not open. Knows no file.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "governance/error.hpp"

namespace gongzhi::vault {

/// A passphrase for something that leaves the house is at least so long.
inline constexpr std::size_t passphrase_length_min = 12;

/// How dear trying a passphrase is.
enum class SealCost { backup, test };

/// Takes what is given to it; an Error ends the stream.
using ByteSink = std::function<Result<void>(std::string_view)>;
/// Fills `bytes` as far as it can; fewer only at the end. Answers how many.
using ByteSource = std::function<Result<std::size_t>(char* bytes, std::size_t count)>;

class SealingWriter {
 public:
  /// Writes the head at once. Errc::invalid for a passphrase that is too short.
  static Result<SealingWriter> begin(std::string_view passphrase, ByteSink sink,
                                     SealCost cost = SealCost::backup);
  SealingWriter(SealingWriter&&) noexcept;
  SealingWriter& operator=(SealingWriter&&) noexcept;
  ~SealingWriter();

  Result<void> write(std::string_view bytes);
  /// Without it the stream counts as cut.
  Result<void> finish();

 private:
  struct State;
  explicit SealingWriter(std::unique_ptr<State> state);
  Result<void> seal(unsigned char tag);
  std::unique_ptr<State> state_;
};

class SealedReader {
 public:
  /// Errc::corrupt when this is no sealed stream.
  static Result<SealedReader> begin(std::string_view passphrase, ByteSource source);
  SealedReader(SealedReader&&) noexcept;
  SealedReader& operator=(SealedReader&&) noexcept;
  ~SealedReader();

  /// The next bytes, at most one chunk; empty at the end. Errc::forbidden when the first chunk does
  /// not open (another passphrase, or damaged), Errc::corrupt for a later one or a cut stream.
  Result<std::string_view> read();

 private:
  struct State;
  explicit SealedReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// The hash of bytes that come in parts: the same as content_hash() of all of them.
class ContentHasher {
 public:
  ContentHasher();
  ~ContentHasher();
  void add(std::string_view bytes);
  /// 64 hex digits. Once.
  std::string take();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace gongzhi::vault
