// SHA-256 by libsodium over length-prefixed fields.
#include "records/digest.hpp"

#include <sodium.h>

#include <array>

#include "governance/error.hpp"
#include "records/case_columns.hpp"

namespace gongzhi::records {
namespace {

class Hasher {
 public:
  Hasher() { crypto_hash_sha256_init(&state_); }

  void add(std::int64_t value) {
    std::array<unsigned char, 8> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      bytes.at(i) = static_cast<unsigned char>(static_cast<std::uint64_t>(value) >> (8 * i));
    }
    crypto_hash_sha256_update(&state_, bytes.data(), bytes.size());
  }

  void add(std::string_view text) {
    add(static_cast<std::int64_t>(text.size()));
    crypto_hash_sha256_update(&state_, reinterpret_cast<const unsigned char*>(text.data()),
                              text.size());
  }

  std::string hex() {
    std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
    crypto_hash_sha256_final(&state_, hash.data());
    std::string text(2 * hash.size() + 1, '\0');
    sodium_bin2hex(text.data(), text.size(), hash.data(), hash.size());
    text.pop_back();
    return text;
  }

 private:
  crypto_hash_sha256_state state_{};
};

}  // namespace

std::string fresh_salt() {
  ensure(sodium_init() >= 0, "libsodium starts");
  std::array<unsigned char, 16> salt{};
  randombytes_buf(salt.data(), salt.size());
  std::string text(2 * salt.size() + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), salt.data(), salt.size());
  text.pop_back();
  return text;
}

std::string note_digest(std::string_view salt, std::string_view note) {
  Hasher hasher;
  hasher.add(salt);
  hasher.add(note);
  return hasher.hex();
}

std::string fields_hash(
    std::initializer_list<std::variant<std::int64_t, std::string_view>> fields) {
  Hasher hasher;
  for (const auto& field : fields) std::visit([&](const auto& value) { hasher.add(value); }, field);
  return hasher.hex();
}

std::string text_digest(const CaseText& text) {
  Hasher hasher;
  hasher.add(text.text_salt);
  hasher.add(text.title);
  hasher.add(text.description);
  hasher.add(text.address);
  // Entries from before migration 9 keep their digest.
  if (!text.personal.empty()) hasher.add(text.personal);
  return hasher.hex();
}

std::string chain_hash(const ChainedFields& fields) {
  Hasher hasher;
  ChainedFields::visit(fields, [&](const char*, const auto& field) {
    if constexpr (std::is_same_v<std::decay_t<decltype(field)>, std::string>) {
      if (&field == &fields.steps && field.empty()) return;
      hasher.add(std::string_view(field));
    } else {
      hasher.add(field);
    }
  });
  return hasher.hex();
}

}  // namespace gongzhi::records
