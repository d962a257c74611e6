// The mark that names the message under way when a worker dies.
#include "workers/in_flight_mark.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

namespace gongzhi::workers {
namespace {

using namespace std::chrono_literals;

struct Mark : testing::Test {
  Mark() {
    std::string name = (std::filesystem::temp_directory_path() / "gongzhi-mark-XXXXXX").string();
    EXPECT_NE(::mkdtemp(name.data()), nullptr);
    directory = name;
  }
  ~Mark() override { std::filesystem::remove_all(directory); }
  InFlightMark open() { return InFlightMark::open(directory / "mark").value(); }
  // A process that dies while it applies this message.
  void die_in(const MessageId& id) { open().begin(id, 1s); }
  static MessageId id(std::uint8_t n) {
    MessageId made;
    made.bytes[0] = n;
    return made;
  }
  std::filesystem::path directory;
};

TEST_F(Mark, CountsTheDeathsOfEachMessageOverProcesses) {
  die_in(id(1));
  die_in(id(2));
  die_in(id(1));

  EXPECT_EQ(open().crashes_of(id(1)), 2);
  EXPECT_EQ(open().crashes_of(id(2)), 1);
  EXPECT_EQ(open().crashes_of(id(3)), 0);
}

TEST_F(Mark, BlamesNobodyWhenTheProcessDiesBetweenMessages) {
  {
    auto mark = open();
    mark.begin(id(1), 1s);
    mark.end();
  }

  EXPECT_EQ(open().crashes_of(id(1)), 0);
}

TEST_F(Mark, ForgetsAMessageThatIsBuried) {
  die_in(id(1));
  open().forget(id(1));

  EXPECT_EQ(open().crashes_of(id(1)), 0);
}

TEST_F(Mark, KeepsTheWorstWhenManyMessagesDied) {
  for (int i = 0; i < 3; ++i) die_in(id(1));
  for (std::uint8_t n = 2; n < 60; ++n) die_in(id(n));

  EXPECT_EQ(open().crashes_of(id(1)), 3);
}

TEST_F(Mark, CannotBeOpenedWhereThereIsNoDirectory) {
  EXPECT_EQ(InFlightMark::open(directory / "none" / "mark").error().code, Errc::unavailable);
}

}  // namespace
}  // namespace gongzhi::workers
