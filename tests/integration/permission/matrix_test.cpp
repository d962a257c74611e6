// The role matrix: every route x every role x every relation, asked of the running platform and
// compared with authz.csv.
#include "tests/integration/permission/matrix.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "gateway/router.hpp"
#include "tests/integration/permission/cast.hpp"

namespace gongzhi::test {
namespace {

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
  return text;
}

std::string body_of(const std::string& word) {
  if (word == "incident") return report_body("incident", "E0108");
  if (word == "wish") return report_body("wish", "W0101");
  if (word == "batch") return R"({"items":[)" + report_body("incident", "E0108") + "]}";
  if (word == "comment") return R"({"text":"请尽快处理"})";
  if (word == "whistle") return R"({"reason_code":"overdue","orgs":["d-sanitation"],"level":"1"})";
  return word == "empty" ? "{}" : word;
}

std::string org_of(const std::string& relation) {
  if (relation == "same") return own_community;
  if (relation == "other") return other_community;
  return relation == "away" ? away_community : "140802";
}

/// What narrows a list so that the case is on its first page, whatever else was reported meanwhile.
std::string filter_of(const std::string& relation) {
  if (relation == "above") return "kind=request";
  if (relation == "private") return "category=D0102";
  return relation == "other" || relation == "away" ? "category=E0113" : "category=E0110";
}

/// Somebody an act of administration is about, in the same places as the cases; none of those who
/// ask.
std::string user_of(const std::string& relation, const std::string& column) {
  if (relation == "own") return person_of(column);
  if (relation == "same") return "member-005";
  if (relation == "other") return "member-006";
  return relation == "away" ? "member-012" : "verifier-003";
}

std::string fresh_word() {
  static int made = 0;
  return "made-" + std::to_string(++made);
}

/// One person with a case of their own.
class Asking {
 public:
  explicit Asking(std::string column) : column_(std::move(column)), user_(person_of(column_)) {
    static const std::set<std::string> readers{"nobody", "auditor", "system_admin",
                                               "security_admin"};
    if (readers.contains(column_)) return;
    Api api(county(), user_);
    const Answered made = api.post("/cases", report_body("incident", "E0110"));
    EXPECT_EQ(made.status(), 201) << column_ << " " << made;
    own_ = made.at("/number");
    if (column_ == "key") key_ = made.at("/key");
    Api(county(), "supervisor-001").wait_for_state(own_, "sign");
  }

  std::string case_of(const std::string& relation) const {
    if (relation == "own") return own_;
    if (relation == "unknown") return unknown_number();
    const auto found = cases().numbers.find(relation);
    return found == cases().numbers.end() ? std::string() : found->second;
  }

  Answered ask(const std::string& method, const std::string& target, const std::string& body) {
    HttpFields fields;
    if (!key_.empty()) fields.emplace_back("X-Case-Key", key_);
    if (target.find("/actions/") != std::string::npos) fields.emplace_back("If-Match", "\"999\"");
    Api api(county(), user_);
    if (method == "POST") return api.post(target, body, fields);
    if (method == "GET" && target != "/live") return api.get(target, fields);
    return head_of(api, method + " /api/v1" + target);
  }

 private:
  // The status of an answer whose body may never end.
  Answered head_of(Api& api, const std::string& line) const {
    std::string bytes = line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
    if (!user_.empty()) bytes += "Authorization: Bearer " + county().token(user_) + "\r\n";
    if (!key_.empty()) bytes += "X-Case-Key: " + key_ + "\r\n";
    HttpAnswer answer = api.client().send(bytes + "\r\n");
    return {answer, Body(answer.body)};
  }

  std::string column_, user_, own_, key_;
};

std::string outcome_of_supervisor() {
  static const std::string id = [] {
    Api supervisor(county(), "supervisor-001");
    const Answered done =
        supervisor.act(cases().numbers.at("same"), "comment", R"({"text":"在看"})");
    EXPECT_EQ(done.status(), 200) << done;
    return done.at("/outcome");
  }();
  return id;
}

void check_cell(const MatrixRow& row, const std::string& relation, const Cell& cell,
                Asking& asking) {
  const std::string number = asking.case_of(relation);
  const auto filled = [&](std::string text) {
    text = replaced(std::move(text), "{case}", number);
    text = replaced(std::move(text), "{org}", org_of(relation));
    text = replaced(std::move(text), "{filter}", filter_of(relation));
    text = replaced(std::move(text), "{user}", user_of(relation, cell.column));
    text = replaced(std::move(text), "{password}", county().demo_password());
    if (text.find("{fresh}") != std::string::npos) text = replaced(text, "{fresh}", fresh_word());
    if (text.find("{outcome}") != std::string::npos)
      text = replaced(text, "{outcome}", outcome_of_supervisor());
    return text;
  };
  const Answered answer = asking.ask(row.method, filled(row.ask), filled(body_of(row.body)));
  const std::string needle = row.shows == "accepted" ? "\"status\":201" : number;
  const std::string where = "authz.csv:" + std::to_string(row.line) + " " + row.method + " " +
                            row.ask + " " + relation + " " + cell.column;
  EXPECT_EQ(answer.status(), cell.status) << where << ": " << answer.http.body.substr(0, 300);
  if (cell.shows == Cell::Shows::unsaid) return;
  const bool shows = answer.http.body.find(needle) != std::string::npos;
  EXPECT_EQ(shows, cell.shows == Cell::Shows::yes) << where;
}

TEST(S01, EveryCellOfTheMatrixIsAsWritten) {
  const std::vector<MatrixRow> matrix = read_matrix();
  std::size_t asked = 0;
  for (std::size_t column = 0; column < matrix.front().cells.size(); ++column) {
    Asking asking(matrix.front().cells[column].column);
    for (const MatrixRow& row : matrix) {
      const Cell& cell = row.cells[column];
      if (cell.status == 0) continue;
      for (const std::string& relation : row.relations) {
        check_cell(row, relation, cell, asking);
        ++asked;
      }
    }
  }
  EXPECT_GE(asked, 1'400U);
}

// The build compares the same with the text of gateway/router.cpp (cmake/authz.cmake).
TEST(S01, EveryRouteAndEveryRoleHasItsCells) {
  std::set<std::string> asked, routed, columns, roles{"nobody", "key"};
  const std::vector<MatrixRow> matrix = read_matrix();
  for (const MatrixRow& row : matrix)
    if (row.route != "-") asked.insert(row.method + " " + row.route);
  for (const gateway::Route& route : gateway::routes())
    routed.insert((route.method == gateway::Method::post ? "POST " : "GET ") +
                  std::string(route.path));
  for (const Cell& cell : matrix.front().cells) columns.insert(cell.column);
  for (int i = 0; i < role_count; ++i) roles.emplace(name(static_cast<Role>(i)));

  EXPECT_EQ(asked, routed);
  EXPECT_EQ(columns, roles);
}

}  // namespace
}  // namespace gongzhi::test
