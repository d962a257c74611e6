// multipart/form-data as it comes in, in parts of any size (security.md S22, reliability.md R40).
#include "gateway/multipart.hpp"

#include <gtest/gtest.h>

namespace gongzhi::gateway {
namespace {

constexpr std::string_view type = "multipart/form-data; boundary=XX";

const std::string content = std::string("\xFF\xD8\r\n--X\r\n--", 11) + std::string(3'000, 'j');
const std::string good =
    "--XX\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nwords\r\n"
    "--XX\r\ncontent-disposition: form-data; name=\"f\"; FILENAME=\"../../x\"\r\n\r\n" +
    content + "\r\n--XX--\r\n";

struct Read {
  bool fine = true;
  bool whole = false;
  std::string file;
};

Read read(std::string_view body, std::size_t step) {
  auto multipart = Multipart::for_type(type);
  Read result;
  for (std::size_t at = 0; at < body.size() && result.fine; at += step)
    result.fine = multipart->take(body.substr(at, step), result.file);
  result.whole = multipart->is_whole();
  return result;
}

TEST(Multipart, FindsTheFileInPartsOfAnySize) {
  for (const std::size_t step : {1UL, 2UL, 3UL, 7UL, 100UL, 100'000UL}) {
    const Read result = read(good, step);
    EXPECT_TRUE(result.fine && result.whole) << step;
    EXPECT_EQ(result.file, content) << step;
  }
}

TEST(Multipart, IsNotWholeWithoutItsEnd) {
  for (std::size_t size = 0; size < good.size() - 4; size += 13)
    EXPECT_FALSE(read(good.substr(0, size), 5).whole) << size;
}

TEST(Multipart, RefusesWhatIsTooMuch) {
  std::string parts;
  for (int i = 0; i < 1'000'000; ++i) parts += "--XX\r\n\r\n\r\n";
  EXPECT_FALSE(read(parts, 4'096).fine);
  EXPECT_FALSE(read(std::string(20'000, 'p') + good, 4'096).fine);
  EXPECT_FALSE(read("--XX\r\n" + std::string(5'000, 'h'), 512).fine);
  EXPECT_FALSE(read(good.substr(0, good.size() - 4) + "\r\n" + good.substr(60), 4'096).fine);
  EXPECT_FALSE(read(good + std::string(20'000, 'e'), 4'096).fine);
  EXPECT_FALSE(read("--XXgarbage", 4'096).fine);
}

TEST(Multipart, WantsABoundary) {
  for (const std::string_view wrong :
       {"multipart/form-data", "multipart/form-data; boundary=", "multipart/mixed; boundary=XX",
        "multipart/form-data; boundary=\"\"", "multipart/form-data; boundary={}",
        "application/json"})
    EXPECT_FALSE(Multipart::for_type(wrong)) << wrong;
  EXPECT_FALSE(Multipart::for_type("multipart/form-data; boundary=" + std::string(71, 'b')));
  EXPECT_TRUE(Multipart::for_type("Multipart/Form-Data; charset=utf-8; Boundary=\"a b\"") ==
              std::nullopt);
  EXPECT_TRUE(Multipart::for_type("multipart/form-data; boundary=\"a-b\"; x=y"));
}

}  // namespace
}  // namespace gongzhi::gateway
