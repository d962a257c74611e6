// Where in a JSON text a value stands, so that an error can name the line of a file.
#pragma once

#include <cstddef>
#include <string_view>

namespace gongzhi::wire {

/// The line (from 1) on which the value of that JSON pointer begins; of the nearest value above it
/// when the pointer leads nowhere. `text` must be valid JSON (parse_json accepted it).
std::size_t line_of_pointer(std::string_view text, std::string_view pointer);

/// Line and column, both from 1, the column counted in characters.
struct TextPlace {
  std::size_t line = 1;
  std::size_t column = 1;
};

/// The same with the column; otherwise like line_of_pointer.
TextPlace place_of_pointer(std::string_view text, std::string_view pointer);

/// The place of a byte.
TextPlace place_of_offset(std::string_view text, std::size_t offset);

/// The line (from 1) of a byte.
std::size_t line_of_offset(std::string_view text, std::size_t offset);

}  // namespace gongzhi::wire
