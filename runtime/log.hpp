// The log: one JSON object a line on standard error. Nothing personal is ever passed to it.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace gongzhi::runtime {

enum class LogLevel { debug, info, warn, error };

struct LogField {
  std::string_view name;
  std::variant<std::int64_t, double, std::string> value;

  LogField(std::string_view n, std::string_view v) : name(n), value(std::string(v)) {}
  LogField(std::string_view n, const char* v) : name(n), value(std::string(v)) {}
  LogField(std::string_view n, const std::string& v) : name(n), value(v) {}
  LogField(std::string_view n, double v) : name(n), value(v) {}
  template <class Integer>
    requires std::is_integral_v<Integer>
  LogField(std::string_view n, Integer v) : name(n), value(static_cast<std::int64_t>(v)) {}
};

/// Starts the log of this process; `part` ("gateway", "worker", "serve", "cli") stands in every
/// line. May be called again to change the level (SIGHUP).
void start_log(std::string_view part, LogLevel level);

/// One event. `event` is a short constant phrase; what varies goes into fields. Texts are escaped
/// and cut at 2,000 bytes, so a line is always one line of valid JSON. Thread safe.
void log(LogLevel level, std::string_view event, std::initializer_list<LogField> fields = {});

inline void log_info(std::string_view event, std::initializer_list<LogField> fields = {}) {
  log(LogLevel::info, event, fields);
}
inline void log_warn(std::string_view event, std::initializer_list<LogField> fields = {}) {
  log(LogLevel::warn, event, fields);
}
inline void log_error(std::string_view event, std::initializer_list<LogField> fields = {}) {
  log(LogLevel::error, event, fields);
}

/// `text` as the inside of a JSON string: quotes, backslashes, control characters and U+2028/2029
/// escaped, invalid UTF-8 replaced by U+FFFD, cut at `bytes_max`.
std::string escape_for_log(std::string_view text, std::size_t bytes_max = 2000);

}  // namespace gongzhi::runtime
