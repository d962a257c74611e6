// Text as the search index sees it: runs of letters and digits cut into pairs of neighbours,
// because Chinese has no spaces and a person searches for two characters. Pure.
#pragma once

#include <string>
#include <string_view>

namespace gongzhi::records {

/// Pairs of each run in order, separated by spaces, and at the end of a run its last character
/// alone, which also keeps a phrase from reaching into the next run: `垃圾3` gives `垃圾 圾3 3`.
std::string search_grams(std::string_view text);

/// The FTS5 question for what a person typed: every run must occur as it stands, a single character
/// as the beginning of a pair. At most 16 runs and 64 characters a run count. Empty when there is
/// nothing to ask.
std::string search_question(std::string_view typed);

}  // namespace gongzhi::records
