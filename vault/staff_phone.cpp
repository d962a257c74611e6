#include "vault/staff_phone.hpp"

#include "governance/personal.hpp"
#include "vault/sealing.hpp"

namespace gongzhi::vault {
namespace {

std::string subject_of(std::string_view user) {
  return "users/" + std::string(user);
}

}  // namespace

std::string seal_staff_phone(const Keyring& keyring, std::string_view user,
                             std::string_view typed) {
  return seal_for(keyring, subject_of(user), normal_phone(typed).value_or(std::string(typed)));
}

std::string plain_staff_phone(const Keyring& keyring, const User& user) {
  if (!is_sealed(user.phone)) return user.phone;
  auto plain = unseal_for(keyring, subject_of(user.id), user.phone);
  return plain ? *std::move(plain) : std::string();
}

std::string phone_index(const Keyring& keyring, std::string_view typed) {
  const auto normal = normal_phone(typed);
  return normal ? keyring.blind_index("phone", *normal) : std::string();
}

}  // namespace gongzhi::vault
