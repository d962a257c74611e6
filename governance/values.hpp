// Named values: the fields of a case and the inputs of an action, free of any text format.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gongzhi {

/// What a field may hold. Money is integer fen, areas integer cm²; there is no nesting.
using Value = std::variant<bool, std::int64_t, double, std::string, std::vector<std::string>>;

/// Ordered by name, so that two equal sets render equally.
using Values = std::map<std::string, Value, std::less<>>;

/// The sheets of a case by name, each a list of lines.
using Sheets = std::map<std::string, std::vector<Values>, std::less<>>;

/// The value of that name and type, or nullptr.
template <class T>
const T* find_value(const Values& values, std::string_view name) {
  const auto it = values.find(name);
  return it == values.end() ? nullptr : std::get_if<T>(&it->second);
}

/// The text of that name; empty when absent or not a text.
inline const std::string& text_of(const Values& values, std::string_view name) {
  static const std::string empty;
  const std::string* text = find_value<std::string>(values, name);
  return text ? *text : empty;
}

}  // namespace gongzhi
