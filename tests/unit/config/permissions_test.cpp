// config/permissions.csv as people read it is the table that is built into the program, and what is
// wrong in one is told with its place.
#include <gmock/gmock.h>

#include "tests/unit/config/shipped_tables.hpp"
#include "wire/tables.hpp"

namespace gongzhi {
namespace {

TEST(Permissions, AreBuiltInAsTheyAreShipped) {
  auto read = wire::parse_permissions(test::read_table(test::config_dir + "permissions.csv"));
  ASSERT_TRUE(read) << read.error().message;
  for (PermissionRow& row : read->rows) row.note.clear();

  EXPECT_EQ(read->rows, default_permissions());
  EXPECT_TRUE(PermissionTable::build(read->rows));
}

TEST(Permissions, TellWhereAndWhatIsWrong) {
  const auto read = wire::parse_permissions({"permissions.csv",
                                             "action,role,relation,private,note\ncase.see,"
                                             "secretary,subtree,,\ncase.see,triager,all,,\n"});

  ASSERT_FALSE(read);
  const Error error = read.error();
  ASSERT_EQ(error.fields.size(), 2U);
  EXPECT_EQ(error.fields[0].pointer, "permissions.csv:2:10");
  EXPECT_THAT(error.fields[0].detail, testing::HasSubstr("known are visitor, resident"));
  EXPECT_EQ(error.fields[1].pointer, "permissions.csv:3:18");
  EXPECT_THAT(error.fields[1].detail, testing::HasSubstr("own_community"));
}

}  // namespace
}  // namespace gongzhi
