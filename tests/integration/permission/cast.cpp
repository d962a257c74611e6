#include "tests/integration/permission/cast.hpp"

namespace gongzhi::test {
namespace {

std::string place(const std::string& lon, const std::string& lat) {
  return R"("location":{"lon":)" + lon + R"(,"lat":)" + lat + "}";
}

std::string body(const std::string& kind, const std::string& category, const std::string& more) {
  return R"({"kind":")" + kind + R"(","category":")" + category +
         R"(","title":"请帮忙看看","description":"两天了，没有人来。")" +
         (more.empty() ? "" : "," + more) + "}";
}

Cases report_all() {
  const std::map<std::string, std::string> reports{
      {"same", body("incident", "E0110", place("111.0", "35.02"))},
      {"other", body("incident", "E0113", place("110.98487", "35.00695"))},
      {"away", body("incident", "E0113", place("111.04634", "35.02365"))},
      {"above", body("request", "", "")},
      {"private", body("request", "D0102", place("111.0", "35.02"))}};
  Cases made;
  for (const auto& [relation, report] : reports) {
    const Answered answer = report_without_account(report);
    EXPECT_EQ(answer.status(), 201) << answer;
    made.numbers[relation] = answer.at("/number");
    if (relation == "same") made.key = answer.at("/key");
  }
  Api supervisor(county(), "supervisor-001");
  for (const auto& [relation, number] : made.numbers)
    EXPECT_TRUE(wait_until([&] {
      const std::string state = supervisor.get("/cases/" + number).at("/state");
      return state != "(none)" && state != "received";
    })) << relation;
  supervisor.wait_for_state(made.numbers["same"], "sign");
  return made;
}

}  // namespace

const std::string& person_of(const std::string& column) {
  static const std::map<std::string, std::string> people{{"nobody", ""},
                                                         {"key", ""},
                                                         {"resident", "resident-001"},
                                                         {"member", "member-001"},
                                                         {"api_client", "api-replay"},
                                                         {"unit_liaison", "liaison-001"},
                                                         {"treasurer", "treasurer-001"},
                                                         {"grid_worker", "grid-001"},
                                                         {"property_staff", "property-001"},
                                                         {"dept_handler", "dept-sanitation"},
                                                         {"committee_member", "committee-001"},
                                                         {"branch_secretary", "branch-001"},
                                                         {"community_secretary", "secretary-001"},
                                                         {"observer", "observer-001"},
                                                         {"verifier", "verifier-001"},
                                                         {"triager", "triager-001"},
                                                         {"dispatcher", "dispatcher-001"},
                                                         {"inspector", "inspector-001"},
                                                         {"supervisor", "supervisor-001"},
                                                         {"county_admin", "county-admin"},
                                                         {"auditor", "auditor"},
                                                         {"system_admin", "system-admin"},
                                                         {"security_admin", "security-admin"}};
  return people.at(column);
}

const Cases& cases() {
  static const Cases made = report_all();
  return made;
}

std::string unknown_number() {
  const std::string& known = cases().numbers.at("same");
  return known.substr(0, known.find('-')) + "-99999";
}

Answered report_without_account(const std::string& report) {
  return Api(county()).post("/cases", report);
}

}  // namespace gongzhi::test
