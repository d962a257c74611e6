// The lines of a case's sheets (表): finding one, whose it is, how much they may hold. For guards
// and effects; knows no kind by name.
#pragma once

#include <string_view>

#include "governance/case.hpp"
#include "governance/kind.hpp"
#include "governance/world.hpp"

namespace gongzhi {

/// Bytes that the sheets of one case may hold together, so that a case stays readable.
inline constexpr std::size_t sheet_bytes_max = 400'000;

/// The lines of that sheet; empty when there are none.
const std::vector<Values>& lines_of(const Case& item, std::string_view sheet);

/// The text that tells the line apart: the value of the sheet's key. Empty without a key.
std::string key_of(const SheetSpec& sheet, const Values& line);

/// The line with that key; nullptr when there is none.
const Values* find_line(const Case& item, const SheetSpec& sheet, std::string_view key);

/// The line that belongs to the user: its key is them, or a body in which they work.
const Values* own_line(const World& world, const Case& item, const SheetSpec& sheet,
                       const User& user);

/// What of `input` is named as a field of the sheet.
Values line_from(const SheetSpec& sheet, const Values& input);

/// Puts the values into the line with their key, or behind the others. False when there is no room.
bool put_line(Case& item, const SheetSpec& sheet, Values values);

/// Bytes of all names and texts of the sheets, about.
std::size_t bytes_of(const Sheets& sheets);

/// What a case is found by: (name, value) of the fields and lines that its kind lists in `indexed`.
/// Numbers are written so that they sort as texts.
std::vector<std::pair<std::string, std::string>> index_terms(const KindSpec& kind,
                                                             const Case& item);

}  // namespace gongzhi
