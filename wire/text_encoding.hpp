// Files as people save them: UTF-8 with or without byte order mark, or GB18030 as Chinese Excel
// writes it.
#pragma once

#include <string>
#include <string_view>

#include "governance/error.hpp"

namespace gongzhi::wire {

/// UTF-8 without byte order mark, in Unicode normalisation form C. Bytes that are UTF-8 are taken
/// as that, all others as GB18030. Errc::invalid naming `file` (and the byte) when they are
/// neither, and for UTF-16.
Result<std::string> to_utf8(std::string_view bytes, std::string_view file);

}  // namespace gongzhi::wire
