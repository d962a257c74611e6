// What a load run has measured: times, statuses, and one line of JSON about them.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace gongzhi::bench {

using Clock = std::chrono::steady_clock;

class Samples {
 public:
  void add(int status, Clock::duration length);
  /// Answers with a status below 300.
  std::size_t good() const { return times_us_.size(); }
  /// Members of a JSON object, without its braces: times in ms, and what was not good by status.
  std::string json_members() const;

 private:
  std::vector<std::int64_t> times_us_;
  std::map<int, std::size_t> bad_;
};

std::string json_number(const char* name, double value);

}  // namespace gongzhi::bench
