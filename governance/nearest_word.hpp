// "Did you mean …": the known word that a mistyped one most likely stands for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gongzhi {

/// The known word nearest to `word` within two edits, or a third of its length; empty when none is.
std::string nearest_word(std::string_view word, const std::vector<std::string>& known);

/// "; did you mean `x`?", or empty.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& known);

}  // namespace gongzhi
