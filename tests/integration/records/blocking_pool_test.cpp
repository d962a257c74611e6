// Questions from coroutines: answers come back to the caller's thread, exceptions as errors, and
// there is a bound.
#include "records/blocking_pool.hpp"

#include <gmock/gmock.h>

#include <boost/asio/this_coro.hpp>
#include <future>
#include <latch>
#include <thread>

#include "tests/integration/records/fixture.hpp"
#include "tests/support/run.hpp"
#include "tests/support/wait.hpp"

namespace gongzhi::test {
namespace {

using boost::asio::awaitable;
using records::Reader;
using records::ReaderPool;

class BlockingPool : public RecordsTest {
 protected:
  BlockingPool() : pool_(std::make_unique<ReaderPool>(config(), ReaderPool::Options{2, 4})) {}

  std::unique_ptr<ReaderPool> pool_;
};

struct Answer {
  Result<std::string> title = std::string{};
  std::thread::id asked_on, answered_on, resumed_on;
};

awaitable<Answer> ask_title(ReaderPool& pool, CaseNumber number) {
  Answer answer;
  answer.asked_on = std::this_thread::get_id();
  const auto both = co_await pool.ask(
      [number](Reader& reader) -> Result<std::pair<std::string, std::thread::id>> {
        const auto found = reader.find_case(number);
        if (found.has_error()) return found.error();
        if (!*found) return fail(Errc::not_found, "none");
        return std::pair((*found)->stored.item.title, std::this_thread::get_id());
      });
  answer.resumed_on = std::this_thread::get_id();
  if (both.has_error()) {
    answer.title = both.error();
  } else {
    answer.title = both->first;
    answer.answered_on = both->second;
  }
  co_return answer;
}

TEST_F(BlockingPool, AnswersOnTheCallersThread) {
  insert({make_case(1)});

  const Answer answer = run(ask_title(*pool_, number_of(1)));

  EXPECT_EQ(must(answer.title), make_case(1).item.title);
  EXPECT_EQ(answer.resumed_on, answer.asked_on);
  EXPECT_NE(answer.answered_on, answer.asked_on);
  EXPECT_EQ(pool_->waiting(), 0);
}

TEST_F(BlockingPool, PassesErrorsOn) {
  const Answer answer = run(ask_title(*pool_, number_of(1)));

  ASSERT_TRUE(answer.title.has_error());
  EXPECT_EQ(answer.title.error().code, Errc::not_found);
}

awaitable<Result<int>> ask_and_throw(ReaderPool& pool) {
  co_return co_await pool.ask([](Reader&) -> Result<int> { throw std::runtime_error("a bug"); });
}

TEST_F(BlockingPool, TurnsExceptionsIntoErrors) {
  const Result<int> answer = run(ask_and_throw(*pool_));

  ASSERT_TRUE(answer.has_error());
  EXPECT_EQ(answer.error().code, Errc::internal);
  EXPECT_EQ(answer.error().detail, "a bug");
  EXPECT_EQ(pool_->waiting(), 0);
}

awaitable<Result<int>> ask_and_wait(ReaderPool& pool, std::shared_future<void> go) {
  co_return co_await pool.ask([go](Reader&) -> Result<int> {
    go.wait();
    return 1;
  });
}

TEST_F(BlockingPool, RefusesQuestionsBeyondItsBound) {
  std::promise<void> go;
  const std::shared_future<void> gone = go.get_future().share();
  boost::asio::io_context io(1);
  std::vector<Result<int>> answers;
  for (int i = 0; i < 6; ++i) {
    boost::asio::co_spawn(io, ask_and_wait(*pool_, gone),
                          [&](std::exception_ptr error, Result<int> answer) {
                            EXPECT_FALSE(error);
                            answers.push_back(std::move(answer));
                            if (answers.size() == 2) go.set_value();
                          });
  }

  ASSERT_TRUE(drain(io));

  ASSERT_EQ(answers.size(), 6U);
  for (int i = 0; i < 6; ++i) {
    const auto& answer = answers.at(static_cast<std::size_t>(i));
    EXPECT_EQ(answer.has_error(), i < 2) << i;
    if (answer.has_error()) EXPECT_EQ(answer.error().code, Errc::busy);
  }
  EXPECT_EQ(pool_->waiting(), 0);
}

TEST_F(BlockingPool, GivesUpOnAnAnswerThatDoesNotCome) {
  std::promise<void> go;
  const std::shared_future<void> gone = go.get_future().share();
  boost::asio::io_context io(1);  // outlives the pool: the late answer is posted to it
  ReaderPool impatient(config(), {1, 4, std::chrono::milliseconds(50)});

  const Result<int> late = run(io, ask_and_wait(impatient, gone));
  const Result<int> at_once = run(io, ask_and_wait(impatient, gone));
  const bool readable = impatient.readable();  // before the late answer comes
  go.set_value();

  ASSERT_TRUE(late.has_error());
  EXPECT_EQ(late.error().code, Errc::timeout);
  EXPECT_TRUE(at_once.has_error());
  EXPECT_FALSE(readable);
}

TEST_F(BlockingPool, FindsARecordThatWasAwayAgain) {
  auto away = config();
  away.file = file().string() + ".away";
  ReaderPool pool(away, {1, 4});
  EXPECT_TRUE(run(ask_title(pool, number_of(1))).title.has_error());
  EXPECT_FALSE(pool.readable());

  insert({make_case(1)});
  close();
  std::filesystem::rename(file(), away.file);

  EXPECT_TRUE(wait_until([&] { return run(ask_title(pool, number_of(1))).title.has_value(); }));
  EXPECT_TRUE(pool.readable());
}

awaitable<int> count_cases_often(ReaderPool& pool, int times) {
  int whole = 0;
  for (int i = 0; i < times; ++i) {
    const auto count = co_await pool.ask([](Reader& reader) -> Result<long long> {
      long long rows = 0;
      reader.connection().session() << "SELECT COUNT(*) FROM cases", soci::into(rows);
      return rows;
    });
    if (count.has_value() && *count % 5 == 0) ++whole;
  }
  co_return whole;
}

TEST_F(BlockingPool, ReadsWholeTransactionsWhileTheWriterWrites) {
  std::thread writer([this] {
    for (std::uint64_t first = 1; first < 200; first += 5) {
      insert({make_case(first), make_case(first + 1), make_case(first + 2), make_case(first + 3),
              make_case(first + 4)});
    }
  });

  const int whole = run(count_cases_often(*pool_, 300), std::chrono::seconds(60));
  writer.join();

  EXPECT_EQ(whole, 300);
}

}  // namespace
}  // namespace gongzhi::test
