// What strangers see of a person (security.md P03).
#include "governance/masking.hpp"

#include <gtest/gtest.h>

#include "governance/personal.hpp"

namespace gongzhi {
namespace {

TEST(P03, ANameKeepsItsFamilyNameOnly) {
  EXPECT_EQ(mask_name("张三"), "张*");
  EXPECT_EQ(mask_name("张小三"), "张*");
  EXPECT_EQ(mask_name("欧阳修"), "欧阳*");
  EXPECT_EQ(mask_name("欧阳"), "欧*") << "two characters: a family name of one and a given name";
  EXPECT_EQ(mask_name("John Smith"), "J*");
  EXPECT_EQ(mask_name("　李四 "), "李*");
  EXPECT_EQ(mask_name("张"), "*");
  EXPECT_EQ(mask_name(""), "");
}

TEST(P03, ATelephoneNumberKeepsItsEndsOnly) {
  EXPECT_EQ(mask_phone("13800001234"), "138****1234");
  EXPECT_EQ(mask_phone("+86 138-0000-1234"), "138****1234");
  EXPECT_EQ(mask_phone("0359-2212345"), "0359-****345");
  EXPECT_EQ(mask_phone("01062212345"), "010-****345");
  EXPECT_EQ(mask_phone("2212345"), "****345");
  EXPECT_EQ(mask_phone("0359-2212345-801"), "0359-****345");
  EXPECT_EQ(mask_phone("12"), "****");
  EXPECT_EQ(mask_phone("call me"), "****");
  EXPECT_EQ(mask_phone(""), "");
}

TEST(P03, AnIdentityNumberKeepsThreeAndFourCharacters) {
  EXPECT_EQ(mask_identity("11010519491231002X"), "110***********002X");
  EXPECT_EQ(mask_identity("1234"), "****");
  EXPECT_EQ(mask_identity("一二三四五六"), "****");
  EXPECT_EQ(mask_identity(""), "");
}

TEST(P03, AnAddressLosesTheHouseAndWhatFollows) {
  EXPECT_EQ(mask_address("幸福小区3号楼2单元501室"), "幸福小区***");
  EXPECT_EQ(mask_address("解放路１２号"), "解放路***");
  EXPECT_EQ(mask_address("三里屯南街三号院"), "三里屯南街***");
  EXPECT_EQ(mask_address("二十一号楼"), "***");
  EXPECT_EQ(mask_address("北门"), "北门");
  EXPECT_EQ(mask_address("12 Main Street"), "***");
  EXPECT_EQ(mask_address(""), "");
}

TEST(P03, AFieldThatNobodyKnowsIsHiddenEntirely) {
  EXPECT_EQ(mask_field("shoe_size", "42"), "****");
  EXPECT_EQ(mask_field(personal::phone, "13800001234"), "138****1234");
  EXPECT_EQ(mask_field(personal::on_behalf_of, "楼上老人"), "楼*");
}

TEST(PersonalForms, TelephoneNumbersOfTheMainlandHaveOneForm) {
  EXPECT_EQ(normal_phone("138 0000 1234"), "13800001234");
  EXPECT_EQ(normal_phone("008613800001234"), "13800001234");
  EXPECT_EQ(normal_phone("8613800001234"), "13800001234");
  EXPECT_EQ(normal_phone("１３８００００１２３４"), "13800001234");
  EXPECT_EQ(normal_phone("(0359) 2212345"), "03592212345");
  EXPECT_EQ(normal_phone("0359-2212345-801"), "03592212345-801");
  EXPECT_EQ(normal_phone("400-123-4567"), "4001234567");
  EXPECT_EQ(normal_phone("2212345"), "2212345");
  for (const char* wrong : {"", "12345", "23800001234", "12345678901", "00592212345",
                            "138000012345", "13800001234x", "１１０", "电话"})
    EXPECT_EQ(normal_phone(wrong), std::nullopt) << wrong;
}

TEST(PersonalForms, AnIdentityNumberHasItsCheckDigit) {
  EXPECT_EQ(normal_identity("11010519491231002x"), "11010519491231002X");
  EXPECT_EQ(normal_identity("110105194912310021"), std::nullopt);
  EXPECT_EQ(normal_identity("1101051949123100"), std::nullopt);
  EXPECT_EQ(normal_identity("11010519491231002张"), std::nullopt);
}

}  // namespace
}  // namespace gongzhi
