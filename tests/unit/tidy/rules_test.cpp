// Each rule is shown a snippet it must refuse and one it must let pass; a rule that refuses nothing
// is no rule.
#include "tests/unit/tidy/rules.hpp"

#include <gtest/gtest.h>

namespace gongzhi::tidy {
namespace {

std::string repeated(std::string_view line, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += line;
  return text;
}

struct IncludeCase {
  const char* path;
  const char* line;
  bool refused;
};

class Arrows : public testing::TestWithParam<IncludeCase> {};

TEST_P(Arrows, DecideEachInclude) {
  const SourceFile file(GetParam().path, std::string(GetParam().line) + "\n");

  EXPECT_EQ(check_includes(file).size(), GetParam().refused ? 1U : 0U) << GetParam().line;
}

INSTANTIATE_TEST_SUITE_P(
    Includes, Arrows,
    testing::Values(IncludeCase{"governance/a.cpp", "#include <vector>", false},
                    IncludeCase{"governance/a.cpp", "#include <boost/system/result.hpp>", false},
                    IncludeCase{"governance/a.cpp", "#include <boost/geometry/index/rtree.hpp>",
                                false},
                    IncludeCase{"governance/a.cpp", "#include <boost/asio.hpp>", true},
                    IncludeCase{"governance/a.cpp", "#include <boost/json.hpp>", true},
                    IncludeCase{"governance/a.cpp", "#include <unistd.h>", true},
                    IncludeCase{"governance/a.cpp", "  #  include \"wire/json.hpp\"", true},
                    IncludeCase{"wire/a.cpp", "#include <rapidjson/document.h>", false},
                    IncludeCase{"gateway/a.cpp", "#include <rapidjson/document.h>", true},
                    IncludeCase{"queue/a.cpp", "#include <hiredis/hiredis.h>", false},
                    IncludeCase{"workers/a.cpp", "#include <hiredis/hiredis.h>", true},
                    IncludeCase{"records/a.cpp", "#include <soci/soci.h>", false},
                    IncludeCase{"workers/a.cpp", "#include <soci/soci.h>", true},
                    IncludeCase{"cli/a.cpp", "#include <sqlite3.h>", true},
                    IncludeCase{"gateway/a.cpp", "#include <boost/beast/http.hpp>", false},
                    IncludeCase{"outbound/a.cpp", "#include <boost/beast/http.hpp>", false},
                    IncludeCase{"runtime/a.cpp", "#include <boost/beast/http.hpp>", true},
                    IncludeCase{"queue/a.cpp", "#include \"records/store.hpp\"", true},
                    IncludeCase{"records/a.cpp", "#include \"runtime/log.hpp\"", true},
                    IncludeCase{"gateway/a.cpp", "#include \"workers/worker.hpp\"", true},
                    IncludeCase{"workers/a.cpp", "#include \"gateway/route.hpp\"", true},
                    IncludeCase{"workers/a.cpp", "#include \"queue/client.hpp\"", false},
                    IncludeCase{"gateway/a.cpp", "#include \"cli/serve.hpp\"", true},
                    IncludeCase{"cli/a.cpp", "#include \"gateway/app.hpp\"", false},
                    IncludeCase{"queue/a.cpp", "#include \"link.hpp\"", true},
                    IncludeCase{"tests/a.cpp", "#include <rapidjson/document.h>", false}));

TEST(Arrows, RefuseALinkLineThatIncludesMayNotFollow) {
  const SourceFile good("CMakeLists.txt",
                        "\ngongzhi_room(queue ROOMS governance LIBRARIES asio)\n");
  const SourceFile bad("CMakeLists.txt",
                       "\ngongzhi_room(queue ROOMS governance records\n LIBRARIES beast)\n");
  const SourceFile unknown("CMakeLists.txt", "\ngongzhi_room(drawer ROOMS governance)\n");

  EXPECT_TRUE(check_cmake_rooms(good).empty());
  EXPECT_EQ(check_cmake_rooms(bad).size(), 2U);
  EXPECT_EQ(check_cmake_rooms(unknown).size(), 1U);
}

TEST(Picture, MissesARoomAnArrowAndAStranger) {
  const SourceFile cmake("CMakeLists.txt",
                         "\ngongzhi_room(governance)\ngongzhi_room(queue ROOMS governance)\n"
                         "\ngongzhi_room(cli ROOMS queue governance)\n");
  const std::string boxes = "```mermaid\n  cli[c]\n  subgraph mid[m]\n  queue[q]\n  end\n";
  const auto against = [&](const std::string& rest) {
    return check_picture({"docs/architecture.md", boxes + rest + "```\n"}, cmake).size();
  };

  EXPECT_EQ(against("  governance[g]\n  cli --> mid\n  mid --> governance\n"), 0U);
  EXPECT_EQ(against("  governance[g]\n  cli --> mid\n"), 2U);
  EXPECT_EQ(against("  governance[g]\n  web[w]\n  cli --> mid\n  mid --> governance\n"), 1U);
  EXPECT_EQ(against("  cli --> mid\n"), 3U);
}

TEST(Shape, CountsCharactersNotBytes) {
  const SourceFile fits("queue/a.cpp", "// " + repeated("共", 97) + "\n");
  const SourceFile wide("queue/a.cpp", "\n// " + repeated("x", 98) + "\n");
  const SourceFile link("queue/a.cpp", "// https://example.org/" + repeated("x", 98) + "\n");

  EXPECT_TRUE(check_line_length(fits).empty());
  EXPECT_TRUE(check_line_length(link).empty());
  ASSERT_EQ(check_line_length(wide).size(), 1U);
  EXPECT_EQ(check_line_length(wide)[0].line, 2U);
}

TEST(Shape, RefusesLongFiles) {
  EXPECT_TRUE(check_file_length({"queue/a.cpp", repeated("\n", 400)}).empty());
  EXPECT_EQ(check_file_length({"queue/a.cpp", repeated("\n", 401)}).size(), 1U);
}

TEST(Shape, RefusesLongFunctions) {
  const auto body = repeated("  call();\n", 69);
  const SourceFile fits("queue/a.cpp",
                        "namespace a {\nint f() {\n" + repeated("  call();\n", 68) + "}\n}\n");
  const SourceFile plain("queue/a.cpp", "namespace a {\nint f(int x = 1) {\n" + body + "}\n}\n");
  const SourceFile member("queue/a.cpp",
                          "struct A {\n  int f() const noexcept {\n" + body + "}\n};\n");
  const SourceFile lists("queue/a.cpp", "A::A(int b) : b_(b), c_{2}, d_{} {\n" + body + "}\n");
  const SourceFile awaits("queue/a.cpp", "auto f(A::B b) -> awaitable<void> {\n" + body + "}\n");
  const SourceFile tests("tests/a.cpp", "TEST(A, B) {\n" + body + "}\n");

  EXPECT_TRUE(check_function_length(fits).empty());
  for (const auto* file : {&plain, &member, &lists, &awaits, &tests}) {
    EXPECT_EQ(check_function_length(*file).size(), 1U) << file->lines[1];
  }
}

TEST(Shape, LetsLongTablesAndTypesPass) {
  const auto rows = repeated("    {1, 2},\n", 90);
  const SourceFile table("queue/a.cpp", "constexpr auto t = std::to_array<R>({\n" + rows + "});\n");
  const SourceFile values("queue/a.cpp", "const std::array<R, 90> t = {\n" + rows + "};\n");
  const SourceFile type("queue/a.cpp", "class A {\n" + repeated("  int f();\n", 90) + "};\n");
  const SourceFile quoted("queue/a.cpp", "// {\nauto s = R\"({(\n" + repeated("\n", 90) + ")\";\n");

  for (const auto* file : {&table, &values, &type, &quoted}) {
    EXPECT_TRUE(check_function_length(*file).empty()) << file->lines[0];
  }
}

TEST(Shape, WantsAReasonOnTop) {
  EXPECT_EQ(check_opening_comment({"queue/a.hpp", "#pragma once\n#include <vector>\n"}).size(), 1U);
  EXPECT_EQ(check_opening_comment({"queue/a.hpp", "// a.hpp\n#pragma once\n"}).size(), 1U);
  EXPECT_EQ(check_opening_comment({"queue/a.cpp", "#include \"queue/b.hpp\"\n"}).size(), 1U);
  EXPECT_TRUE(check_opening_comment({"queue/a.cpp", "#include \"queue/a.hpp\"\n"}).empty());
  EXPECT_TRUE(check_opening_comment({"queue/a.hpp", "// One connection to Redis.\n"}).empty());
  EXPECT_TRUE(check_opening_comment({"queue/a.hpp", "#pragma once\n// One connection to Redis.\n"})
                  .empty());
}

TEST(Words, RefuseDrawers) {
  for (const auto* path : {"util/a.cpp", "queue/utils.hpp", "queue/string_helpers.cpp",
                           "web/common/a.ts", "workers/case_manager.hpp", "misc/a.md"}) {
    EXPECT_EQ(check_path_words(path).size(), 1U) << path;
  }
  EXPECT_TRUE(check_path_words("records/community.cpp").empty());
}

struct TokenCase {
  const char* path;
  const char* line;
  bool refused;
};

class Tokens : public testing::TestWithParam<TokenCase> {};

TEST_P(Tokens, AreBannedWhereTheyHideSomething) {
  const SourceFile file(GetParam().path, GetParam().line);

  EXPECT_EQ(check_banned_tokens(file).size(), GetParam().refused ? 1U : 0U) << GetParam().line;
}

INSTANTIATE_TEST_SUITE_P(
    Places, Tokens,
    testing::Values(TokenCase{"queue/a.cpp", "co_spawn(ex, f(), asio::detached);", true},
                    TokenCase{"tests/a.cpp", "co_spawn(ex, f(), detached);", true},
                    TokenCase{"queue/a.cpp", "bool detached() const;", false},
                    TokenCase{"queue/a.cpp", "// never asio::detached", false},
                    TokenCase{"tests/unit/a.cpp", "std::this_thread::sleep_for(1s);", true},
                    TokenCase{"tests/unit/a.cpp", "::usleep(10);", true},
                    TokenCase{"tests/support/wait.hpp", "std::this_thread::sleep_for(1ms);", false},
                    TokenCase{"queue/a.cpp", "std::cout << 1;", true},
                    TokenCase{"records/a.cpp", "connection.execute(\"DELETE \" + what);", true},
                    TokenCase{"records/migrations.cpp", "connection.execute(sql);", false},
                    TokenCase{"cli/a.cpp", "std::cout << 1;", false},
                    TokenCase{"queue/a.cpp", "} catch ( ... ) {", true},
                    TokenCase{"cli/main.cpp", "} catch (...) {", false},
                    TokenCase{"queue/a.cpp", "log(\"catch (...)\");", false}));

TEST(Words, WantAnIssueForEveryOpenEnd) {
  const std::string mark =
      "TO"
      "DO";

  EXPECT_EQ(check_todo({"queue/a.cpp", "// " + mark + ": later\n"}).size(), 1U);
  EXPECT_EQ(check_todo({"queue/a.cpp", "int a;  /* " + mark + "(me) */\n"}).size(), 1U);
  EXPECT_TRUE(check_todo({"queue/a.cpp", "// " + mark + "(#12): when replicas come\n"}).empty());
  EXPECT_TRUE(check_todo({"queue/a.cpp", "auto s = \"" + mark + "\";\n"}).empty());
}

TEST(Words, RefusePathsOfOneMachine) {
  const std::string place =
      "/ho"
      "me/";

  EXPECT_EQ(check_machine_paths({"docs/a.md", "see " + place + "li/x\n"}).size(), 1U);
  EXPECT_EQ(check_machine_paths({"queue/a.cpp", "f(\"" + place + "li\");\n"}).size(), 1U);
  EXPECT_TRUE(check_machine_paths({"docs/a.md", "https://example.org" + place + "li\n"}).empty());
}

TEST(Words, WantAnAssertionInEveryTestFile) {
  EXPECT_EQ(check_has_assertion({"tests/unit/a.cpp", "TEST(A, B) { run(); }\n"}).size(), 1U);
  EXPECT_EQ(check_has_assertion({"tests/unit/a.cpp", "TEST(A, B) { /* EXPECT_EQ */ }\n"}).size(),
            1U);
  EXPECT_TRUE(
      check_has_assertion({"tests/unit/a.cpp", "TEST(A, B) { EXPECT_TRUE(run()); }\n"}).empty());
  EXPECT_TRUE(check_has_assertion({"tests/support/a.cpp", "void run() {}\n"}).empty());
}

TEST(Coroutines, RefuseAwaitInCatch) {
  const auto* const bad =
      "try { f(); } catch (const std::exception& e) {\n  if (x) { co_await g(); }\n}\n";
  const auto* const good =
      "try { co_await f(); } catch (const E& e) { failed = true; }\nco_await g();\n";

  ASSERT_EQ(check_await_in_catch({"queue/a.cpp", bad}).size(), 1U);
  EXPECT_EQ(check_await_in_catch({"queue/a.cpp", bad})[0].line, 2U);
  EXPECT_TRUE(check_await_in_catch({"queue/a.cpp", good}).empty());
}

TEST(Coroutines, RefuseCapturingLambdas) {
  for (const auto* bad :
       {"run([&]() -> asio::awaitable<void> { co_return; }());",
        "auto f = [this, n](int a,\n int b) mutable\n -> asio::awaitable<int> { co_return n; };",
        "auto f = [n = g(x)](A<B> a) -> awaitable<Result<int>> { co_return n; };"}) {
    EXPECT_EQ(check_capturing_coroutine({"queue/a.cpp", bad}).size(), 1U) << bad;
  }
  for (const auto* good : {"auto f = [](int a) -> asio::awaitable<void> { co_return; };",
                           "auto f = [&](int a) { return g(a); };",
                           "[[nodiscard]] auto f() -> asio::awaitable<void> { co_return; }",
                           "x = a[i](b);\nauto f() -> asio::awaitable<void> { co_return; }"}) {
    EXPECT_TRUE(check_capturing_coroutine({"queue/a.cpp", good}).empty()) << good;
  }
}

TEST(Blanking, KeepsLinesAndCode) {
  const SourceFile file("queue/a.cpp", "a(\"x{\\\"\"); // b {\nc('{', 1'000); /* d\ne */ f();\n");

  EXPECT_EQ(file.code.size(), file.text.size());
  EXPECT_EQ(file.code.find('{'), std::string::npos);
  EXPECT_NE(file.code_lines[1].find("000"), std::string::npos);
  EXPECT_NE(file.code_lines[2].find("f();"), std::string::npos);
  EXPECT_EQ(file.comments[1], "/* d");
}

}  // namespace
}  // namespace gongzhi::tidy
