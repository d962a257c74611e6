// Settings: unknown and wrong keys are named with their place; defaults are what
// config/gongzhi.toml shows.
#include "runtime/settings.hpp"

#include <gtest/gtest.h>

#include "runtime/data_dir.hpp"

namespace gongzhi::runtime {
namespace {

Error refusal_of(std::string_view text) {
  Settings settings;
  const auto done = overlay_settings(settings, text, "t.toml");
  EXPECT_FALSE(done);
  return done ? Error{} : done.error();
}

TEST(Settings, OverlaysWhatIsNamedAndKeepsTheRest) {
  Settings settings;

  ASSERT_TRUE(overlay_settings(settings, "[queue]\ndurability = \"relaxed\"\nmaxmemory_mb = 128\n",
                               "t.toml"));

  EXPECT_EQ(settings.queue.durability, "relaxed");
  EXPECT_EQ(settings.queue.maxmemory_mb, 128);
  EXPECT_EQ(settings.store.partitions, 16);
}

TEST(Settings, NamesAnUnknownKeyWithItsPlaceAndTheNearestOne) {
  const Error error = refusal_of("[queue]\n\ndurabilty = \"strict\"\n");

  ASSERT_EQ(error.fields.size(), 1U);
  EXPECT_EQ(error.fields[0].pointer, "t.toml:3:1");
  EXPECT_NE(error.fields[0].detail.find("did you mean queue.durability"), std::string::npos);
}

TEST(Settings, RefusesWrongTypesWordsAndBoundsAllAtOnce) {
  const Error error = refusal_of(
      "[queue]\ndurability = \"fast\"\nmaxmemory_mb = \"1\"\n[store]\npartitions = 101\n");

  EXPECT_EQ(error.fields.size(), 3U);
}

TEST(Settings, NamesThePlaceOfASyntaxError) {
  const Error error = refusal_of("[queue\n");

  ASSERT_EQ(error.fields.size(), 1U);
  EXPECT_EQ(error.fields[0].code, "syntax");
  EXPECT_TRUE(error.fields[0].pointer.starts_with("t.toml:1:"));
}

TEST(Settings, TheShippedFileHoldsEveryKeyWithItsDefault) {
  const std::filesystem::path file =
      std::filesystem::path(GONGZHI_SOURCE_DIR) / "config" / "gongzhi.toml";
  const auto shipped = load_settings(file);

  ASSERT_TRUE(shipped) << shipped.error().message;
  const auto expected = effective_settings(Settings{});
  const auto found = effective_settings(*shipped);
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i)
    EXPECT_EQ(found[i].value, expected[i].value) << found[i].key;
  const std::string text = read_file(file, 100'000).value();
  for (const SettingRow& row : expected)
    EXPECT_NE(text.find(row.meaning), std::string::npos) << row.key << " is not explained";
}

TEST(NearestWord, IsEmptyWhenNothingIsNear) {
  EXPECT_EQ(nearest_word("zzzzzz", {"alpha", "beta"}), "");
  EXPECT_EQ(nearest_word("betta", {"alpha", "beta"}), "beta");
}

}  // namespace
}  // namespace gongzhi::runtime
