// Sealed text and the keys that open it (security.md P04).
#include "vault/sealing.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

namespace gongzhi::vault {
namespace {

namespace fs = std::filesystem;

class KeyFolder {
 public:
  KeyFolder() {
    std::string pattern = (fs::temp_directory_path() / "gongzhi-sealing-XXXXXX").string();
    dir_ = ::mkdtemp(pattern.data());
  }
  ~KeyFolder() { fs::remove_all(dir_); }

  Keyring keyring() const { return Keyring::load_or_create(dir_).value(); }
  void add_key(const std::string& name) const {
    const fs::path file = dir_ / name;
    std::ofstream(file, std::ios::binary) << random_bytes(32);
    ::chmod(file.c_str(), 0400);
  }

  void remove_key(const std::string& name) const { fs::remove(dir_ / name); }

 private:
  fs::path dir_;
};

TEST(P04, WhatWasSealedOpensUnderItsOwnKeyAndFieldOnly) {
  const DataKey key = DataKey::random();
  const std::string sealed = key.seal("contact_phone", "13800001234");

  EXPECT_TRUE(sealed.starts_with("gzs1.case."));
  EXPECT_EQ(sealed.find("1380000"), std::string::npos);
  EXPECT_EQ(key.unseal("contact_phone", sealed).value(), "13800001234");
  EXPECT_EQ(key.unseal("contact_name", sealed).error().code, Errc::corrupt);
  EXPECT_EQ(DataKey::random().unseal("contact_phone", sealed).error().code, Errc::corrupt);
  std::string changed = sealed;
  changed[20] = changed[20] == 'A' ? 'B' : 'A';
  EXPECT_FALSE(key.unseal("contact_phone", changed));
  EXPECT_FALSE(key.unseal("contact_phone", "13800001234"));
  EXPECT_NE(key.seal("contact_phone", "13800001234"), sealed) << "a nonce of its own each time";
}

TEST(P04, ADataKeyIsKeptSealedByTheInstallation) {
  const KeyFolder folder;
  const Keyring ring = folder.keyring();
  const DataKey key = DataKey::random();
  const std::string text = key.seal("contact_name", "张三");

  const std::string kept = key.seal_with(ring);

  EXPECT_TRUE(kept.starts_with("gzs1.1."));
  EXPECT_EQ(DataKey::open(folder.keyring(), kept)->unseal("contact_name", text).value(), "张三");
  EXPECT_FALSE(DataKey::open(ring, text));
  EXPECT_FALSE(DataKey::open(ring, ""));
}

TEST(P04, ANewSealingKeySealsAndTheOldOneStillOpens) {
  const KeyFolder folder;
  const DataKey key = DataKey::random();
  const std::string before = key.seal_with(folder.keyring());
  folder.add_key("sealing-20270101.key");

  const Keyring rotated = folder.keyring();
  const std::string after = key.seal_with(rotated);

  EXPECT_TRUE(after.starts_with("gzs1.20270101."));
  EXPECT_TRUE(DataKey::open(rotated, before));
  EXPECT_TRUE(DataKey::open(rotated, after));
  folder.remove_key("sealing-20270101.key");
  EXPECT_FALSE(DataKey::open(folder.keyring(), after)) << "its key is gone";
}

TEST(P04, AnIndexFindsANumberWithoutKeepingIt) {
  const KeyFolder folder;
  const Keyring ring = folder.keyring();

  EXPECT_EQ(ring.blind_index("phone", "13800001234"), ring.blind_index("phone", "13800001234"));
  EXPECT_NE(ring.blind_index("phone", "13800001234"), ring.blind_index("phone", "13800001235"));
  EXPECT_NE(ring.blind_index("phone", "1"), ring.blind_index("identity", "1"));
  EXPECT_EQ(ring.blind_index("phone", "13800001234").size(), 32U);
}

TEST(P04, ATelephoneOfStaffSealsToTheSameBytesForTheSamePerson) {
  const KeyFolder folder;
  const Keyring ring = folder.keyring();
  const std::string sealed = seal_for(ring, "users/grid-001", "13800001234");

  EXPECT_EQ(seal_for(ring, "users/grid-001", "13800001234"), sealed);
  EXPECT_NE(seal_for(ring, "users/grid-002", "13800001234"), sealed);
  EXPECT_EQ(unseal_for(ring, "users/grid-001", sealed).value(), "13800001234");
  EXPECT_FALSE(unseal_for(ring, "users/grid-002", sealed));
}

}  // namespace
}  // namespace gongzhi::vault
