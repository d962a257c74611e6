// Every operation of openapi.yaml asked once on one platform, and the answers kept: what is
// promised of them is held against them elsewhere (operations_test.cpp).
#pragma once

#include <string>
#include <vector>

#include "tests/contract/api/managing.hpp"
#include "tests/support/api.hpp"

namespace gongzhi::test {

struct Seen {
  std::string operation;  // "get /cases/{number}"
  Answered answer;
};

class Survey {
 public:
  Survey();
  const std::vector<Seen>& seen() const { return seen_; }

 private:
  void note(const std::string& operation, Answered answer) {
    seen_.push_back({operation, std::move(answer)});
  }
  void get(const std::string& route, const std::string& path, HttpFields fields = {}) {
    note("get " + route, staff_.get(path, std::move(fields)));
  }
  /// 200 and, with its ETag, 304.
  void get_twice(const std::string& route, const std::string& path);
  /// A list that still changes has another ETag the second time.
  void wait_until_applied();

  // Cases, survey_cases.cpp.
  void upload();
  void report();
  void read(const std::string& number);
  std::string attachment_of(const std::string& number);
  void act(const std::string& number);
  void ask_about_people();
  void reveal(const std::string& base);
  void own(const HttpFields& key, const std::string& base, const std::string& word,
           const std::string& body);

  // Accounts, survey_accounts.cpp.
  Answered browse(const std::string& operation, const std::string& path, const std::string& body,
                  HttpFields fields = {});
  void sign_in();
  void set_up_second_factor();
  void administer();

  // What goes wrong, survey.cpp.
  void be_refused(const std::string& number);
  void be_unready(const std::string& number);

  std::string number_;
  DemoPlatform platform_;
  Api staff_{platform_, "secretary-001"};
  Api nobody_{platform_};
  Api auditor_{platform_, "auditor"};
  Api member_{platform_, "member-001"};
  Api security_{platform_, "security-admin"};
  Api county_{platform_, "county-admin"};
  ManagingSurvey managing_{platform_, [this](const std::string& operation, Answered answer) {
                             note(operation, std::move(answer));
                           }};
  std::string cookie_;
  std::vector<Seen> seen_;
};

}  // namespace gongzhi::test
