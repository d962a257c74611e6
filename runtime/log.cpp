#include "runtime/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <memory>

#include "governance/instant.hpp"

namespace gongzhi::runtime {
namespace {

struct State {
  std::shared_ptr<spdlog::logger> logger;
  std::string part;
};

State& state() {
  static State s;
  return s;
}

spdlog::level::level_enum level_of(LogLevel level) {
  switch (level) {
    case LogLevel::debug: return spdlog::level::debug;
    case LogLevel::info: return spdlog::level::info;
    case LogLevel::warn: return spdlog::level::warn;
    case LogLevel::error: return spdlog::level::err;
  }
  return spdlog::level::info;
}

// Length of the valid UTF-8 sequence at the start of `text`, 0 when there is none.
std::size_t sequence_length(std::string_view text) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = at(0);
  std::size_t length = 0;
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first < 0xE0)
    length = 2;
  else if (first >= 0xE0 && first < 0xF0)
    length = 3;
  else if (first >= 0xF0 && first < 0xF5)
    length = 4;
  if (length == 0 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((at(i) & 0xC0) != 0x80) return 0;
  if ((first == 0xE0 && at(1) < 0xA0) || (first == 0xED && at(1) > 0x9F) ||
      (first == 0xF0 && at(1) < 0x90) || (first == 0xF4 && at(1) > 0x8F))
    return 0;
  return length;
}

// C1 control characters, line and paragraph separators, marks that turn the direction of writing:
// what a terminal or a viewer would obey instead of showing.
bool steers_a_terminal(std::string_view part) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(part[i]); };
  if (part.size() == 2) return at(0) == 0xC2 && at(1) < 0xA0;
  if (part.size() != 3 || at(0) != 0xE2) return false;
  if (at(1) == 0x80) return at(2) >= 0xA8 && at(2) <= 0xAE;  // U+2028 to U+202E
  return at(1) == 0x81 && at(2) >= 0xA6 && at(2) <= 0xA9;    // U+2066 to U+2069
}

// `\uXXXX` of a sequence of two or three bytes.
std::string code_of(std::string_view part) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned>(part[i]) & 0x3FU; };
  const unsigned code = part.size() == 2
                            ? (static_cast<unsigned>(part[0]) & 0x1FU) << 6U | at(1)
                            : (static_cast<unsigned>(part[0]) & 0x0FU) << 12U | at(1) << 6U | at(2);
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "\\u%04x", code);
  return text.data();
}

void append_field(std::string& line, const LogField& field) {
  line += ",\"" + escape_for_log(field.name) + "\":";
  if (const auto* number = std::get_if<std::int64_t>(&field.value)) {
    line += std::to_string(*number);
  } else if (const auto* real = std::get_if<double>(&field.value)) {
    std::array<char, 40> out{};
    const int n = std::snprintf(out.data(), out.size(), "%.3f", *real);
    line.append(out.data(), static_cast<std::size_t>(n));
  } else {
    line += '"' + escape_for_log(std::get<std::string>(field.value)) + '"';
  }
}

}  // namespace

std::string escape_for_log(std::string_view text, std::size_t bytes_max) {
  std::string out;
  out.reserve(std::min(text.size(), bytes_max) + 8);
  while (!text.empty() && out.size() < bytes_max) {
    const std::size_t length = sequence_length(text);
    const std::string_view part = text.substr(0, length == 0 ? 1 : length);
    text.remove_prefix(part.size());
    const auto c = static_cast<unsigned char>(part[0]);
    if (length == 0)
      out += "\\ufffd";
    else if (c == '"' || c == '\\')
      (out += '\\') += part[0];
    else if (c < 0x20 || c == 0x7f) {
      std::array<char, 8> code{};
      std::snprintf(code.data(), code.size(), "\\u%04x", unsigned(c));
      out += code.data();
    } else if (length > 1 && steers_a_terminal(part))
      out += code_of(part);
    else
      out += part;
  }
  return out;
}

void start_log(std::string_view part, LogLevel level) {
  State& s = state();
  s.part = std::string(part);
  if (!s.logger) {
    s.logger = std::make_shared<spdlog::logger>("gongzhi",
                                                std::make_shared<spdlog::sinks::stderr_sink_mt>());
    s.logger->set_pattern("%v");
    s.logger->flush_on(spdlog::level::debug);
  }
  s.logger->set_level(level_of(level));
}

void log(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
  static constexpr std::array<std::string_view, 4> names{"debug", "info", "warn", "error"};
  const State& s = state();
  if (!s.logger || !s.logger->should_log(level_of(level))) return;
  const auto now = std::chrono::time_point_cast<Milliseconds>(std::chrono::system_clock::now());
  std::string line = "{\"ts\":\"" + format_rfc3339(now) + "\",\"level\":\"";
  line += names[static_cast<std::size_t>(level)];
  line += "\",\"part\":\"" + s.part + "\",\"msg\":\"" + escape_for_log(event) + '"';
  for (const LogField& field : fields) append_field(line, field);
  line += '}';
  s.logger->log(level_of(level), spdlog::string_view_t(line.data(), line.size()));
}

}  // namespace gongzhi::runtime
