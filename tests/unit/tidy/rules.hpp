// The rules that a compiler does not check, as pure functions from a file to what is wrong with it.
// They must not read the disk: source_tree.hpp does that, so that every rule can be shown a bad
// snippet.
#pragma once

#include <string_view>
#include <vector>

#include "tests/unit/tidy/source_file.hpp"

namespace gongzhi::tidy {

using Findings = std::vector<Finding>;

/// A room of the house: which rooms and which third-party libraries (CMake target names) it may
/// use.
struct Room {
  std::string_view name;
  std::vector<std::string_view> rooms;
  std::vector<std::string_view> libraries;
};

/// The arrows of docs/architecture.md. Rooms that no issue needed yet are listed, so that they
/// begin right.
const std::vector<Room>& rooms_of_the_house();

/// arrows.cpp: includes of a room follow the arrows; `gongzhi_room` lines of CMakeLists.txt say the
/// same.
Findings check_includes(const SourceFile& file);
Findings check_cmake_rooms(const SourceFile& cmake_lists);

/// The rooms as CMakeLists.txt links them; the names are views into its text.
std::vector<Room> read_cmake_rooms(const SourceFile& cmake_lists);

/// picture.cpp: the picture of docs/architecture.md shows each room once and every arrow.
Findings check_picture(const SourceFile& architecture, const SourceFile& cmake_lists);

/// shape.cpp: sizes, and the first words of a file.
Findings check_line_length(const SourceFile& file);
Findings check_file_length(const SourceFile& file);
Findings check_function_length(const SourceFile& file);
Findings check_opening_comment(const SourceFile& file);

/// words.cpp: names and tokens that hide something.
Findings check_path_words(std::string_view path);
Findings check_banned_tokens(const SourceFile& file);
Findings check_todo(const SourceFile& file);
Findings check_machine_paths(const SourceFile& file);
Findings check_has_assertion(const SourceFile& file);

/// secrets.cpp: keys, tokens and hashes that were written down.
Findings check_secrets(const SourceFile& file);

/// coroutines.cpp: the await shapes that compile and then hurt.
Findings check_await_in_catch(const SourceFile& file);
Findings check_capturing_coroutine(const SourceFile& file);

}  // namespace gongzhi::tidy
