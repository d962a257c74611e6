// The table of settings: key, place in the struct, bounds, meaning. Parsing, printing and the
// manual page are made from it.
#pragma once

#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "runtime/settings.hpp"

namespace gongzhi::runtime {

// Where a setting lives: a text with its allowed words (none = any), a number with its bounds, or a
// list of texts.
struct TextAt {
  std::function<std::string&(Settings&)> at;
  std::vector<std::string> allowed;
};
struct NumberAt {
  std::function<std::int64_t&(Settings&)> at;
  std::int64_t least;
  std::int64_t most;
};
struct TextsAt {
  std::function<std::vector<std::string>&(Settings&)> at;
};
struct Row {
  std::string key;
  std::variant<TextAt, NumberAt, TextsAt> place;
  std::string meaning;
};

/// Every setting, in the order of the file.
const std::vector<Row>& rows();

}  // namespace gongzhi::runtime
