#include "workers/bundle_sealing.hpp"

#include <algorithm>

#include "governance/personal.hpp"
#include "vault/staff_phone.hpp"
#include "wire/csv.hpp"

namespace gongzhi::workers {
namespace {

// True when it was plain until now.
bool seal(std::string& phone, const std::string& user, const vault::Keyring& keyring) {
  if (phone.empty() || is_sealed(phone)) return false;
  phone = vault::seal_staff_phone(keyring, user, phone);
  return true;
}

}  // namespace

Result<void> seal_phones(BundleFiles& files, const vault::Keyring& keyring) {
  const auto file = files.find("users.csv");
  if (file == files.end()) return {};
  auto rows = wire::parse_csv(file->second, "users.csv");
  if (!rows) return rows.error();
  if (rows->empty()) return {};
  const auto& heads = rows->front().fields;
  const auto column = [&](std::string_view name) {
    return static_cast<std::size_t>(std::ranges::find(heads, name) - heads.begin());
  };
  const std::size_t id = column("id");
  const std::size_t phone = column("phone");
  bool changed = false;
  std::string sealed;
  for (wire::CsvRow& row : *rows) {
    const bool is_user = &row != &rows->front() && std::max(id, phone) < row.fields.size();
    if (is_user) changed = seal(row.fields[phone], row.fields[id], keyring) || changed;
    wire::append_csv_row(sealed, row.fields);
  }
  if (changed) file->second = std::move(sealed);
  return {};
}

void seal_phones(std::vector<User>& users, const vault::Keyring& keyring) {
  for (User& user : users) seal(user.phone, user.id, keyring);
}

}  // namespace gongzhi::workers
