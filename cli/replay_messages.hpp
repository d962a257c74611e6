// The messages that replay sends: read from JSON lines, every line checked before one is sent.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "governance/error.hpp"
#include "governance/instant.hpp"

namespace gongzhi::cli {

struct ReplayMessage {
  std::string file;  // as it was given
  int line = 0;      // counted from 1
  std::string raw;   // the line itself
  std::string title;
  std::string text;
  std::optional<Instant> at;  // when it was written

  std::string place() const { return file + ":" + std::to_string(line); }
};

/// Lines `{"title": …, "text": …, "at": …?}`; other members are left alone, blank lines too.
/// Errc::not_found for a file that cannot be read, Errc::too_large over a million lines;
/// Errc::invalid with one FieldError (`file:line`) for each of the first wrong lines.
Result<std::vector<ReplayMessage>> load_messages(const std::vector<std::string>& files);

}  // namespace gongzhi::cli
