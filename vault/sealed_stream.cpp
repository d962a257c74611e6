#include "vault/sealed_stream.hpp"

#include <sodium.h>

#include <array>
#include <cstring>
#include <vector>

#include "vault/bytes.hpp"

namespace gongzhi::vault {
namespace {

// The number behind the name is that of the algorithms (argon2id 1.3, XChaCha20-Poly1305).
constexpr std::string_view magic = "GONGZHI-SEALED-1\n";
constexpr std::size_t chunk_bytes = 64 * 1024;
constexpr std::size_t sealed_chunk_bytes =
    chunk_bytes + crypto_secretstream_xchacha20poly1305_ABYTES;

// What a head may ask for: it is read before anything proves who wrote it.
constexpr std::uint64_t passes_most = 16, memory_most = std::uint64_t{1} << 30;

using Key = std::array<unsigned char, crypto_secretstream_xchacha20poly1305_KEYBYTES>;

struct Head {
  std::array<unsigned char, crypto_pwhash_SALTBYTES> salt{};
  std::uint64_t passes = 0, memory = 0;
  std::array<unsigned char, crypto_secretstream_xchacha20poly1305_HEADERBYTES> stream{};
};
constexpr std::size_t head_bytes = sizeof(Head::salt) + 16 + sizeof(Head::stream);

const unsigned char* raw(const char* bytes) {
  return reinterpret_cast<const unsigned char*>(bytes);
}
unsigned char* raw(char* bytes) {
  return reinterpret_cast<unsigned char*>(bytes);
}

void put(std::string& out, std::uint64_t number) {
  for (unsigned shift = 0; shift < 64; shift += 8)
    out += static_cast<char>((number >> shift) & 0xffU);
}

std::uint64_t take(const char* from) {
  std::uint64_t number = 0;
  for (unsigned i = 0; i < 8; ++i) number |= std::uint64_t{*raw(from + i)} << (8 * i);
  return number;
}

std::string bytes_of(const Head& head) {
  std::string out(magic);
  out.append(reinterpret_cast<const char*>(head.salt.data()), head.salt.size());
  put(out, head.passes);
  put(out, head.memory);
  out.append(reinterpret_cast<const char*>(head.stream.data()), head.stream.size());
  return out;
}

Result<Key> key_of(std::string_view passphrase, const Head& head) {
  Key key{};
  if (crypto_pwhash(key.data(), key.size(), passphrase.data(), passphrase.size(), head.salt.data(),
                    head.passes, static_cast<std::size_t>(head.memory),
                    crypto_pwhash_ALG_ARGON2ID13) != 0)
    return fail(Errc::unavailable, "not enough memory to work with the passphrase");
  return key;
}

}  // namespace

struct SealingWriter::State {
  crypto_secretstream_xchacha20poly1305_state stream{};
  ByteSink sink;
  std::string open;
  std::string sealed = std::string(sealed_chunk_bytes, '\0');

  ~State() {
    sodium_memzero(&stream, sizeof stream);
    sodium_memzero(open.data(), open.size());
  }
};

SealingWriter::SealingWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
SealingWriter::SealingWriter(SealingWriter&&) noexcept = default;
SealingWriter& SealingWriter::operator=(SealingWriter&&) noexcept = default;
SealingWriter::~SealingWriter() = default;

Result<SealingWriter> SealingWriter::begin(std::string_view passphrase, ByteSink sink,
                                           SealCost cost) {
  ensure(sodium_init() >= 0, "libsodium cannot start");
  if (passphrase.size() < passphrase_length_min)
    return fail(Errc::invalid, "the passphrase must have at least " +
                                   std::to_string(passphrase_length_min) + " bytes");
  Head head;
  const bool is_test = cost == SealCost::test;
  randombytes_buf(head.salt.data(), head.salt.size());
  head.passes = is_test ? crypto_pwhash_OPSLIMIT_MIN : crypto_pwhash_OPSLIMIT_MODERATE;
  head.memory = is_test ? crypto_pwhash_MEMLIMIT_MIN : crypto_pwhash_MEMLIMIT_MODERATE;
  auto key = key_of(passphrase, head);
  if (!key) return key.error();
  auto state = std::make_unique<State>();
  state->sink = std::move(sink);
  state->open.reserve(chunk_bytes);
  crypto_secretstream_xchacha20poly1305_init_push(&state->stream, head.stream.data(), key->data());
  sodium_memzero(key->data(), key->size());
  if (auto written = state->sink(bytes_of(head)); !written) return written.error();
  return SealingWriter(std::move(state));
}

Result<void> SealingWriter::seal(unsigned char tag) {
  unsigned long long length = 0;
  crypto_secretstream_xchacha20poly1305_push(&state_->stream, raw(state_->sealed.data()), &length,
                                             raw(state_->open.data()), state_->open.size(), nullptr,
                                             0, tag);
  state_->open.clear();
  return state_->sink(std::string_view(state_->sealed).substr(0, static_cast<std::size_t>(length)));
}

Result<void> SealingWriter::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t room = chunk_bytes - state_->open.size();
    state_->open.append(bytes.substr(0, room));
    bytes.remove_prefix(std::min(room, bytes.size()));
    if (state_->open.size() < chunk_bytes) continue;
    auto sealed = seal(crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
    if (!sealed) return sealed;
  }
  return {};
}

