// Whoever asks in English is refused in English: every guard, and every other refusal.
#include "governance/refusal_words.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "governance/guards.hpp"

namespace gongzhi {
namespace {

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string english(std::string reason, std::string message = {}) {
  return english_of({OutcomeStatus::refused, Errc::conflict, std::move(reason), std::move(message),
                     std::nullopt, 0});
}

TEST(RefusalWords, AreEnglishForEveryGuardThatSaysSomething) {
  for (const GuardWord& guard : guard_words()) {
    EXPECT_EQ(guard.message.empty(), guard.english.empty()) << guard.word;
    EXPECT_TRUE(is_ascii(guard.english)) << guard.word;
    if (guard.message.empty()) continue;
    EXPECT_EQ(english(std::string(guard.reason), std::string(guard.message)), guard.english)
        << guard.word;
  }
}

TEST(RefusalWords, TellGuardsApartThatShareAMachineWord) {
  const GuardWord* rejection = find_guard("not_appealed");
  const GuardWord* overdue = find_guard("not_overdue_appealed");
  ASSERT_EQ(rejection->reason, overdue->reason);

  EXPECT_NE(english("appealed_before", std::string(rejection->message)),
            english("appealed_before", std::string(overdue->message)));
  EXPECT_FALSE(english("appealed_before", "旧版本的说法").empty());
}

TEST(RefusalWords, AreEnglishForRefusalsThatNoGuardMakes) {
  for (const char* reason :
       {"no_such_case", "unknown_action", "stale_version", "not_permitted", "not_allowed_in_state",
        "unknown_kind", "no_kinds", "claim_not_counted", "too_many_open", "dead_letter",
        "not_allowed", "no_such_letter", "wrong_partition", "bad_mac", "letter_emptied",
        "own_admin"}) {
    EXPECT_FALSE(english(reason, "中文").empty()) << reason;
    EXPECT_TRUE(is_ascii(english(reason, "中文"))) << reason;
  }
}

TEST(RefusalWords, NameTheInputThatIsWrong) {
  EXPECT_EQ(english("choice:reason_code", "退回理由不在可选范围内"),
            "`reason_code` is none of the words that may stand here");
  EXPECT_EQ(english("required:text", "请填写说明"), "`text` is required");
  EXPECT_EQ(english("sparkle:text", "请填写说明"), "");
}

TEST(RefusalWords, EndWithWhatDoesNotFitTheCounty) {
  EXPECT_EQ(english("user_does_not_fit", "与县里的配置不符：`x` is no body"),
            "the county's tables do not allow it: `x` is no body");
}

TEST(RefusalWords, AreEmptyForWhatWasAppliedAndForReasonsOfLaterVersions) {
  EXPECT_EQ(english_of({OutcomeStatus::applied, Errc::internal, {}, {}, std::nullopt, 3}), "");
  EXPECT_EQ(english("invented_tomorrow", "明天的说法"), "");
}

}  // namespace
}  // namespace gongzhi
