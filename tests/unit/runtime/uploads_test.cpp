// How the files of pictures come to stay, and go (reliability.md D19).
#include "runtime/uploads.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>

#include "tests/support/files.hpp"

namespace gongzhi::runtime {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

class D19Uploads : public testing::Test {
 protected:
  D19Uploads() { fs::create_directories(folder_ / "tmp"); }
  ~D19Uploads() override { fs::remove_all(folder_); }

  void keep(const std::string& content) {
    auto picture = uploads_.temporary();
    auto thumbnail = uploads_.temporary();
    ASSERT_TRUE(picture && thumbnail);
    ASSERT_EQ(::write(picture->file.fd(), content.data(), content.size()),
              static_cast<ssize_t>(content.size()));
    ASSERT_TRUE(uploads_.keep(id_, std::move(*picture), std::move(*thumbnail)));
  }
  std::size_t temporaries() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder_ / "tmp"), fs::directory_iterator()));
  }
  /// By the first two digits of the id.
  static constexpr unsigned folder_of_id = 0xAB;

  const std::string id_ = "ab" + std::string(62, 'c');
  const fs::path folder_ =
      fs::temp_directory_path() / ("gongzhi-uploads-" + std::to_string(::getpid()));
  const Uploads uploads_{folder_};
};

TEST_F(D19Uploads, KeepsBothFilesUnderTheirId) {
  EXPECT_FALSE(uploads_.has(id_));

  keep("picture");

  EXPECT_TRUE(uploads_.has(id_));
  EXPECT_EQ(test::read_file(folder_ / "ab" / (std::string(62, 'c') + ".jpg")), "picture");
  EXPECT_TRUE(uploads_.open(id_, PictureFile::thumbnail));
  EXPECT_EQ(uploads_.open(id_, PictureFile::whole)->size(), 7);
  EXPECT_EQ(temporaries(), 0U);
}

TEST_F(D19Uploads, LeaveNothingWhenTheyAreNotKept) {
  {
    const auto file = uploads_.temporary();
    EXPECT_EQ(temporaries(), 1U);
  }
  const auto nameless = uploads_.nameless();

  EXPECT_EQ(temporaries(), 0U);
  EXPECT_GE(nameless->fd(), 0);
}

TEST_F(D19Uploads, AreFoundByAWholeIdOnly) {
  keep("picture");

  for (const std::string& wrong : {std::string(), std::string("ab"), "../" + id_, id_ + "/",
                                   "AB" + id_.substr(2), id_.substr(0, 63) + "\0"}) {
    EXPECT_FALSE(uploads_.has(wrong));
    EXPECT_FALSE(uploads_.open(wrong, PictureFile::whole));
  }
}

TEST_F(D19Uploads, AreListedOnceTheyAreOldAndRemoved) {
  keep("picture");
  const auto now = std::chrono::system_clock::now();

  EXPECT_TRUE(uploads_.older_than(now - 1h, folder_of_id).empty());
  EXPECT_TRUE(uploads_.older_than(now + 1h, folder_of_id + 1).empty());
  EXPECT_EQ(uploads_.older_than(now + 1h, folder_of_id), std::vector<std::string>{id_});
  EXPECT_TRUE(uploads_.remove(id_));
  EXPECT_FALSE(uploads_.has(id_));
  EXPECT_FALSE(uploads_.open(id_, PictureFile::thumbnail));
  EXPECT_TRUE(uploads_.remove(id_));
}

TEST_F(D19Uploads, WhatACrashLeftIsCleared) {
  std::ofstream(folder_ / "tmp" / "left") << "x";

  uploads_.clear_temporary(std::chrono::system_clock::now() - 1h);
  EXPECT_EQ(temporaries(), 1U);
  uploads_.clear_temporary(std::chrono::system_clock::now() + 1h);

  EXPECT_EQ(temporaries(), 0U);
}

}  // namespace
}  // namespace gongzhi::runtime
