// The questions that must stay quick with a million cases are answered from the index made for
// them.
#include <gtest/gtest.h>

#include <algorithm>

#include "records/statement.hpp"
#include "tests/integration/records/fixture.hpp"

namespace gongzhi {
namespace {

enum class Sorting { by_index, after_reading };

struct Plan {
  const char* statement;
  const char* index;
  Sorting sorting = Sorting::by_index;
};

void PrintTo(const Plan& plan, std::ostream* out) {
  *out << plan.statement;
}

const records::Statement* find_statement(std::string_view name) {
  for (const records::Statement* statement : records::all_statements()) {
    if (statement->name() == name) return statement;
  }
  return nullptr;
}

class Plans : public test::RecordsTest, public testing::WithParamInterface<Plan> {
 protected:
  std::string plan_of(const records::Statement& statement) {
    std::string text;
    soci::session& session = store().connection().session();
    soci::rowset<soci::row> rows = session.prepare << "EXPLAIN QUERY PLAN " + statement.sql();
    for (const soci::row& row : rows) text += row.get<std::string>(3) + "\n";
    return text;
  }
};

TEST_P(Plans, UsesItsIndex) {
  const records::Statement* statement = find_statement(GetParam().statement);
  ASSERT_NE(statement, nullptr);

  const std::string plan = plan_of(*statement);

  EXPECT_NE(plan.find(std::string("INDEX ") + GetParam().index + " "), std::string::npos) << plan;
  const bool sorts = plan.find("TEMP B-TREE") != std::string::npos;
  EXPECT_EQ(sorts, GetParam().sorting == Sorting::after_reading) << plan;
}

INSTANTIATE_TEST_SUITE_P(
    Lists, Plans,
    testing::Values(Plan{"list_newest_by_time", "cases_by_time"},
                    Plan{"list_newest_by_township", "cases_by_township"},
                    Plan{"list_newest_by_community", "cases_by_community"},
                    Plan{"list_newest_by_grid", "cases_by_grid"},
                    Plan{"list_newest_by_category", "cases_by_category"},
                    Plan{"list_newest_by_lead", "cases_by_lead"},
                    Plan{"list_newest_by_reporter", "cases_by_reporter"},
                    Plan{"list_newest_by_holder", "cases_by_holder"},
                    Plan{"list_newest_by_verifier", "open_by_verifier", Sorting::after_reading},
                    Plan{"list_newest_by_body", "assists_by_org"},
                    Plan{"list_newest_by_called", "assists_by_org"},
                    Plan{"list_newest_by_appealed", "cases_appealed"},
                    Plan{"list_newest_by_drawn", "drawn_by_time"},
                    Plan{"list_newest_by_drawn_township", "drawn_by_township"},
                    Plan{"list_newest_by_drawn_community", "drawn_by_community"},
                    Plan{"list_newest_by_drawn_lead", "drawn_by_lead"},
                    Plan{"list_newest_by_claimant", "claims_by_user"},
                    Plan{"list_newest_by_candidate", "candidates_by_user"},
                    Plan{"list_newest_by_follower", "followers_by_user"}));

INSTANTIATE_TEST_SUITE_P(
    OpenLists, Plans,
    testing::Values(
        Plan{"list_newest_open_by_time", "cases_by_time"},
        Plan{"list_newest_open_by_township", "open_by_township", Sorting::after_reading},
        Plan{"list_newest_open_by_community", "open_by_community", Sorting::after_reading},
        Plan{"list_newest_open_by_grid", "open_by_grid", Sorting::after_reading},
        Plan{"list_newest_open_by_lead", "open_by_lead", Sorting::after_reading},
        Plan{"list_newest_open_by_holder", "open_by_holder", Sorting::after_reading},
        Plan{"list_newest_open_by_category", "open_by_place", Sorting::after_reading},
        Plan{"list_newest_open_by_state", "open_by_state"},
        Plan{"list_urgent_by_time", "open_by_promise"},
        Plan{"list_urgent_by_township", "open_by_township"},
        Plan{"list_urgent_by_community", "open_by_community"},
        Plan{"list_urgent_by_grid", "open_by_grid"}, Plan{"list_urgent_by_lead", "open_by_lead"},
        Plan{"list_urgent_by_holder", "open_by_holder"},
        Plan{"list_urgent_by_verifier", "open_by_verifier"},
        Plan{"list_urgent_by_body", "open_assists_by_org", Sorting::after_reading},
        Plan{"list_urgent_by_claimant", "claims_by_user", Sorting::after_reading},
        Plan{"list_urgent_by_candidate", "candidates_by_user", Sorting::after_reading}));

INSTANTIATE_TEST_SUITE_P(
    Boards, Plans,
    testing::Values(
        Plan{"board_promised", "open_by_promise"}, Plan{"board_overdue", "open_by_promise"},
        Plan{"board_waiting", "open_by_state"}, Plan{"board_received_by_lead", "cases_by_lead"},
        Plan{"board_received_in_grid", "cases_by_grid"},
        Plan{"board_closed_by_lead", "closed_by_lead"},
        Plan{"board_closed_in_grid", "closed_by_grid"},
        Plan{"nearby_open", "open_by_place", Sorting::after_reading},
        Plan{"candidates_open", "open_by_place"}, Plan{"candidates_closed", "closed_by_category"},
        Plan{"nearby_closed", "closed_by_category"}, Plan{"due_timers", "cases_by_timer"},
        Plan{"next_timer", "cases_by_timer"}, Plan{"select_entries", "timeline_by_case"}));

}  // namespace
}  // namespace gongzhi
