// One connection against a scripted peer on a socket pair: order, bounds, deadlines, cancellation,
// barrier, loss.
#include "queue/link.hpp"

#include <gtest/gtest.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <random>

#include "tests/support/run.hpp"

namespace gongzhi::queue {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using asio::local::stream_protocol;
using test::drain;
using test::run;

constexpr LinkLimits wide{
    .in_flight_max = 1000, .queued_bytes_max = 1u << 20, .reply_bytes_max = 1u << 20};
constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

std::vector<Command> one(Command command) {
  std::vector<Command> commands;
  commands.push_back(std::move(command));
  return commands;
}

// A link and the other end of its socket.
struct Rig {
  explicit Rig(LinkLimits limits = wide) : peer(io) {
    stream_protocol::socket near(io);
    asio::local::connect_pair(near, peer);
    link = std::make_shared<Link>(Stream(std::move(near)), limits);
    link->start();
  }
  ~Rig() {
    if (link) link->close(fail(Errc::unavailable, "test over"));
  }

  // Everything the link has written so far.
  std::string heard() {
    io.restart();
    io.poll();
    std::string bytes(peer.available(), '\0');
    asio::read(peer, asio::buffer(bytes));
    return bytes;
  }
  void say(std::string_view bytes) { asio::write(peer, asio::buffer(bytes)); }

  asio::io_context io{1};
  stream_protocol::socket peer;
  std::shared_ptr<Link> link;
};

// Sends and remembers the outcome in `into`.
asio::awaitable<void> send_into(std::shared_ptr<Link> link, std::vector<Command> commands,
                                Milliseconds deadline, std::optional<Result<Reply>>* into,
                                Reach reach = Reach::server) {
  into->emplace(co_await link->send(std::move(commands), deadline, reach));
}

asio::awaitable<Result<Reply>> send_one(std::shared_ptr<Link> link, Milliseconds deadline) {
  co_return co_await link->send(one(Command{"GET", "k"}), deadline);
}

TEST(Link, GivesRepliesInTheOrderOfTheCommandsAndWritesThemTogether) {
  Rig rig;
  std::array<std::optional<Result<Reply>>, 3> got;
  for (std::size_t i = 0; i < got.size(); ++i)
    test::spawn(rig.io, send_into(rig.link, one(Command{"ECHO", std::to_string(i)}), 1s, &got[i]));

  const std::string heard = rig.heard();
  rig.say(":10\r\n:1");
  rig.heard();
  ASSERT_TRUE(got[0] && *got[0]);
  EXPECT_FALSE(got[1]);
  rig.say("1\r\n:12\r\n");
  rig.heard();

  EXPECT_EQ(heard, Command({"ECHO", "0"}).bytes() + Command({"ECHO", "1"}).bytes() +
                       Command({"ECHO", "2"}).bytes());
  for (std::size_t i = 0; i < got.size(); ++i) {
    ASSERT_TRUE(got[i] && *got[i]);
    EXPECT_EQ((*got[i])->integer, 10 + static_cast<std::int64_t>(i));
  }
}

TEST(Link, CollectsAPipelineIntoOneAnswer) {
  Rig rig;
  std::optional<Result<Reply>> got;
  std::vector<Command> commands;
  commands.push_back(Command{"A"});
  commands.push_back(Command{"B"});
  test::spawn(rig.io, send_into(rig.link, std::move(commands), 1s, &got));

  rig.heard();
  rig.say("+a\r\n");
  rig.heard();
  EXPECT_FALSE(got);
  rig.say("-ERR b\r\n");
  rig.heard();

  ASSERT_TRUE(got && *got);
  ASSERT_EQ((*got)->elements.size(), 2u);
  EXPECT_EQ((*got)->elements[0].text, "a");
  EXPECT_TRUE((*got)->elements[1].is_error());
}

TEST(Link, DropsTheLateReplyOfAWaiterThatLeftAndStaysInStep) {
  Rig rig;

  const auto late = run(rig.io, send_one(rig.link, 5ms));
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, Errc::timeout);
  EXPECT_EQ(rig.link->in_flight(), 1u);

  std::optional<Result<Reply>> got;
  test::spawn(rig.io, send_into(rig.link, one(Command{"GET", "b"}), 1s, &got));
  rig.heard();
  rig.say("$4\r\nlate\r\n$4\r\nmine\r\n");
  rig.heard();

