// Names that say nothing, and tokens that hide a failure, a wait or the machine somebody worked on.
#include <algorithm>
#include <array>

#include "tests/unit/tidy/rules.hpp"

namespace gongzhi::tidy {
namespace {

constexpr std::array<std::string_view, 9> empty_words = {
    "util", "utils", "common", "helper", "helpers", "manager", "managers", "misc", "stuff"};

// Where a token is at home although it is banned elsewhere; each with its reason.
struct Home {
  std::string_view path;
  std::string_view reason;
};

constexpr std::array catch_all_homes = {
    Home{"cli/main.cpp", "the process ends with an exit code and one line"},
    Home{"gateway/session.cpp", "one session ends with 500 and a log line, the gateway goes on"},
    Home{"workers/entry.cpp", "one message counts as a failed attempt, the partition goes on"},
    Home{"records/blocking_pool.hpp", "an exception must not cross from the pool's thread"},
};

// Statements elsewhere are constants with parameters (records/statement.hpp), so that nothing from
// outside can become SQL.
constexpr std::array raw_sql_homes = {
    Home{"records/database.hpp", "declares it"},
    Home{"records/database.cpp", "begins and ends transactions, sets pragmas"},
    Home{"records/migrations.cpp", "runs the texts of migrations"},
    Home{"records/search.cpp", "makes the search index, whose statements only SQLite has"},
};

constexpr std::array sleep_homes = {
    Home{"tests/support/wait.hpp", "looks again until a condition holds, with a limit"},
};

template <std::size_t N>
bool at_home(const std::array<Home, N>& homes, std::string_view path) {
  return std::ranges::find(homes, path, &Home::path) != homes.end();
}

std::string without_blanks(std::string_view text) {
  std::string kept;
  std::ranges::copy_if(text, std::back_inserter(kept),
                       [](char c) { return c != ' ' && c != '\t'; });
  return kept;
}

bool is_production(const SourceFile& file) {
  return std::ranges::find(rooms_of_the_house(), file.room(), &Room::name) !=
         rooms_of_the_house().end();
}

// Empty when nothing on this line is banned in this file. `tight` is the line without blanks.
std::string_view token_objection(const SourceFile& file, std::string_view line,
                                 std::string_view tight) {
  const auto has = [tight](std::string_view what) {
    return tight.find(what) != std::string_view::npos;
  };
  if (has("asio::detached") || has(",detached)")) {
    return "detached hides exceptions: spawn into a TaskGroup";
  }
  if (has("catch(...)") && is_production(file) && !at_home(catch_all_homes, file.path)) {
    return "catch (...) is only for the last resort of a process, a session or a message";
  }
  if (find_word(line, "cout") != std::string_view::npos && is_production(file) &&
      file.room() != "cli") {
    return "std::cout belongs to cli/; everything else logs or returns";
  }
  if ((has(".execute(") || has("->execute(")) && is_production(file) &&
      file.path != "records/statement.hpp" && !at_home(raw_sql_homes, file.path)) {
    return "SQL is a constant with parameters, never a text made on the way";
  }
  const bool sleeps = has("sleep_for(") || has("sleep_until(") || has("usleep(") || has("::sleep(");
  if (sleeps && file.is_test() && !at_home(sleep_homes, file.path)) {
    return "a test waits for a condition with a limit, it does not sleep";
  }
  return {};
}

}  // namespace

Findings check_path_words(std::string_view path) {
  Findings found;
  std::string word;
  const auto look = [&] {
    if (std::ranges::find(empty_words, word) != empty_words.end()) {
      found.push_back({std::string(path), 0, "'" + word + "' is not a room: name what it is for"});
    }
    word.clear();
  };
  for (const char c : path) {
    const bool ends = c == '/' || c == '_' || c == '-' || c == '.';
    if (ends) {
      look();
    } else {
      word.push_back(c);
    }
  }
  look();
  return found;
}

Findings check_banned_tokens(const SourceFile& file) {
  Findings found;
  for (std::size_t at = 0; at < file.code_lines.size(); ++at) {
    const auto line = file.code_lines[at];
    if (const auto what = token_objection(file, line, without_blanks(line)); !what.empty()) {
      found.push_back({file.path, at + 1, std::string(what)});
    }
  }
  return found;
}

Findings check_todo(const SourceFile& file) {
  Findings found;
  for (std::size_t at = 0; at < file.comments.size(); ++at) {
    const std::string_view comment = file.comments[at];
    // Put together from halves, so that this file passes its own rule.
    for (const std::string_view mark : {"TO"
                                        "DO",
                                        "FIX"
                                        "ME",
                                        "XX"
                                        "X"}) {
      const auto begin = find_word(comment, mark);
      if (begin == std::string_view::npos) continue;
      const auto rest = comment.substr(begin + mark.size());
      const bool issue =
          rest.size() > 2 && rest.starts_with("(#") && rest[2] >= '0' && rest[2] <= '9';
      if (!issue)
        found.push_back({file.path, at + 1, std::string(mark) + " without an issue: (#12)"});
    }
  }
  return found;
}

Findings check_machine_paths(const SourceFile& file) {
  Findings found;
  for (std::size_t at = 0; at < file.lines.size(); ++at) {
    const auto line = file.lines[at];
    for (const std::string_view place : {"/wo"
                                         "rk/",
                                         "/ro"
                                         "ot/",
                                         "/ho"
                                         "me/",
                                         "/Us"
                                         "ers/"}) {
      const auto begin = line.find(place);
      if (begin == std::string_view::npos) continue;
      // After a letter, a dot or a bracket it is the middle of some other path.
      const char before = begin == 0 ? ' ' : line[begin - 1];
      if (is_word(before) || before == '.' || before == '}' || before == ')' || before == '*')
        continue;
      found.push_back({file.path, at + 1, "a path of one machine: " + std::string(place)});
    }
  }
  return found;
}

Findings check_has_assertion(const SourceFile& file) {
  const auto has = [&file](std::string_view what) {
    return file.code.find(what) != std::string::npos;
  };
  const bool tests = has("TEST(") || has("TEST_F(") || has("TEST_P(") || has("TYPED_TEST(");
  if (!file.is_test() || !tests) return {};
  for (const std::string_view assertion : {"EXPECT_", "ASSERT_", "FAIL()", "ADD_FAILURE"}) {
    if (has(assertion)) return {};
  }
  return {{file.path, 0, "tests without an assertion prove nothing"}};
}

}  // namespace gongzhi::tidy
