// How a record file that is damaged is told from everything else that does not verify: nothing more
// may be written into it.
#pragma once

#include <string_view>

#include "governance/error.hpp"

namespace gongzhi::records {

/// The words of an error by which SQLite says that the file is damaged or is no database.
inline constexpr std::string_view damaged_words =
    "The record's file is damaged and nothing more is written into it; what was accepted waits in "
    "the queue. Restore the record from a backup, then start again.";

inline bool is_damage(const Error& error) {
  return error.code == Errc::corrupt && error.message == damaged_words;
}

}  // namespace gongzhi::records
