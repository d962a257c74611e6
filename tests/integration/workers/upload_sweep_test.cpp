// Pictures that nobody attached go, those of a case stay (reliability.md D19).
#include <gtest/gtest.h>

#include "governance/attachment.hpp"
#include "runtime/uploads.hpp"
#include "tests/integration/workers/applier_rig.hpp"

namespace gongzhi::test {
namespace {

using Strings = std::vector<std::string>;

void keep(const runtime::Uploads& uploads, const std::string& id) {
  auto picture = uploads.temporary();
  auto thumbnail = uploads.temporary();
  ASSERT_TRUE(uploads.keep(id, std::move(*picture), std::move(*thumbnail)));
}

int sweep_all(workers::Applier& applier, Instant before) {
  int swept = 0;
  for (int i = 0; i < 8; ++i) swept += applier.sweep_uploads(before).value();
  return swept;
}

TEST(D19, PicturesOfNoCaseAreSweptAndThoseOfACaseStay) {
  ApplierRig rig;
  const runtime::Uploads uploads(rig.dir().uploads());
  const std::string kept(64, 'a');
  const std::string orphan(64, 'b');
  keep(uploads, kept);
  keep(uploads, orphan);
  rig.apply({rig.report("k1", {.seq = 1})});
  const CaseNumber number = ApplierRig::number_at({.seq = 1});
  rig.apply({rig.act(number, "resident-001", "attach", {{"files", Strings{kept}}}, {.seq = 2})});
  ASSERT_EQ(rig.case_of(number).attachments.size(), 1U);
  const Instant now = std::chrono::floor<Milliseconds>(std::chrono::system_clock::now());

  EXPECT_EQ(sweep_all(rig.applier(), now - std::chrono::hours{24}), 0);
  EXPECT_EQ(sweep_all(rig.applier(), now + std::chrono::hours{1}), 1);

  EXPECT_TRUE(uploads.has(kept));
  EXPECT_FALSE(uploads.has(orphan));
}

TEST(D19, AnActionThatNamesAMissingPictureIsRefused) {
  ApplierRig rig;
  rig.apply({rig.report("k1", {.seq = 1})});
  const CaseNumber number = ApplierRig::number_at({.seq = 1});

  const auto report = rig.apply({rig.act(number, "resident-001", "attach",
                                         {{"files", Strings{std::string(64, 'c')}}}, {.seq = 2})});

  EXPECT_EQ(report.refused, 1);
  EXPECT_TRUE(rig.case_of(number).attachments.empty());
}

}  // namespace
}  // namespace gongzhi::test