Result<void> SealingWriter::finish() {
  return seal(crypto_secretstream_xchacha20poly1305_TAG_FINAL);
}

struct SealedReader::State {
  crypto_secretstream_xchacha20poly1305_state stream{};
  ByteSource source;
  std::string sealed = std::string(sealed_chunk_bytes, '\0');
  std::string open = std::string(chunk_bytes, '\0');
  bool is_first = true;
  bool is_over = false;

  ~State() {
    sodium_memzero(&stream, sizeof stream);
    sodium_memzero(open.data(), open.size());
  }
};

SealedReader::SealedReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
SealedReader::SealedReader(SealedReader&&) noexcept = default;
SealedReader& SealedReader::operator=(SealedReader&&) noexcept = default;
SealedReader::~SealedReader() = default;

Result<SealedReader> SealedReader::begin(std::string_view passphrase, ByteSource source) {
  ensure(sodium_init() >= 0, "libsodium cannot start");
  std::string begin(magic.size() + head_bytes, '\0');
  const auto count = source(begin.data(), begin.size());
  if (!count) return count.error();
  Head head;
  const char* at = begin.data() + magic.size();
  std::memcpy(head.salt.data(), at, head.salt.size());
  head.passes = take(at + head.salt.size());
  head.memory = take(at + head.salt.size() + 8);
  std::memcpy(head.stream.data(), at + head.salt.size() + 16, head.stream.size());
  if (*count != begin.size() || !begin.starts_with(magic) || head.passes < 1 ||
      head.passes > passes_most || head.memory < crypto_pwhash_MEMLIMIT_MIN ||
      head.memory > memory_most)
    return fail(Errc::corrupt, "this is no backup of gongzhi");
  auto key = key_of(passphrase, head);
  if (!key) return key.error();
  auto state = std::make_unique<State>();
  state->source = std::move(source);
  const bool fits = crypto_secretstream_xchacha20poly1305_init_pull(
                        &state->stream, head.stream.data(), key->data()) == 0;
  sodium_memzero(key->data(), key->size());
  if (!fits) return fail(Errc::corrupt, "the head of the backup is damaged");
  return SealedReader(std::move(state));
}

Result<std::string_view> SealedReader::read() {
  State& state = *state_;
  if (state.is_over) return std::string_view{};
  const auto count = state.source(state.sealed.data(), state.sealed.size());
  if (!count) return count.error();
  unsigned long long length = 0;
  unsigned char tag = 0;
  if (*count < crypto_secretstream_xchacha20poly1305_ABYTES)
    return fail(Errc::corrupt, "the backup is cut off");
  if (crypto_secretstream_xchacha20poly1305_pull(&state.stream, raw(state.open.data()), &length,
                                                 &tag, raw(state.sealed.data()), *count, nullptr,
                                                 0) != 0)
    return state.is_first ? fail(Errc::forbidden, "another passphrase, or the backup is damaged")
                          : fail(Errc::corrupt, "the backup is damaged or cut off");
  state.is_first = false;
  state.is_over = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
  char more = 0;
  if (state.is_over) {
    const auto behind = state.source(&more, 1);
    if (behind && *behind > 0) return fail(Errc::corrupt, "there is something behind the backup");
  }
  return std::string_view(state.open).substr(0, static_cast<std::size_t>(length));
}

struct ContentHasher::State {
  crypto_generichash_state hash{};
};

ContentHasher::ContentHasher() : state_(std::make_unique<State>()) {
  crypto_generichash_init(&state_->hash, nullptr, 0, 32);
}
ContentHasher::~ContentHasher() = default;

void ContentHasher::add(std::string_view bytes) {
  crypto_generichash_update(&state_->hash, raw(bytes.data()), bytes.size());
}

std::string ContentHasher::take() {
  std::string out(32, '\0');
  crypto_generichash_final(&state_->hash, raw(out.data()), out.size());
  return to_hex(out);
}

}  // namespace gongzhi::vault