  ASSERT_TRUE(got && *got);
  EXPECT_EQ((*got)->text, "mine");
  EXPECT_EQ(rig.link->in_flight(), 0u);
}

TEST(Link, RefusesMoreThanItsBoundsAsBusyAndSendsNothing) {
  Rig rig({.in_flight_max = 2, .queued_bytes_max = 100, .reply_bytes_max = 1000});
  std::optional<Result<Reply>> first, second, third, large;

  test::spawn(rig.io, send_into(rig.link, one(Command{"A"}), 1s, &first));
  test::spawn(rig.io, send_into(rig.link, one(Command{"B"}), 1s, &second));
  test::spawn(rig.io, send_into(rig.link, one(Command{"C"}), 1s, &third));
  const std::string heard = rig.heard();
  rig.say("+a\r\n+b\r\n");
  rig.heard();
  test::spawn(rig.io, send_into(rig.link, one(Command{"D", std::string(100, 'x')}), 1s, &large));

  EXPECT_EQ(rig.heard(), "");
  EXPECT_EQ(heard, Command({"A"}).bytes() + Command({"B"}).bytes());
  EXPECT_TRUE(first && *first && second && *second);
  ASSERT_TRUE(third && !*third);
  EXPECT_EQ(third->error().code, Errc::busy);
  ASSERT_TRUE(large && !*large);
  EXPECT_EQ(large->error().code, Errc::busy);
}

TEST(Link, CompletesEveryWaiterWhenThePeerGoes) {
  Rig rig;
  std::array<std::optional<Result<Reply>>, 5> got;
  for (auto& into : got) test::spawn(rig.io, send_into(rig.link, one(Command{"A"}), 10s, &into));
  rig.heard();
  int closed = 0;
  rig.link->on_closed([&closed] { ++closed; });

  rig.say("+only one\r\n");
  rig.peer.close();
  EXPECT_TRUE(drain(rig.io, 1s)) << "a timer or a handler was left behind";

  ASSERT_TRUE(got[0] && *got[0]);
  for (std::size_t i = 1; i < got.size(); ++i) {
    ASSERT_TRUE(got[i] && !*got[i]);
    EXPECT_EQ(got[i]->error().code, Errc::unavailable);
  }
  EXPECT_EQ(closed, 1);
  EXPECT_FALSE(rig.link->is_open());
  EXPECT_EQ(run(rig.io, send_one(rig.link, 1s)).error().code, Errc::unavailable);
}

TEST(Link, ClosesOnBrokenProtocolAndOnRepliesNobodyAskedFor) {
  for (const char* bytes : {"what is this\r\n", "+unasked\r\n"}) {
    Rig rig;
    rig.say(bytes);
    rig.heard();
    EXPECT_FALSE(rig.link->is_open()) << bytes;
    EXPECT_EQ(rig.link->reason().code, Errc::unavailable);
  }
}

TEST(Link, SendsOneBarrierBehindABatchAndHoldsItsAnswers) {
  Rig rig;
  rig.link->set_barrier({.command = Command{"WAIT", "1", "500"}, .at_least = 1});
  std::optional<Result<Reply>> first, second, plain;

  test::spawn(rig.io, send_into(rig.link, one(Command{"A"}), 1s, &first, Reach::replicas));
  test::spawn(rig.io, send_into(rig.link, one(Command{"B"}), 1s, &second, Reach::replicas));
  test::spawn(rig.io, send_into(rig.link, one(Command{"C"}), 1s, &plain));
  const std::string heard = rig.heard();
  rig.say("+a\r\n+b\r\n+c\r\n");
  rig.heard();

  EXPECT_EQ(heard, Command({"A"}).bytes() + Command({"B"}).bytes() + Command({"C"}).bytes() +
                       Command({"WAIT", "1", "500"}).bytes());
  EXPECT_TRUE(plain && *plain) << "what needs no replica does not wait";
  EXPECT_FALSE(first || second);
  rig.say(":1\r\n");
  rig.heard();
  ASSERT_TRUE(first && *first && second && *second);
  EXPECT_EQ((*second)->text, "b");
}

TEST(Link, CallsAnAnswerUnknownWhenTooFewReplicasConfirm) {
  Rig rig;
  rig.link->set_barrier({.command = Command{"WAIT", "2", "500"}, .at_least = 2});
  std::optional<Result<Reply>> got;

  test::spawn(rig.io, send_into(rig.link, one(Command{"A"}), 1s, &got, Reach::replicas));
  rig.heard();
  rig.say("+a\r\n:1\r\n");
  rig.heard();

  ASSERT_TRUE(got && !*got);
  EXPECT_EQ(got->error().code, Errc::timeout);
}

