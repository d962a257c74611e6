#include "vault/keyring.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "vault/bytes.hpp"

namespace gongzhi::vault {
namespace {

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

void start_sodium() {
  static const int started = sodium_init();
  ensure(started >= 0, "libsodium cannot start");
}

template <std::size_t Size>
std::array<unsigned char, Size> keyed_hash(const std::array<unsigned char, 32>& key,
                                           std::initializer_list<std::string_view> parts) {
  crypto_generichash_state state;
  crypto_generichash_init(&state, key.data(), key.size(), Size);
  for (std::string_view part : parts) {
    // The length before each part keeps ("ab","c") and ("a","bc") apart.
    const std::uint64_t length = part.size();
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(&length),
                              sizeof length);
    crypto_generichash_update(&state, bytes_of(part), part.size());
  }
  std::array<unsigned char, Size> out{};
  crypto_generichash_final(&state, out.data(), out.size());
  return out;
}

template <std::size_t Size>
std::string_view view(const std::array<unsigned char, Size>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

bool equal(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

Error system_error(const std::filesystem::path& path, std::string_view what) {
  return fail(Errc::unavailable, std::string(what) + " " + path.string(), std::strerror(errno));
}

Result<void> write_key(const std::filesystem::path& dir, const std::filesystem::path& path) {
  std::error_code ec;
  std::filesystem::create_directories(dir, ec);
  std::filesystem::permissions(dir, std::filesystem::perms::owner_all, ec);
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0400);
  if (fd < 0) return system_error(path, "cannot create");
  const std::string key = random_bytes(32);
  const bool written = ::write(fd, key.data(), key.size()) == 32 && ::fsync(fd) == 0;
  ::close(fd);
  if (!written) return system_error(path, "cannot write");
  const int dir_fd = ::open(dir.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (dir_fd < 0) return system_error(dir, "cannot open");
  const bool synced = ::fsync(dir_fd) == 0;
  ::close(dir_fd);
  if (!synced) return system_error(dir, "cannot sync");
  return {};
}

Result<std::array<unsigned char, 32>> read_key(const std::filesystem::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return system_error(path, "cannot open");
  std::array<unsigned char, 33> bytes{};
  struct stat info {};
  const ssize_t size = ::read(fd, bytes.data(), bytes.size());
  const bool known = ::fstat(fd, &info) == 0;
  ::close(fd);
  if (!known || size != 32)
    return fail(Errc::corrupt,
                path.string() + " is not a key of 32 bytes; restore it from the backup");
  if ((info.st_mode & 077) != 0)
    return fail(Errc::forbidden,
                path.string() + " can be read by others; run: chmod 0400 " + path.string());
  std::array<unsigned char, 32> key{};
  std::memcpy(key.data(), bytes.data(), key.size());
  sodium_memzero(bytes.data(), bytes.size());
  return key;
}

// In the order of their ids, so that the newest is last: ids are days or numbers.
Result<Keyring::SealingKeys> read_sealing_keys(const std::filesystem::path& dir) {
  Keyring::SealingKeys keys;
  std::error_code ec;
  for (const auto& entry : std::filesystem::directory_iterator(dir, ec)) {
    const std::string file = entry.path().filename().string();
    if (!file.starts_with("sealing-") || !file.ends_with(".key")) continue;
    const std::string id = file.substr(8, file.size() - 12);
    const bool is_word = !id.empty() && id.size() <= 16 && id != "1" && id != "case" &&
                         std::ranges::all_of(id, [](char c) {
                           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
                         });
    if (!is_word)
      return fail(Errc::invalid, file + ": the id of a sealing key is 1 to 16 of 0-9 and a-z");
    auto key = read_key(entry.path());
    if (!key) return key.error();
    keys.emplace_back(id, *key);
    sodium_memzero(key->data(), key->size());
  }
  std::ranges::sort(keys, {}, &Keyring::SealingKeys::value_type::first);
  return keys;
}

}  // namespace

Result<Keyring> Keyring::load_or_create(const std::filesystem::path& dir) {
  start_sodium();
  const auto path = dir / "master.key";
  if (std::error_code ec; !std::filesystem::exists(path, ec)) {
    if (auto written = write_key(dir, path); !written) return written.error();
  }
  auto master = read_key(path);
  if (!master) return master.error();
  Keyring ring;
  // A number is never given to another purpose.
  const std::initializer_list<std::pair<Key*, std::uint64_t>> keys{
      {&ring.envelope_, 1}, {&ring.message_, 2}, {&ring.receipt_, 3},       {&ring.device_, 4},
      {&ring.token_, 5},    {&ring.cursor_, 6},  {&ring.audit_heads_, 7},   {&ring.account_, 8},
      {&ring.index_, 10},   {&ring.upload_, 11}, {&ring.second_factor_, 12}};
  for (const auto& [key, number] : keys)
    crypto_kdf_derive_from_key(key->data(), key->size(), number, "gongzhi1", master->data());
  Key& sealing = ring.sealing_.emplace_back("1", Key{}).second;
  crypto_kdf_derive_from_key(sealing.data(), sealing.size(), 9, "gongzhi1", master->data());
  sodium_memzero(master->data(), master->size());
  auto more = read_sealing_keys(dir);
  if (!more) return more.error();
  ring.sealing_.insert(ring.sealing_.end(), more->begin(), more->end());
  return ring;
}

Keyring::~Keyring() {
  for (Key* key : {&envelope_, &message_, &receipt_, &device_, &token_, &cursor_, &audit_heads_,
                   &account_, &index_, &upload_, &second_factor_})
    sodium_memzero(key->data(), key->size());
  for (auto& [id, key] : sealing_) sodium_memzero(key.data(), key.size());
}

std::string Keyring::envelope_mac(std::string_view envelope) const {
  return std::string(view(keyed_hash<32>(envelope_, {envelope})));
}

bool Keyring::envelope_mac_matches(std::string_view envelope, std::string_view mac) const {
  return equal(view(keyed_hash<32>(envelope_, {envelope})), mac);
}

MessageId Keyring::message_id(std::string_view who, std::string_view idempotency_key) const {
  return MessageId{keyed_hash<16>(message_, {"message", who, idempotency_key})};
}

MessageId Keyring::derived_id(std::string_view purpose, std::string_view parts) const {
  return MessageId{keyed_hash<16>(message_, {"derived", purpose, parts})};
}

std::string Keyring::receipt_key(const MessageId& id) const {
  const auto digest =
      keyed_hash<16>(receipt_, {{reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()}});
  return to_base32(view(digest)).substr(0, 20);
}

bool Keyring::receipt_key_matches(const MessageId& id, std::string_view typed) const {
  return typed.size() <= 64 && equal(receipt_key(id), normalise_base32(typed));
}

std::string Keyring::device_hash(std::string_view secret) const {
  return to_hex(view(keyed_hash<16>(device_, {secret})));
}

std::string Keyring::issue_token(std::string_view user) const {
  const auto digest = keyed_hash<20>(token_, {"gz1", user});
  return "gz1." + std::string(user) + "." + to_base32(view(digest));
}

std::string Keyring::token_user(std::string_view token) const {
  if (token.size() > 200 || !token.starts_with("gz1.")) return {};
  const auto dot = token.rfind('.');
  if (dot <= 4) return {};
  const std::string_view user = token.substr(4, dot - 4);
  return equal(issue_token(user), token) ? std::string(user) : std::string();
}

std::string Keyring::upload_id(std::string_view who, std::string_view picture, std::uint32_t width,
                               std::uint32_t height) const {
  std::string id = to_hex(view(keyed_hash<16>(upload_, {"picture", who, picture})).substr(0, 12));
  for (const std::uint32_t side : {width, height}) {
    const std::array<char, 2> bytes{static_cast<char>(side >> 8), static_cast<char>(side)};
    id += to_hex({bytes.data(), bytes.size()});
  }
  return id + to_hex(view(keyed_hash<16>(upload_, {"uploader", who, id})));
}

bool Keyring::upload_is_of(std::string_view upload_id, std::string_view who) const {
  constexpr std::size_t bound = 32;  // digits before those that bind
  if (upload_id.size() != 2 * bound) return false;
  const std::string_view id = upload_id.substr(0, bound);
  return equal(to_hex(view(keyed_hash<16>(upload_, {"uploader", who, id}))),
               upload_id.substr(bound));
}

std::string Keyring::blind_index(std::string_view what, std::string_view normal) const {
  return to_hex(view(keyed_hash<16>(index_, {what, normal})));
}

std::string Keyring::keyed_fingerprint(std::string_view bytes) const {
  return to_hex(view(keyed_hash<16>(index_, {"fingerprint", bytes})));
}

std::string Keyring::account_hash(std::string_view purpose, std::string_view text) const {
  return to_hex(view(keyed_hash<32>(account_, {"hash", purpose, text})));
}

std::string Keyring::derived_secret(std::string_view purpose, std::string_view parts) const {
  return to_hex(view(keyed_hash<32>(account_, {"secret", purpose, parts})));
}

std::string Keyring::seal_second_factor(std::string_view secret) const {
  std::array<unsigned char, crypto_secretbox_NONCEBYTES> nonce{};
  randombytes_buf(nonce.data(), nonce.size());
  std::string sealed(secret.size() + crypto_secretbox_MACBYTES, '\0');
  crypto_secretbox_easy(reinterpret_cast<unsigned char*>(sealed.data()), bytes_of(secret),
                        secret.size(), nonce.data(), second_factor_.data());
  return std::string(second_factor_key_id) + to_hex(view(nonce)) + to_hex(sealed);
}

Result<std::string> Keyring::open_second_factor(std::string_view sealed) const {
  const Error broken = fail(Errc::corrupt, "the second factor cannot be read");
  if (!sealed.starts_with(second_factor_key_id)) return broken;
  const auto bytes = from_hex(sealed.substr(second_factor_key_id.size()));
  constexpr std::size_t head = crypto_secretbox_NONCEBYTES;
  if (!bytes || bytes->size() < head + crypto_secretbox_MACBYTES) return broken;
  std::string secret(bytes->size() - head - crypto_secretbox_MACBYTES, '\0');
  const int opened = crypto_secretbox_open_easy(reinterpret_cast<unsigned char*>(secret.data()),
                                                bytes_of(*bytes) + head, bytes->size() - head,
                                                bytes_of(*bytes), second_factor_.data());
  if (opened != 0) return broken;
  return secret;
}

std::string Keyring::cursor_signature(std::string_view cursor) const {
  return to_hex(view(keyed_hash<16>(cursor_, {cursor})).substr(0, 8));
}

std::string Keyring::audit_head_mac(std::string_view head) const {
  return to_hex(view(keyed_hash<32>(audit_heads_, {head})));
}

bool Keyring::audit_head_mac_matches(std::string_view head, std::string_view mac) const {
  return equal(audit_head_mac(head), mac);
}

std::string fingerprint_of(std::string_view bytes) {
  std::array<unsigned char, 16> out{};
  crypto_generichash(out.data(), out.size(), bytes_of(bytes), bytes.size(), nullptr, 0);
  return to_hex(view(out));
}

std::string content_hash(std::string_view bytes) {
  std::array<unsigned char, 32> out{};
  crypto_generichash(out.data(), out.size(), bytes_of(bytes), bytes.size(), nullptr, 0);
  return to_hex(view(out));
}

std::string random_bytes(std::size_t count) {
  start_sodium();
  std::string bytes(count, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

}  // namespace gongzhi::vault
