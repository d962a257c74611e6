// What `submit` promises to reports that share a call: each gets its own answer, and nobody suffers
// from another's damage.
#include <algorithm>
#include <boost/asio/use_awaitable.hpp>

#include "tests/integration/queue/queue_rig.hpp"

namespace gongzhi::queue {
namespace {

namespace asio = boost::asio;

asio::awaitable<void> submit_into(Intake& intake, Submission what,
                                  std::vector<Result<Receipt>>* into) {
  into->push_back(co_await intake.submit(std::move(what)));
}

// FCALLs that Redis has run so far.
long long calls(QueueRig& rig) {
  const std::string stats = rig.redis.ask("INFO commandstats");
  constexpr std::string_view name = "cmdstat_fcall:calls=";
  const auto at = stats.find(name);
  return at == std::string::npos ? 0 : std::stoll(stats.substr(at + name.size()));
}

std::vector<Result<Receipt>> submit_together(QueueRig& rig, std::vector<Submission> reports) {
  std::vector<std::vector<Result<Receipt>>> receipts(reports.size());
  for (std::size_t i = 0; i < reports.size(); ++i)
    test::spawn(rig.io, submit_into(rig.intake, std::move(reports[i]), &receipts[i]));
  EXPECT_TRUE(rig.wait_for([&] {
    return std::ranges::all_of(receipts, [](const auto& one) { return one.size() == 1; });
  }));
  std::vector<Result<Receipt>> all;
  for (auto& one : receipts) all.push_back(std::move(one.front()));
  return all;
}

TEST(Bundle, GivesEachReportItsOwnAnswerInOneCall) {
  QueueRig rig;
  rig.open_gate();
  Submission known = submission("aa");
  known.answer = "the first answer";
  ASSERT_TRUE(rig.submit(known));
  Submission twin = submission("bb", "other");
  twin.fingerprint = "other print";
  const long long before = calls(rig);

  const auto receipts =
      submit_together(rig, {submission("aa", "again"), submission("bb"), twin, submission("cc")});

  EXPECT_EQ(calls(rig), before + 1);
  ASSERT_EQ(receipts.size(), 4u);
  for (const auto& receipt : receipts) ASSERT_TRUE(receipt) << receipt.error().detail;
  EXPECT_EQ(receipts[0]->kind, Receipt::Kind::repeat);
  EXPECT_EQ(receipts[0]->seq, 1u);
  EXPECT_EQ(receipts[0]->answer, "the first answer");
  EXPECT_EQ(receipts[1]->kind, Receipt::Kind::fresh);
  EXPECT_EQ(receipts[1]->seq, 2u);
  EXPECT_EQ(receipts[2]->kind, Receipt::Kind::repeat) << "the same key twice in one bundle";
  EXPECT_EQ(receipts[2]->seq, 2u);
  EXPECT_EQ(receipts[2]->at, receipts[1]->at);
  EXPECT_EQ(receipts[2]->fingerprint, "print");
  EXPECT_EQ(receipts[3]->seq, 3u);
  EXPECT_EQ(rig.entries().size(), 3u);
  EXPECT_EQ(rig.submit(submission("dd")).value().seq, 4u);
}

TEST(Bundle, KeepsWhatIsSoundBesideADamagedAndAClosedPartition) {
  QueueRig rig;
  const std::vector<std::vector<std::string>> damages{
      {"SET {p8}:in text"}, {"HSET {p8}:seq seq many"}, {"DEL {p8}:seq", "SET {p8}:seq 1"}};
  for (const auto& commands : damages) {
    rig.redis.ask("FLUSHALL");
    for (const unsigned partition : {7u, 8u})
      ASSERT_TRUE(rig.run(rig.feed.open_gates({{.partition = partition}})));
    for (const std::string& command : commands) rig.redis.ask(command);
    const std::string& damage = commands.back();
    Submission damaged = submission("bb");
    damaged.partition = 8;
    Submission closed = submission("cc");
    closed.partition = 9;
    const long long before = calls(rig);

    const auto receipts =
        submit_together(rig, {submission("aa"), damaged, closed, submission("dd")});

    EXPECT_EQ(calls(rig), before + 1) << damage;
    ASSERT_TRUE(receipts[0]) << receipts[0].error().detail;
    EXPECT_EQ(receipts[0]->seq, 1u);
    ASSERT_FALSE(receipts[1]) << damage;
    EXPECT_EQ(receipts[1].error().code, Errc::corrupt) << receipts[1].error().detail;
    ASSERT_FALSE(receipts[2]);
    EXPECT_EQ(receipts[2].error().code, Errc::unavailable);
    ASSERT_TRUE(receipts[3]) << receipts[3].error().detail;
    EXPECT_EQ(receipts[3]->seq, 2u);
    EXPECT_EQ(rig.redis.ask("EXISTS {p8}:id:bb {p9}:id:cc"), "0") << damage;
    EXPECT_EQ(rig.entries().size(), 2u);
  }
}

TEST(Bundle, SharesCallsUnderLoadAndKeepsTheOrderOfEachPartition) {
  QueueRig rig;
  rig.open_gate();
  std::vector<Submission> reports;
  for (int i = 0; i < 300; ++i) reports.push_back(submission("a" + std::to_string(i)));
  const long long before = calls(rig);

  const auto receipts = submit_together(rig, std::move(reports));

  EXPECT_LE(calls(rig) - before, 20);
  for (std::size_t i = 0; i < receipts.size(); ++i) {
    ASSERT_TRUE(receipts[i]);
    EXPECT_EQ(receipts[i]->kind, Receipt::Kind::fresh);
  }
  const auto entries = rig.entries();
  ASSERT_EQ(entries.size(), 300u);
  for (std::size_t i = 0; i < entries.size(); ++i) EXPECT_EQ(entries[i].seq(), i + 1);
}

}  // namespace
}  // namespace gongzhi::queue
