#include "vault/sealing.hpp"

#include <sodium.h>

#include <algorithm>

#include "governance/personal.hpp"

namespace gongzhi::vault {
namespace {

using Key = std::array<unsigned char, 32>;
using Nonce = std::array<unsigned char, crypto_aead_xchacha20poly1305_ietf_NPUBBYTES>;

constexpr std::size_t tag_size = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr int base64_variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
constexpr std::string_view own_key_id = "case";
constexpr std::string_view data_key_field = "data key";

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

Error not_ours() {
  return fail(Errc::corrupt, "a sealed text does not open");
}

std::string base64(std::string_view bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), base64_variant), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes_of(bytes), bytes.size(), base64_variant);
  text.pop_back();  // the NUL
  return text;
}

std::string from_base64(std::string_view text) {
  std::string bytes(text.size(), '\0');
  std::size_t size = 0;
  const char* end = nullptr;
  const int failed =
      sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                        text.size(), nullptr, &size, &end, base64_variant);
  if (failed != 0 || end != text.data() + text.size()) return {};
  bytes.resize(size);
  return bytes;
}

struct Secret {
  std::string_view key_id;
  const Key& key;
  std::string_view about;  // authenticated: what the text is
};

std::string seal_text(const Secret& secret, const Nonce& nonce, std::string_view plain) {
  std::string bytes(nonce.size() + plain.size() + tag_size, '\0');
  auto* out = reinterpret_cast<unsigned char*>(bytes.data());
  std::copy(nonce.begin(), nonce.end(), out);
  crypto_aead_xchacha20poly1305_ietf_encrypt(
      out + nonce.size(), nullptr, bytes_of(plain), plain.size(), bytes_of(secret.about),
      secret.about.size(), nullptr, nonce.data(), secret.key.data());
  return std::string(sealed_prefix) + std::string(secret.key_id) + "." + base64(bytes);
}

// "gzs1.<id>." of a sealed text; empty when it is none.
std::string_view key_id_of(std::string_view sealed) {
  if (!is_sealed(sealed)) return {};
  sealed.remove_prefix(sealed_prefix.size());
  const auto dot = sealed.find('.');
  return dot == std::string_view::npos ? std::string_view() : sealed.substr(0, dot);
}

Result<std::string> open_text(const Secret& secret, std::string_view sealed) {
  if (key_id_of(sealed) != secret.key_id) return not_ours();
  const std::string bytes =
      from_base64(sealed.substr(sealed_prefix.size() + secret.key_id.size() + 1));
  constexpr std::size_t nonce_size = std::tuple_size_v<Nonce>;
  if (bytes.size() < nonce_size + tag_size) return not_ours();
  std::string plain(bytes.size() - nonce_size - tag_size, '\0');
  const int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(
      reinterpret_cast<unsigned char*>(plain.data()), nullptr, nullptr,
      bytes_of(bytes) + nonce_size, bytes.size() - nonce_size, bytes_of(secret.about),
      secret.about.size(), bytes_of(bytes), secret.key.data());
  if (failed != 0) return not_ours();
  return plain;
}

Nonce random_nonce() {
  Nonce nonce{};
  randombytes_buf(nonce.data(), nonce.size());
  return nonce;
}

const Key* find_key(const Keyring& keyring, std::string_view id) {
  const auto& keys = keyring.sealing_keys();
  const auto found =
      std::ranges::find(keys, id, [](const auto& key) { return std::string_view(key.first); });
  return found == keys.end() ? nullptr : &found->second;
}

}  // namespace

DataKey DataKey::random() {
  DataKey made;
  randombytes_buf(made.key_.data(), made.key_.size());
  return made;
}

DataKey::~DataKey() {
  sodium_memzero(key_.data(), key_.size());
}

Result<DataKey> DataKey::open(const Keyring& keyring, std::string_view sealed) {
  const std::string_view id = key_id_of(sealed);
  const Key* key = find_key(keyring, id);
  if (key == nullptr) return not_ours();
  auto bytes = open_text({id, *key, data_key_field}, sealed);
  DataKey opened;
  if (!bytes || bytes->size() != opened.key_.size()) return not_ours();
  std::copy(bytes->begin(), bytes->end(), reinterpret_cast<char*>(opened.key_.data()));
  sodium_memzero(bytes->data(), bytes->size());
  return opened;
}

std::string DataKey::seal_with(const Keyring& keyring) const {
  const auto& [id, key] = keyring.sealing_keys().back();
  return seal_text({id, key, data_key_field}, random_nonce(),
                   {reinterpret_cast<const char*>(key_.data()), key_.size()});
}

std::string DataKey::seal(std::string_view field, std::string_view plain) const {
  return seal_text({own_key_id, key_, field}, random_nonce(), plain);
}

Result<std::string> DataKey::unseal(std::string_view field, std::string_view sealed) const {
  return open_text({own_key_id, key_, field}, sealed);
}

std::string seal_for(const Keyring& keyring, std::string_view subject, std::string_view plain) {
  const auto& [id, key] = keyring.sealing_keys().back();
  Nonce nonce{};
  crypto_generichash_state state;
  crypto_generichash_init(&state, key.data(), key.size(), nonce.size());
  const std::uint64_t length = subject.size();
  crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(&length), sizeof length);
  crypto_generichash_update(&state, bytes_of(subject), subject.size());
  crypto_generichash_update(&state, bytes_of(plain), plain.size());
  crypto_generichash_final(&state, nonce.data(), nonce.size());
  return seal_text({id, key, subject}, nonce, plain);
}

Result<std::string> unseal_for(const Keyring& keyring, std::string_view subject,
                               std::string_view sealed) {
  const std::string_view id = key_id_of(sealed);
  const Key* key = find_key(keyring, id);
  if (key == nullptr) return not_ours();
  return open_text({id, *key, subject}, sealed);
}

}  // namespace gongzhi::vault
