// Entries of one message in one row: nothing is lost, whatever stands in their texts.
#include "records/steps.hpp"

#include "tests/integration/records/fixture.hpp"

namespace gongzhi::test {
namespace {

using records::read_steps;
using records::TimelineRow;
using records::write_steps;

TEST(Steps, ComeBackAsTheyWere) {
  std::vector<TimelineRow> entries{entry("create", "", "received"),
                                   entry("accept\tnow", "received", "triage"),
                                   entry("route\\n", "triage", "dispatch")};
  entries[1].entry.actor = Actor{.system = "rule"};
  entries[1].facts = "{\"a\":\"line\\n\\t\"}\n\t\\";
  entries[2].entry.visibility = Visibility::staff;
  entries[2].entry.actor = Actor{.device = "0af"};

  std::vector<TimelineRow> read{entries.front()};
  read.front().entry.to = records::state_after(entries);  // as the column says
  must(read_steps(write_steps(entries), read));

  ASSERT_EQ(read.size(), entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    EXPECT_EQ(read[i].entry.actor, entries[i].entry.actor);
    EXPECT_EQ(read[i].entry.action, entries[i].entry.action);
    EXPECT_EQ(read[i].entry.from, entries[i].entry.from);
    EXPECT_EQ(read[i].entry.to, entries[i].entry.to);
    EXPECT_EQ(read[i].entry.visibility, entries[i].entry.visibility);
    EXPECT_EQ(read[i].facts, entries[i].facts);
  }
}

TEST(Steps, OfASingleEntryAreEmpty) {
  const std::vector<TimelineRow> one{entry("create", "", "received")};

  EXPECT_EQ(write_steps(one), "");
}

TEST(Steps, AreRefusedWhenNobodyOfUsWroteThem) {
  std::vector<TimelineRow> read(1);

  EXPECT_TRUE(read_steps("triage\nrule\taccept", read).has_error());
}

TEST(Steps, ANoteBeginsARowOfItsOwn) {
  const std::vector<TimelineRow> entries{entry("a", "", "x"), entry("b", "x", "y"),
                                         entry("c", "y", "z", "words")};

  EXPECT_EQ(records::next_row_of(entries).size(), 2U);
}

}  // namespace
}  // namespace gongzhi::test
