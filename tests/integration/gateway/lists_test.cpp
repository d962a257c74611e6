// What people look at: lists with filters and cursors, the board, tasks, what is nearby, what is
// configured.
#include <gmock/gmock.h>

#include <set>

#include "tests/integration/gateway/demo.hpp"

namespace gongzhi::test {
namespace {

using testing::HasSubstr;

std::set<std::string> numbers_of(const Answered& page) {
  std::set<std::string> numbers;
  for (std::size_t i = 0; i < page.body.size("/items"); ++i)
    numbers.insert(page.at("/items/" + std::to_string(i) + "/number"));
  return numbers;
}

TEST(Lists, GoOnWithTheirCursorAndNameEachCaseOnce) {
  std::set<std::string> reported;
  for (int i = 0; i < 5; ++i) reported.insert(signed_for_later());
  Api api(demo(), grid_worker);

  std::set<std::string> listed;
  std::size_t lines = 0;
  std::string path = "/cases?mine=true&category=E0110&limit=2";
  for (int page = 0; page < 100 && !path.empty(); ++page) {
    const Answered answer = api.get(path);
    ASSERT_EQ(answer.status(), 200) << answer;
    lines += answer.body.size("/items");
    EXPECT_LE(answer.body.size("/items"), 2U);
    listed.merge(numbers_of(answer));
    const std::string link = answer.http.field("link");
    EXPECT_EQ(link.empty(), answer.at("/next_cursor") == "null");
    EXPECT_TRUE(link.empty() || link.ends_with(">; rel=\"next\"")) << link;
    path = link.empty() ? "" : link.substr(8, link.find('>') - 8);
  }

  EXPECT_EQ(lines, listed.size());
  for (const std::string& number : reported) EXPECT_TRUE(listed.contains(number)) << number;
}

TEST(Lists, AreFilteredByWhatIsAsked) {
  const std::string refuse = signed_for_later();
  Api api(demo(), secretary);
  const std::string road = Api(demo(), grid_worker).report(report_body("incident", "E0108"));
  api.wait_for_state(road, "sign");
  const auto lists = [&](const std::string& query, const std::string& number) {
    return numbers_of(api.get("/cases?limit=100&" + query)).contains(number);
  };

  EXPECT_TRUE(lists("category=E0110", refuse));
  EXPECT_FALSE(lists("category=E0110", road));
  EXPECT_TRUE(lists("state=sign", refuse));
  EXPECT_FALSE(lists("state=closed", refuse));
  EXPECT_TRUE(lists("state=open&lead=d-sanitation", refuse));
  EXPECT_FALSE(lists("lead=d-sanitation", road));
  EXPECT_TRUE(lists("kind=incident&community=" + community, refuse));
  EXPECT_FALSE(lists("kind=wish", refuse));
  EXPECT_FALSE(lists("overdue=true", refuse));
  EXPECT_FALSE(lists("accepted_to=2026-01-01T00:00:00%2B08:00", refuse));
  EXPECT_TRUE(lists("accepted_from=2026-01-01T00:00:00%2B08:00", refuse));
}

struct WrongWord {
  const char* query;
  const char* pointer;
  const char* hint;
};

TEST(Lists, NameAWordThatDoesNotExistAndTheNearestThatDoes) {
  Api api(demo(), secretary);

  for (const WrongWord& wrong :
       {WrongWord{"state=sing", "?state", "did you mean `sign`?"},
        WrongWord{"state=Open", "?state", "did you mean `open`?"},
        WrongWord{"kind=incidents", "?kind", "did you mean `incident`?"},
        WrongWord{"category=E0ll0", "?category", "did you mean `E0110`?"},
        WrongWord{"grid=140802001001000l", "?grid", "did you mean `14080200100100"},
        WrongWord{"community=nowhere", "?community", "no such organisation"},
        WrongWord{"lead=d-sanitaton", "?lead", "did you mean `d-sanitation`?"},
        WrongWord{"state=there-is-nothing-like-it", "?state", "no kind has such a state"}}) {
    const Answered answer =
        api.get(std::string("/cases?") + wrong.query, {{"Accept-Language", "en"}});
    EXPECT_EQ(answer.status(), 400) << wrong.query << answer;
    EXPECT_EQ(answer.at("/errors/0/pointer"), wrong.pointer) << answer;
    EXPECT_THAT(answer.at("/detail"), HasSubstr(wrong.hint)) << answer;
  }
  EXPECT_THAT(api.get("/cases?state=sing").at("/detail"), HasSubstr("是不是“sign”"));
  for (const auto& [path, hint] :
       {std::pair{"/orgs?kind=departments", "department"}, std::pair{"/orgs?below=14080", "140802"},
        std::pair{"/board?org=d-sanitaton", "d-sanitation"},
        std::pair{"/cases/nearby?lon=111&lat=35&category=E01100", "E0110"}})
    EXPECT_THAT(api.get(path).at("/detail"), HasSubstr("是不是“" + std::string(hint) + "”"))
        << path;
  // What exists and what is left empty is no mistake, also where nothing is found.
  EXPECT_EQ(api.get("/cases?state=hung&category=C0101&grid=&kind=").status(), 200);
}

TEST(Lists, HoldClosedCasesThatAreInspectedAgainWhereAsked) {
  const std::string open = signed_for_later();
  Api api(demo(), secretary);

  const Answered drawn = api.get("/cases?reinspect=true&limit=100");

  ASSERT_EQ(drawn.status(), 200) << drawn;
  EXPECT_FALSE(numbers_of(drawn).contains(open));
  EXPECT_TRUE(numbers_of(api.get("/cases?reinspect=false&limit=100")).contains(open));
  EXPECT_EQ(api.get("/cases?reinspect=maybe").status(), 400);
  // A draw is not for those whose work or report it is about to guess at.
  EXPECT_EQ(Api(demo(), resident).get("/cases?reinspect=true").status(), 403);
}

TEST(Lists, CountOnlyWhenAsked) {
  signed_for_later();
  Api api(demo(), secretary);

  const Answered counted = api.get("/cases?limit=1&count=true");

  EXPECT_GE(std::atoi(counted.at("/total").c_str()), 1);
  EXPECT_EQ(api.get("/cases?limit=1").at("/total"), "(none)");
}

TEST(Lists, ShowNobodyAnotherCommunitysCases) {
  const std::string number = signed_for_later();
  Api other(demo(), elsewhere);
  const Answered unknown = other.get("/cases/26112307-99999");

  const Answered foreign = other.get("/cases/" + number);

  EXPECT_EQ(foreign.status(), 404);
  EXPECT_EQ(foreign.at("/code"), unknown.at("/code"));
  EXPECT_EQ(foreign.at("/detail"), unknown.at("/detail"));
  EXPECT_EQ(other.get("/cases/" + number + "/timeline").status(), 404);
  EXPECT_EQ(other.act(number, "comment", R"({"text":"?"})", {{"If-Match", "\"1\""}}).status(), 404);
  EXPECT_FALSE(numbers_of(other.get("/cases?limit=100&community=" + community)).contains(number));
  EXPECT_EQ(other.get("/board?org=" + community).status(), 403);
}

TEST(Board, CountsWhatLiesInOnesScope) {
  signed_for_later();
  Api api(demo(), secretary);

  const Answered board = api.get("/board");

  ASSERT_EQ(board.status(), 200) << board;
  EXPECT_EQ(board.at("/scope/org"), community);
  EXPECT_GE(std::atoi(board.at("/counts/open").c_str()), 1);
  EXPECT_GE(std::atoi(board.at("/counts/waiting").c_str()), 1);
  EXPECT_TRUE(board.body.lists_with("/by_state", "key", "sign"));
  EXPECT_TRUE(board.body.lists_with("/by_category", "key", "E0110"));
  EXPECT_EQ(board.at("/by_grid_more"), "0");
  EXPECT_EQ(board.at("/by_category_more"), "0");
  EXPECT_EQ(api.get("/board", {{"If-None-Match", board.http.field("etag")}}).status(), 304);
  Api county(demo(), "county-admin");
  EXPECT_EQ(county.get("/board?org=" + community).at("/scope/org"), community);
}

TEST(Board, NamesWhatHasNoCategoryYet) {
  const std::string number = Api(demo(), resident).report(report_body("incident", ""));
  Api api(demo(), secretary);
  api.wait_for_state(number, "triage");

  const Answered board = api.get("/board");
  const Answered english = api.get("/board", {{"Accept-Language", "en"}});

  EXPECT_TRUE(board.body.lists_with("/by_category", "name", "未分类")) << board;
  EXPECT_TRUE(english.body.lists_with("/by_category", "name", "unclassified")) << english;
}

TEST(Tasks, AreOfferedHeldAndChecked) {
  Api api(demo(), "committee-001");
  const std::string number =
      api.report(report_body("wish", "W0102", R"(,"fields":{"places":1,"skills":["culture"]})"));
  api.wait_for_state(number, "pool");
  Api member(demo(), "member-002");

  const Answered offered = member.get("/tasks");

  EXPECT_TRUE(offered.body.lists_with("/offered", "number", number)) << offered;
  EXPECT_EQ(offered.at("/open_claims_max"), "3");
  ASSERT_EQ(member.post("/cases/" + number + "/actions/claim", "{}").status(), 200);
  const Answered held = member.get("/tasks");
  EXPECT_TRUE(held.body.lists_with("/held", "number", number)) << held;
  EXPECT_FALSE(held.body.lists_with("/offered", "number", number));
  EXPECT_EQ(member.act(number, "give_up").status(), 200);
}

TEST(Tasks, ShowBodiesAndRolesWhatWaitsForThem) {
  const std::string number = signed_for_later();

  const Answered department = Api(demo(), sanitation).get("/tasks");
  const Answered other = Api(demo(), "dept-municipal").get("/tasks");
  const Answered person = Api(demo(), resident).get("/tasks");

  EXPECT_TRUE(department.body.lists_with("/waiting", "number", number)) << department;
  EXPECT_TRUE(department.body.lists("/waiting/0/allowed_actions", "sign"));
  for (std::size_t i = 1; i < department.body.size("/waiting"); ++i)
    EXPECT_LE(department.at("/waiting/" + std::to_string(i - 1) + "/stage_due"),
              department.at("/waiting/" + std::to_string(i) + "/stage_due"));
  EXPECT_FALSE(other.body.lists_with("/waiting", "number", number));
  EXPECT_EQ(person.body.size("/waiting"), 0U);

  const std::string unsure = Api(demo(), resident).report(report_body("incident", ""));
  Api triage(demo(), triager);
  triage.wait_for_state(unsure, "triage");
  EXPECT_TRUE(triage.get("/tasks").body.lists_with("/waiting", "number", unsure));
  EXPECT_FALSE(triage.get("/tasks").body.lists_with("/waiting", "number", number));
}

TEST(Nearby, TellsStrangersLessThanThoseWhoMaySeeTheCase) {
  const std::string number = signed_for_later();
  Api staff(demo(), secretary);
  Api stranger(demo());
  const std::string path = "/cases/nearby?lon=111.0&lat=35.02&category=E0110&title=垃圾";
  const std::string encoded =
      "/cases/nearby?lon=111.0&lat=35.02&category=E0110&title=%E5%9E%83%E5%9C%BE";

  const Answered full = staff.get(encoded);
  const Answered coarse = stranger.get(encoded);

  EXPECT_TRUE(full.body.lists_with("/items", "number", number)) << full;
  ASSERT_GE(coarse.body.size("/items"), 1U) << coarse;
  EXPECT_EQ(coarse.at("/items/0/number"), "null");
  EXPECT_EQ(coarse.at("/items/0/title"), "null");
  EXPECT_EQ(coarse.at("/items/0/place"), "槐安社区第三网格");
  EXPECT_EQ(stranger.get(path).status(), 0 + 400);  // a target is ASCII
  EXPECT_EQ(stranger.get("/cases/nearby?lon=111.0&lat=35.02&category=D0101").body.size("/items"),
            0U);
}

TEST(Followers, SeeHowItStandsAndNotWhatTheReporterWrote) {
  const std::string number = Api(demo(), resident).report(report_body("incident", "E0110"));
  Api staff(demo(), secretary);
  staff.wait_for_state(number, "sign");
  Api follower(demo(), "resident-002");
  EXPECT_EQ(follower.get("/cases/" + number).status(), 404);

  const Answered followed = follower.post("/cases/" + number + "/actions/follow", "{}");
  ASSERT_EQ(followed.status(), 200) << followed;
  const Answered lean = follower.get("/cases/" + number);

  ASSERT_EQ(lean.status(), 200) << lean;
  EXPECT_EQ(lean.at("/state"), "sign");
  EXPECT_EQ(lean.at("/lead"), "d-sanitation");
  EXPECT_NE(lean.at("/due"), "null");
  EXPECT_EQ(lean.at("/title"), "暴露生活垃圾");
  for (const char* hidden : {"/description", "/address", "/location", "/reporter", "/holder"})
    EXPECT_EQ(lean.at(hidden), "null") << hidden;
  EXPECT_EQ(lean.http.body.find("两天没人清运"), std::string::npos);
  const Answered timeline = follower.get("/cases/" + number + "/timeline?limit=100");
  EXPECT_GE(timeline.body.size("/items"), 2U);
  EXPECT_EQ(timeline.at("/items/0/note"), "null");
  const Answered list = follower.get("/cases?limit=100");
  EXPECT_TRUE(list.body.lists_with("/items", "number", number)) << list;
  EXPECT_FALSE(list.body.lists_with("/items", "title", "南门旁垃圾成堆"));
  EXPECT_EQ(staff.get("/cases/" + number).at("/title"), "南门旁垃圾成堆");
}

TEST(Reporters, AreHiddenFromTheBodyThatAnswersThem) {
  const std::string number = Api(demo(), resident).report(report_body("incident", "E0110"));
  Api department(demo(), sanitation);
  const Answered answering = department.wait_for_state(number, "sign");

  EXPECT_EQ(answering.at("/reporter"), "null");
  EXPECT_EQ(answering.http.body.find("雍槿石"), std::string::npos);
  EXPECT_EQ(Api(demo(), secretary).get("/cases/" + number).at("/reporter"), resident);
}

TEST(Reference, IsForEverybody) {
  Api nobody(demo());

  EXPECT_GE(nobody.get("/categories").body.size("/items"), 200U);
  EXPECT_GE(nobody.get("/kinds").body.size("/items"), 3U);
  const Answered orgs = nobody.get("/orgs?below=" + community + "&limit=3");
  EXPECT_EQ(orgs.body.size("/items"), 3U) << orgs;
  EXPECT_THAT(orgs.http.field("link"), HasSubstr("rel=\"next\""));
  EXPECT_EQ(nobody.get("/orgs?kind=castle").status(), 400);
  EXPECT_EQ(nobody.get("/me").at("/user"), "null");
  const Answered me = Api(demo(), secretary).get("/me");
  EXPECT_EQ(me.at("/user/id"), secretary) << me;
  EXPECT_EQ(nobody.get("/tasks").status(), 401);
  EXPECT_EQ(nobody.get("/board").status(), 401);
  EXPECT_EQ(nobody.get("/cases").status(), 401);
}

}  // namespace
}  // namespace gongzhi::test
