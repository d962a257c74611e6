// A kind as a picture: a Mermaid state diagram and tables, for `gongzhi kinds draw NAME` and docs/.
#pragma once

#include <string>

#include "governance/kind.hpp"

namespace gongzhi {

/// Markdown: the diagram (moves by persons solid, of themselves in brackets, by a clock with ⏱),
/// then the table of states and the table of moves with row, people and conditions.
std::string draw_kind(const KindSpec& kind);

/// Only the Mermaid text.
std::string draw_diagram(const KindSpec& kind);

}  // namespace gongzhi
