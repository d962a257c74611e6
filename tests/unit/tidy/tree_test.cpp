// The repository itself, held against every rule. A finding names file, line and what is wrong.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/tidy/rules.hpp"
#include "tests/unit/tidy/source_tree.hpp"

namespace gongzhi::tidy {
namespace {

const Tree& tree() {
  static const Tree loaded = load_tree();
  return loaded;
}

std::string listed(const Findings& findings) {
  std::string text;
  for (const auto& found : findings) {
    text += "  " + found.path + ":" + std::to_string(found.line) + ": " + found.what + "\n";
  }
  return text;
}

template <typename Rule>
Findings held_against(Rule rule) {
  Findings all;
  for (const auto& file : tree()) {
    auto found = rule(*file);
    all.insert(all.end(), std::make_move_iterator(found.begin()),
               std::make_move_iterator(found.end()));
  }
  return all;
}

void expect_none(const Findings& findings) {
  EXPECT_TRUE(findings.empty()) << findings.size() << " findings:\n" << listed(findings);
}

TEST(Tree, IsRead) {
  const auto has = [](std::string_view path) {
    return std::ranges::any_of(tree(), [path](const auto& file) { return file->path == path; });
  };

  EXPECT_TRUE(has("governance/error.hpp"));
  EXPECT_TRUE(has("tests/unit/tidy/tree_test.cpp"));
  EXPECT_TRUE(has("CMakeLists.txt"));
  EXPECT_TRUE(has("gongzhi"));
  EXPECT_FALSE(
      std::ranges::any_of(tree(), [](const auto& f) { return f->path.starts_with("build/"); }));
}

TEST(Tree, FollowsTheArrows) {
  expect_none(held_against(check_includes));
}

TEST(Tree, LinksWhatTheArrowsAllow) {
  expect_none(held_against([](const SourceFile& file) {
    return file.path == "CMakeLists.txt" ? check_cmake_rooms(file) : Findings{};
  }));
}

TEST(Tree, IsDrawnAsItIs) {
  const auto file = [](std::string_view path) -> const SourceFile& {
    return **std::ranges::find(tree(), path, [](const auto& at) { return at->path; });
  };

  expect_none(check_picture(file("docs/architecture.md"), file("CMakeLists.txt")));
}

TEST(Tree, FitsInHundredColumns) {
  expect_none(held_against(check_line_length));
}

TEST(Tree, HasNoFileOfTwoReasons) {
  expect_none(held_against(check_file_length));
}

TEST(Tree, HasNoFunctionBeyondSeventyLines) {
  expect_none(held_against(check_function_length));
}

TEST(Tree, SaysFirstWhyAFileExists) {
  expect_none(held_against(check_opening_comment));
}

TEST(Tree, NamesRoomsAndFilesByWhatTheyAreFor) {
  expect_none(held_against([](const SourceFile& file) { return check_path_words(file.path); }));
}

TEST(Tree, UsesNoBannedToken) {
  expect_none(held_against(check_banned_tokens));
}

TEST(Tree, TiesEveryOpenEndToAnIssue) {
  expect_none(held_against(check_todo));
}

TEST(Tree, NamesNoMachine) {
  expect_none(held_against(check_machine_paths));
}

TEST(Tree, AssertsInEveryTestFile) {
  expect_none(held_against(check_has_assertion));
}

TEST(Tree, AwaitsNothingInACatchBlock) {
  expect_none(held_against(check_await_in_catch));
}

TEST(Tree, CapturesNothingInACoroutineLambda) {
  expect_none(held_against(check_capturing_coroutine));
}

}  // namespace
}  // namespace gongzhi::tidy
