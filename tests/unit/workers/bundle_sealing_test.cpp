// No plain telephone number in what is staged (security.md P04).
#include "workers/bundle_sealing.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "vault/staff_phone.hpp"
#include "wire/tables.hpp"

namespace gongzhi::workers {
namespace {

namespace fs = std::filesystem;

TEST(P04, TelephonesOfUsersAreSealedBeforeAnImportIsStaged) {
  std::string pattern = (fs::temp_directory_path() / "gongzhi-bundle-XXXXXX").string();
  const fs::path dir = ::mkdtemp(pattern.data());
  const auto keyring = vault::Keyring::load_or_create(dir);
  ASSERT_TRUE(keyring);
  BundleFiles files{{"users.csv",
                     "id,name,role,org,phone,skills\n"
                     "grid-001,王芳,grid_worker,o1,138 0000 1234,\"木工;电工\"\n"
                     "grid-002,李娜,grid_worker,o1,,\n"}};
  BundleFiles again = files;

  ASSERT_TRUE(seal_phones(files, *keyring));

  const std::string& sealed = files.at("users.csv");
  EXPECT_EQ(sealed.find("0000"), std::string::npos) << sealed;
  EXPECT_NE(sealed.find("gzs1.1."), std::string::npos);
  const auto users = wire::parse_users({"users.csv", sealed});
  ASSERT_TRUE(users);
  EXPECT_EQ(vault::plain_staff_phone(*keyring, users->rows.at(0)), "13800001234");
  EXPECT_EQ(users->rows.at(0).skills.size(), 2U);
  EXPECT_EQ(users->rows.at(1).phone, "");
  ASSERT_TRUE(seal_phones(again, *keyring));
  EXPECT_EQ(again, files) << "the same import twice is the same import";
  ASSERT_TRUE(seal_phones(again, *keyring));
  EXPECT_EQ(again, files);
  fs::remove_all(dir);
}

}  // namespace
}  // namespace gongzhi::workers
