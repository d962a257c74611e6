// What the clients of a test sent and were answered: one line per attempt, appended with O_APPEND
// to a file outside the data directory, so that the checker judges by what was written down and not
// by what a program remembers.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace gongzhi::test {

/// One request. The same operation is tried again with the same key until it is answered.
struct Attempt {
  enum class Kind { submit, action };
  Kind kind = Kind::submit;
  std::string op_id;  // stands in the title of the report or in the text of the action
  std::string key;    // Idempotency-Key
  std::int64_t t_send_us = 0;
  std::int64_t t_sent_us = 0;  // when the system had taken the whole request; 0 = never
  std::int64_t t_reply_us = 0;
  int status = 0;         // 0 = no answer
  std::string number;     // of the case; "-" = not known
  std::string body_hash;  // of the answer; "-" = none
};

bool is_acknowledged(const Attempt& attempt);

/// All attempts of one operation.
struct Operation {
  Attempt::Kind kind = Attempt::Kind::submit;
  std::vector<Attempt> attempts;

  bool acknowledged() const;
  /// Answered so that the client need not ask again: not silence, 429 or 5xx.
  bool resolved() const;
};

class History {
 public:
  /// Creates the file.
  explicit History(std::filesystem::path file);
  ~History();
  History(const History&) = delete;
  History& operator=(const History&) = delete;

  /// Any thread.
  void append(const Attempt& attempt) const;

  /// Reads the file back. Throws std::runtime_error for a line that is none of ours.
  std::map<std::string, Operation> load() const;

 private:
  std::filesystem::path file_;
  int descriptor_ = -1;
};

/// Microseconds of the monotonic clock.
std::int64_t microseconds(std::chrono::steady_clock::time_point at);
std::int64_t now_us();
std::string hash_of(const std::string& text);

}  // namespace gongzhi::test
