// The audit trail at the door: the auditor reads it, nobody else; refusals that repeat are counted;
// what was noted survives a kill.
#include <csignal>

#include "records/reader.hpp"
#include "tests/integration/gateway/demo.hpp"

namespace gongzhi::test {
namespace {

using namespace std::chrono_literals;
using Part = DemoPlatform::Part;

/// The rows of one user's act, once there are so many; newest first.
Answered rows_of(DemoPlatform& platform, const std::string& query, std::size_t count) {
  Api auditor(platform, "auditor");
  std::optional<Answered> page;
  EXPECT_TRUE(wait_until(
      [&] {
        page = auditor.get("/audit?" + query);
        return page->body.size("/items") >= count;
      },
      30s))
      << *page;
  return *page;
}

TEST(S30, OnlyTheAuditorReadsTheTrailAndThatIsNoted) {
  Api auditor(demo(), "auditor");
  Api other(demo(), elsewhere);

  const Answered page = auditor.get("/audit?limit=1&act=import");

  EXPECT_EQ(page.status(), 200) << page;
  EXPECT_EQ(page.at("/items/0/act"), "import");
  EXPECT_EQ(page.at("/items/0/actor/system"), "import");
  EXPECT_EQ(other.get("/audit").status(), 403);
  EXPECT_EQ(Api(demo()).get("/audit").status(), 401);
  const Answered refused = rows_of(demo(), "act=audit.read&actor=" + elsewhere, 1);
  EXPECT_EQ(refused.at("/items/0/result"), "refused");
  EXPECT_EQ(refused.at("/items/0/address"), "127.0.0.1");
  EXPECT_EQ(refused.at("/items/0/role"), "community_secretary");
  const Answered read = rows_of(demo(), "act=audit.read&actor=auditor", 1);
  EXPECT_EQ(read.at("/items/0/result"), "done");
}

TEST(S30, FiltersCursorsAndTimesAreChecked) {
  Api auditor(demo(), "auditor");
  rows_of(demo(), "act=audit.read&actor=auditor", 1);

  const Answered first = auditor.get("/audit?limit=1");
  const std::string cursor = first.at("/next_cursor");

  ASSERT_NE(cursor, "null") << first;
  const Answered second = auditor.get("/audit?limit=1&cursor=" + cursor);
  EXPECT_EQ(second.status(), 200) << second;
  EXPECT_NE(second.at("/items/0/hash"), first.at("/items/0/hash"));
  EXPECT_EQ(auditor.get("/audit?limit=1&act=login&cursor=" + cursor).status(), 400)
      << "the cursor of another list";
  EXPECT_EQ(auditor.get("/audit?since=yesterday").status(), 400);
  EXPECT_EQ(auditor.get("/audit?until=2000-01-01T00:00:00Z").body.size("/items"), 0U);
}

TEST(S30, RefusalsThatRepeatAreOneRowAndACountAndSurviveAKill) {
  DemoPlatform platform;
  Api other(platform, elsewhere);
  const std::string query = "act=audit.read&actor=" + elsewhere;

  for (int i = 0; i < 40; ++i) EXPECT_EQ(other.get("/audit").status(), 403);
  EXPECT_EQ(rows_of(platform, query, 1).body.size("/items"), 1U) << "a flood is one row";
  platform.send(Part::worker, SIGKILL);
  platform.send(Part::gateway, SIGTERM);  // what it has counted it tells before it ends

  records::DatabaseConfig config;
  config.file = platform.data() / "store" / "gongzhi.db";
  std::vector<records::AuditRow> rows;
  EXPECT_TRUE(wait_until(
      [&] {
        auto reader = records::Reader::open(config);
        auto page = reader ? (*reader)->audit({.actor = elsewhere, .act = "audit.read"})
                           : Result<records::AuditPage>(reader.error());
        if (page) rows = page->rows;
        return rows.size() >= 2;
      },
      30s))
      << platform.log_end();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].entry.count, 39);
  EXPECT_EQ(rows[1].entry.count, 1);
}

}  // namespace
}  // namespace gongzhi::test
