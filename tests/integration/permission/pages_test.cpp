// pages.csv: what every page answers to nobody, to a bearer token, to a session, and to a session
// that may only set up its second factor; written by hand (security.md S01). Pages are about
// whoever asks: no role opens one. A page that looks beyond that belongs under /api/v1, or brings a
// column for each role along.
#include "gateway/pages.hpp"

#include <gtest/gtest.h>

#include <set>
#include <stdexcept>

#include "tests/integration/permission/cast.hpp"
#include "tests/support/files.hpp"
#include "wire/csv.hpp"

namespace gongzhi::test {
namespace {

constexpr std::size_t first_column = 4;

struct Pages {
  std::vector<std::string> columns;
  std::vector<wire::CsvRow> rows;
};

Pages read_pages() {
  const std::string path = GONGZHI_SOURCE_DIR "/tests/integration/permission/pages.csv";
  const auto read = wire::parse_csv(read_file(path), "pages.csv");
  if (!read || read->size() < 2) throw std::runtime_error("pages.csv cannot be read");
  Pages pages;
  const auto& header = read->front().fields;
  pages.columns.assign(header.begin() + first_column, header.end());
  pages.rows.assign(read->begin() + 1, read->end());
  for (const wire::CsvRow& row : pages.rows)
    if (row.fields.size() != header.size()) throw std::runtime_error("pages.csv: too few cells");
  return pages;
}

std::string filled(std::string text) {
  for (const auto& [what, by] :
       {std::pair{std::string("{case}"), cases().numbers.at("same")}, {"{key}", cases().key}})
    if (const auto at = text.find(what); at != std::string::npos) text.replace(at, what.size(), by);
  return text;
}

/// A browser or a machine, from an address of its own.
class Caller {
 public:
  explicit Caller(const std::string& column) : client_(county().port()) {
    static int callers = 0;
    client_.come_from("127.0.12." + std::to_string(++callers));
    if (column == "token")
      fields_ = {{"Authorization", "Bearer " + county().token("grid-001")}};
    else if (column == "session")
      fields_ = signed_in("grid-001", "full");
    else if (column == "enrol")
      fields_ = signed_in("secretary-001", "enrol");
    else if (column != "nobody")
      throw std::out_of_range(column);
    fields_.emplace_back("Origin", "http://localhost");
  }

  HttpAnswer ask(const wire::CsvRow& row) {
    const std::string target = filled(row.fields[2]);
    if (row.fields[0] == "GET") return client_.get(target, fields_);
    HttpFields with = fields_;
    with.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    return client_.post(target, row.fields[3], with);
  }

 private:
  HttpFields signed_in(const std::string& user, const std::string& stage) {
    const HttpAnswer answer = client_.post(
        "/api/v1/session",
        R"({"login":")" + user + R"(","password":")" + county().demo_password() + "\"}",
        {{"Idempotency-Key", fresh_key()}});
    EXPECT_EQ(Body(answer.body).at("/stage"), stage) << answer.body;
    const std::string& set = answer.field("set-cookie");
    return {{"Cookie", set.substr(0, set.find(';'))}};
  }

  HttpClient client_;
  HttpFields fields_;
};

TEST(S01, EveryPageAnswersAsIsWritten) {
  const Pages pages = read_pages();
  for (std::size_t i = 0; i < pages.columns.size(); ++i) {
    Caller caller(pages.columns[i]);
    for (const wire::CsvRow& row : pages.rows)
      EXPECT_EQ(caller.ask(row).status, std::stoi(row.fields[first_column + i]))
          << "pages.csv:" << row.line << " " << row.fields[0] << " " << row.fields[2] << " "
          << pages.columns[i];
  }
}

// The build compares the same with the text of gateway/pages.cpp (cmake/authz.cmake).
TEST(S01, EveryPageHasItsCells) {
  std::set<std::string> written, served;
  for (const wire::CsvRow& row : read_pages().rows)
    written.insert(row.fields[0] + " " + row.fields[1]);
  for (const gateway::Route& route : gateway::pages())
    served.insert((route.method == gateway::Method::post ? "POST " : "GET ") +
                  std::string(route.path));

  EXPECT_EQ(written, served);
}

}  // namespace
}  // namespace gongzhi::test
