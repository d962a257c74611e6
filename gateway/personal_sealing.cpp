#include "gateway/personal_sealing.hpp"

#include "governance/masking.hpp"
#include "vault/sealing.hpp"

namespace gongzhi::gateway {
namespace {

constexpr wire::Wording bad_phone{"不是有效的电话号码，应如 13800001234 或 0359-2223344",
                                  "not a telephone number, e.g. 13800001234 or 0359-2223344"};
constexpr wire::Wording bad_identity{"不是有效的身份证号，可以不填",
                                     "not an identity number; it may be left out"};

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

// What a report says of people, in normal form.
struct Plain {
  std::string name, phone, identity, on_behalf_of, address;

  bool empty() const {
    return name.empty() && phone.empty() && identity.empty() && on_behalf_of.empty() &&
           address.empty();
  }
};

Plain plain_of(const SealingDesk& desk, const wire::CreateRequest& request) {
  Plain plain;
  plain.name = trimmed(request.contact_name);
  plain.address = trimmed(request.command.address);
  const std::string behalf = trimmed(request.command.on_behalf_of);
  if (!desk.directory.find_user(behalf)) plain.on_behalf_of = behalf;
  return plain;
}

}  // namespace

std::optional<Problem> seal_personal(const SealingDesk& desk, wire::CreateRequest& request) {
  CreateCase& command = request.command;
  Plain plain = plain_of(desk, request);
  if (!trimmed(request.contact_phone).empty()) {
    const auto phone = normal_phone(request.contact_phone);
    if (!phone)
      return wrong_content(wrong_field("/contact/phone", "phone", bad_phone, desk.language));
    plain.phone = *phone;
  }
  if (!request.identity_number.empty()) {
    const auto identity = normal_identity(request.identity_number);
    if (!identity)
      return wrong_content(
          wrong_field("/identity_number", "identity", bad_identity, desk.language));
    plain.identity = *identity;
  }
  if (plain.empty()) return std::nullopt;
  const vault::DataKey key = vault::DataKey::random();
  command.personal.key = key.seal_with(desk.keyring);
  const auto seal = [&](std::string_view field, const std::string& text) {
    if (!text.empty()) command.personal.fields.emplace(std::string(field), key.seal(field, text));
  };
  seal(personal::name, plain.name);
  seal(personal::phone, plain.phone);
  seal(personal::identity, plain.identity);
  seal(personal::on_behalf_of, plain.on_behalf_of);
  if (!plain.on_behalf_of.empty()) command.on_behalf_of.clear();
  command.address = plain.address.empty() ? "" : key.seal(personal::address, plain.address);
  if (!plain.phone.empty())
    command.personal.index.push_back(desk.keyring.blind_index("phone", plain.phone));
  if (!plain.identity.empty())
    command.personal.index.push_back(desk.keyring.blind_index("identity", plain.identity));
  request.contact_name.clear();
  request.contact_phone.clear();
  request.identity_number.clear();
  return std::nullopt;
}

void seal_address(const vault::Keyring& keyring, const Case& item, Values& input) {
  const std::string plain = trimmed(text_of(input, "address"));
  if (plain.empty()) return;
  if (const auto own = vault::DataKey::open(keyring, item.personal.key)) {
    input.insert_or_assign("address", own->seal(personal::address, plain));
    return;
  }
  const vault::DataKey key = vault::DataKey::random();
  input.insert_or_assign("address",
                         key.seal(personal::address, plain) + ";" + key.seal_with(keyring));
}

Fingerprint keyed(const vault::Keyring& keyring, const Fingerprint& fingerprint) {
  return keyring.keyed_fingerprint(fingerprint);
}

std::map<std::string, std::string> open_personal(const vault::Keyring& keyring, const Case& item) {
  std::map<std::string, std::string> plain;
  const auto key = item.personal.key.empty()
                       ? Result<vault::DataKey>(fail(Errc::not_found, "no key"))
                       : vault::DataKey::open(keyring, item.personal.key);
  const auto open = [&](const std::string& field, const std::string& text) {
    if (text.empty()) return;
    if (!is_sealed(text)) {  // from before it was sealed
      plain.emplace(field, text);
      return;
    }
    if (!key) return;
    if (auto opened = key->unseal(field, text)) plain.emplace(field, *std::move(opened));
  };
  open(std::string(personal::address), item.address);
  for (const auto& [field, value] : item.personal.fields)
    if (const auto* text = std::get_if<std::string>(&value)) open(field, *text);
  return plain;
}

wire::PersonalView masked_view(const vault::Keyring& keyring, const Case& item) {
  wire::PersonalView view;
  if (item.address.empty() && item.personal.fields.empty()) return view;
  const auto plain = open_personal(keyring, item);
  const auto masked = [&](std::string_view field) {
    const auto found = plain.find(std::string(field));
    return found == plain.end() ? std::string() : mask_field(field, found->second);
  };
  view.address = masked(personal::address);
  view.on_behalf_of = masked(personal::on_behalf_of);
  view.name = masked(personal::name);
  view.phone = masked(personal::phone);
  view.identity_number = masked(personal::identity);
  return view;
}

}  // namespace gongzhi::gateway
