#include "tests/contract/api/managing.hpp"

namespace gongzhi::test {
namespace {

const std::string rows = "get /config/{table}";
const std::string change = "post /config/{table}";
const std::string work = "get /users/{id}/work";
const std::string handover = "post /users/{id}/handover";
const std::string preview = "post /cases/{number}/actions/{action}/preview";
const std::string what_if = "post /config/routing:what-if";
const std::string holiday = R"({"put":{"date":"2030-01-01","kind":"holiday"}})";
const std::string changes = R"({"changes":[{"table":"routing","remove":"R-E0110"}]})";
const std::string unknown_rule = R"({"changes":[{"table":"routing","remove":"R-nonsense"}]})";
const std::string wrong_rule =
    R"({"changes":[{"table":"routing","put":{"id":"R-E0110","order":"x"}}]})";
const HttpFields stranger{{"Authorization", "Bearer nonsense"}};
const HttpFields plain{{"Content-Type", "text/plain"}};
const std::string too_long(70'000, ' ');

}  // namespace

ManagingSurvey::ManagingSurvey(DemoPlatform& platform, NoteAnswer note)
    : platform_(platform), note_(std::move(note)) {}

HttpFields ManagingSurvey::version() {
  std::string tag;
  // Right after the record was locked a reader may still find it busy.
  EXPECT_TRUE(wait_until([&] {
    tag = admin_.get("/config/calendar?limit=1").http.field("etag");
    return !tag.empty();
  }));
  return {{"If-Match", tag}};
}

void ManagingSurvey::ask(const std::string& number) {
  number_ = number;
  ask_for_tables();
  ask_for_changes();
  ask_for_a_row_in_use();
  try_out("post /config:check", "/config:check");
  try_out(what_if, "/config/routing:what-if");
  note_(what_if, admin_.post("/config/routing:what-if", unknown_rule));
  note_(what_if, admin_.post("/config/routing:what-if", wrong_rule));
  ask_for_people();
  ask_who_there_is();
  ask_for_previews();
}

void ManagingSurvey::ask_for_tables() {
  for (const char* table : {"orgs", "grids", "categories", "standards", "routing", "emergency",
                            "templates", "duty", "absences", "calendar"})
    note_(rows, admin_.get(std::string("/config/") + table + "?limit=2"));
  const Answered seen = admin_.get("/config/calendar");
  note_(rows, admin_.get("/config/calendar", {{"If-None-Match", seen.http.field("etag")}}));
  note_(rows, admin_.get("/config/calendar?nonsense=1"));
  note_(rows, nobody_.get("/config/calendar", stranger));
  note_(rows, staff_.get("/config/calendar"));
  note_(rows, admin_.get("/config/users"));
}

void ManagingSurvey::ask_for_changes() {
  const std::string path = "/config/calendar";
  note_(change, admin_.post(path, holiday, version()));
  note_(change, admin_.post(path, R"({"put":{"date":"soon","kind":"holiday"}})", version()));
  note_(change, admin_.post(path, R"({"remove":"2031-01-01"})", version()));
  note_(change, admin_.post(path, holiday, {{"If-Match", "\"0\""}}));
  note_(change, admin_.post(path, holiday));
  note_(change, admin_.post(path, "{", version()));
  note_(change, admin_.post(path, too_long, version()));
  note_(change, admin_.post(path, holiday, plain));
  note_(change, staff_.post(path, holiday, version()));
  note_(change, nobody_.post(path, holiday, stranger));
}

void ManagingSurvey::ask_for_a_row_in_use() {
  const std::string row =
      R"({"put":{"code":"E9902","type":"event","class":"试","subclass":"试","name_en":"Trial",)"
      R"("kind":"incident","claimable":"no","private":"no","safety":"no",)"
      R"("duplicate_radius_m":50,"claim_skills":"","keywords":""}})";
  note_(change, admin_.post("/config/categories", row, version()));
  const std::string number = staff_.report(report_body("incident", "E9902"));
  EXPECT_TRUE(wait_until([&] { return staff_.get("/cases/" + number).at("/version") != "0"; }));
  note_(change, admin_.post("/config/categories", R"({"remove":"E9902"})", version()));
}

void ManagingSurvey::try_out(const std::string& operation, const std::string& path) {
  note_(operation, admin_.post(path, changes));
  note_(operation, admin_.post(path, "{"));
  note_(operation, admin_.post(path, too_long));
  note_(operation, admin_.post(path, changes, plain));
  note_(operation, staff_.post(path, changes));
  note_(operation, nobody_.post(path, changes, stranger));
}

void ManagingSurvey::ask_for_people() {
  note_(work, admin_.get("/users/dept-sanitation/work"));
  note_(work, admin_.get("/users/nobody-at-all/work"));
  note_("get /duty", staff_.get("/duty"));
  note_("get /duty", staff_.get("/duty?org=nowhere"));
  const std::string path = "/users/secretary-002/handover";
  note_(handover, admin_.post(path, "{}"));
  note_(handover, admin_.post(path, "{"));
  note_(handover, admin_.post(path, too_long));
  note_(handover, admin_.post(path, "{}", plain));
  note_(handover, admin_.post(path, R"({"to":"nobody-at-all"})"));
  note_(handover, admin_.post("/users/nobody-at-all/handover", "{}"));
  note_(handover, grid_.post("/users/grid-001/handover", "{}"));
  note_(handover, nobody_.post(path, "{}", stranger));
}

void ManagingSurvey::ask_who_there_is() {
  const std::string list = "get /users";
  const std::string one = "get /users/{id}";
  note_(list, admin_.get("/users?limit=2&role=grid_worker"));
  note_(list, admin_.get("/users?role=king"));
  note_(list, grid_.get("/users"));
  note_(list, nobody_.get("/users", stranger));
  note_(one, admin_.get("/users/member-001"));
  note_(one, admin_.get("/users/member-001?x=1"));
  note_(one, admin_.get("/users/nobody-at-all"));
  note_(one, nobody_.get("/users/member-001", stranger));
  note_("post /users/{id}/actions/{action}",
        admin_.post("/users/member-001/actions/change", R"({"name":"甲乙"})"));
}

void ManagingSurvey::ask_for_previews() {
  const std::string path = "/cases/" + number_ + "/actions/";
  note_(preview, department_.post(path + "comment/preview", R"({"text":"在路上"})"));
  note_(preview, department_.post(path + "handle/preview", R"({"mood":"good"})"));
  note_(preview, department_.post(path + "handle/preview", "["));
  note_(preview, department_.post(path + "handle/preview", too_long));
  note_(preview, department_.post(path + "handle/preview", "{}", plain));
  note_(preview, department_.post(path + "sign/preview", "{}"));
  note_(preview, grid_.post(path + "handle/preview", "{}"));
  note_(preview, nobody_.post(path + "handle/preview", "{}"));
  note_(preview, staff_.post("/cases/26112307-99999/actions/sign/preview", "{}"));
}

void ManagingSurvey::ask_while_the_record_is_locked() {
  note_(rows, admin_.get("/config/calendar"));
  note_("post /config:check", admin_.post("/config:check", changes));
  note_(what_if, admin_.post("/config/routing:what-if", changes));
  note_(work, admin_.get("/users/dept-sanitation/work"));
  note_("get /users", admin_.get("/users"));
  note_("get /users/{id}", admin_.get("/users/member-001"));
  note_(preview, department_.post("/cases/" + number_ + "/actions/handle/preview", "{}"));
}

void ManagingSurvey::ask_while_the_worker_is_stopped() {
  note_(change, admin_.post("/config/calendar", R"({"remove":"2030-01-01"})", version()));
  note_(handover, admin_.post("/users/secretary-002/handover", "{}"));
}

void ManagingSurvey::ask_while_redis_is_stopped() {
  note_(change, admin_.post("/config/calendar", holiday, {{"If-Match", "\"1\""}}));
  note_(handover, admin_.post("/users/secretary-002/handover", "{}"));
}

}  // namespace gongzhi::test