TEST(Link, HandsMessagesToTheListenerAndRepliesToTheWaiter) {
  Rig rig;
  std::vector<std::string> payloads;
  rig.link->on_message(
      [&payloads](Reply message) { payloads.push_back(message.elements[2].text); });
  std::optional<Result<Reply>> got;
  test::spawn(rig.io, send_into(rig.link, one(Command{"SUBSCRIBE", "c"}), 1s, &got));

  rig.heard();
  rig.say(
      "*3\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n:1\r\n*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$2\r\nhi\r\n");
  rig.heard();

  EXPECT_TRUE(got && *got);
  EXPECT_EQ(payloads, std::vector<std::string>{"hi"});
}

// Answers what it has read after a random pause around the patience of the sender. Everything at
// once, so that it never falls behind.
asio::awaitable<void> answer_around(stream_protocol::socket& peer, std::chrono::microseconds most,
                                    std::size_t command_size) {
  std::minstd_rand random(42);
  std::array<char, 4096> bytes{};
  std::size_t pending = 0;
  while (true) {
    const auto [ec, size] = co_await peer.async_read_some(asio::buffer(bytes), as_result);
    if (ec) co_return;
    pending += size;
    asio::steady_timer timer(peer.get_executor(), most * (random() % 1000) / 1000);
    co_await timer.async_wait(as_result);
    std::string answers;
    for (; pending >= command_size; pending -= command_size) answers += "+x\r\n";
    const auto [write_ec, written] =
        co_await asio::async_write(peer, asio::buffer(answers), as_result);
    if (write_ec) co_return;
  }
}

struct RaceCount {
  int replies = 0;
  int timeouts = 0;
  int other = 0;
};

asio::awaitable<void> race_deadlines(std::shared_ptr<Link> link, int rounds, RaceCount* count) {
  for (int i = 0; i < rounds; ++i) {
    const auto reply = co_await link->send(one(Command{"GET", "k"}), 1ms);
    if (reply) {
      ++count->replies;
    } else if (reply.error().code == Errc::timeout) {
      ++count->timeouts;
    } else {
      ++count->other;
    }
  }
}

TEST(Link, CompletesExactlyOnceWhenReplyAndDeadlineMeet) {
  Rig rig;
  RaceCount count;
  test::spawn(rig.io, answer_around(rig.peer, 1800us, Command({"GET", "k"}).bytes().size()));

  run(rig.io, race_deadlines(rig.link, 2000, &count), 30s);

  EXPECT_EQ(count.replies + count.timeouts, 2000);
  EXPECT_GT(count.replies, 100);
  EXPECT_GT(count.timeouts, 100);
}

asio::awaitable<void> race_cancels(std::shared_ptr<Link> link, int rounds, RaceCount* count) {
  using namespace asio::experimental::awaitable_operators;
  asio::steady_timer timer(co_await asio::this_coro::executor);
  for (int i = 0; i < rounds; ++i) {
    timer.expires_after(900us);
    const auto first = co_await (send_one(link, 10s) || timer.async_wait(as_result));
    ++(first.index() == 0 ? count->replies : count->timeouts);
  }
}

TEST(Link, SurvivesCancellationAtTheMomentOfTheReply) {
  Rig rig;
  RaceCount count;
  test::spawn(rig.io, answer_around(rig.peer, 1800us, Command({"GET", "k"}).bytes().size()));

  run(rig.io, race_cancels(rig.link, 2000, &count), 30s);

  EXPECT_EQ(count.replies + count.timeouts, 2000);
  EXPECT_GT(count.replies, 100);
  EXPECT_GT(count.timeouts, 100);
}

// By reference: a coroutine that owns the link it waits for would be a cycle.
asio::awaitable<void> send_over(Link& link, std::optional<Result<Reply>>* into) {
  into->emplace(co_await link.send(one(Command{"A"}), 10s));
}

TEST(Link, LeavesNothingBehindWhenItsContextDiesFirst) {
  std::optional<Result<Reply>> got;
  {
    Rig rig;
    test::spawn(rig.io, send_over(*rig.link, &got));
    rig.heard();
    rig.link.reset();  // only the pending read still owns it
  }

  EXPECT_FALSE(got) << "LeakSanitizer checks the rest";
}

}  // namespace
}  // namespace gongzhi::queue
