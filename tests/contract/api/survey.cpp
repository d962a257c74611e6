// The order in which everything is asked, and what is refused to everybody.
#include "tests/contract/api/survey.hpp"

#include "gateway/router.hpp"

namespace gongzhi::test {

Survey::Survey() {
  upload();
  report();
  const std::string number = number_;
  wait_until_applied();
  read(number);
  act(number);
  managing_.ask(number);
  ask_about_people();
  be_refused(number);
  sign_in();
  set_up_second_factor();
  administer();
  be_unready(number);
}

void Survey::wait_until_applied() {
  for (const Seen& one : seen_)
    for (const char* pointer : {"/number", "/items/0/receipt/number"})
      if (const std::string number = one.answer.at(pointer); number != "(none)")
        staff_.wait_for_state(number, "sign");
}

void Survey::get_twice(const std::string& route, const std::string& path) {
  get(route, path);
  get(route, path, {{"If-None-Match", seen_.back().answer.http.field("etag")}});
}

void Survey::be_refused(const std::string& number) {
  for (const gateway::Route& route : gateway::routes()) {
    if (route.method != gateway::Method::get) continue;
    std::string path(route.path);
    if (const auto at = path.find("{number}"); at != path.npos) path.replace(at, 8, number);
    if (const auto at = path.find("{id}"); at != path.npos) path.replace(at, 4, "zz");
    if (const auto at = path.find("{table}"); at != path.npos) path.replace(at, 7, "duty");
    const std::string name(route.path);
    get(name, path + "?nonsense=1");
    note("get " + name, nobody_.get(path, {{"Authorization", "Bearer nonsense"}}));
  }
  note("get /cases/nearby", nobody_.get("/cases/nearby?lon=111&lat=35&category=E0110",
                                        {{"Authorization", "Bearer nonsense"}}));
  note("get /outcomes/{id}",
       nobody_.get("/outcomes/" + std::string(32, 'a'), {{"Authorization", "Bearer nonsense"}}));
  get("/outcomes/{id}", "/outcomes/" + std::string(32, 'a'));
  get("/cases/{number}", "/cases/26112307-99999");
  get("/cases/{number}/timeline", "/cases/26112307-99999/timeline");
  for (const char* end : {"", "/thumbnail"})
    get("/cases/{number}/attachments/{id}" + std::string(end),
        "/cases/" + number + "/attachments/" + std::string(64, '0') + end);
  get("/board", "/board?org=140802002001");
  note("get /cases", member_.get("/cases?reinspect=true"));
}

/// The record locked, then Redis stopped.
void Survey::be_unready(const std::string& number) {
  const std::string good = report_body("incident", "E0110");
  {
    const LockedRecord lock(platform_);
    for (const char* path : {"/cases", "/tasks", "/board"}) get(path, path);
    note("get /audit", auditor_.get("/audit"));
    get("/search", "/search?q=%E5%9E%83%E5%9C%BE");
    get("/cases/{number}", "/cases/" + number);
    get("/cases/{number}/timeline", "/cases/" + number + "/timeline");
    for (const char* end : {"", "/thumbnail"})
      get("/cases/{number}/attachments/{id}" + std::string(end),
          "/cases/" + number + "/attachments/" + std::string(64, '0') + end);
    for (const char* path : {"/access-log", "/copy"})
      get("/cases/{number}" + std::string(path), "/cases/" + number + path);
    note("post /cases/{number}/reveal",
         staff_.post("/cases/" + number + "/reveal",
                     R"({"fields":["contact_phone"],"reason":"联系上报人核实"})"));
    note("post /cases/{number}/erase", staff_.post("/cases/" + number + "/erase", ""));
    note("post /cases/{number}/withdraw-consent",
         staff_.post("/cases/" + number + "/withdraw-consent", R"({"purpose":"contact"})"));
    get("/cases/nearby", "/cases/nearby?lon=111&lat=35.02&category=E0110");
    get("/outcomes/{id}", "/outcomes/" + std::string(32, 'a'));
    note("get /me", member_.get("/me"));
    note("post /cases/{number}/actions/{action}",
         staff_.act(number, "comment", R"({"text":"?"})", {{"If-Match", "\"3\""}}));
    managing_.ask_while_the_record_is_locked();
  }
  {
    const Halted worker(platform_, DemoPlatform::Part::worker);
    managing_.ask_while_the_worker_is_stopped();
  }
  const Halted redis(platform_, DemoPlatform::Part::redis);
  note("post /cases", staff_.post("/cases", good));
  managing_.ask_while_redis_is_stopped();
}

}  // namespace gongzhi::test
