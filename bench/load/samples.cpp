#include "bench/load/samples.hpp"

#include <algorithm>
#include <cstdio>

namespace gongzhi::bench {

std::string json_number(const char* name, double value) {
  char text[96];
  std::snprintf(text, sizeof text, "\"%s\":%.3f", name, value);
  return text;
}

void Samples::add(int status, Clock::duration length) {
  if (status >= 200 && status < 300)
    times_us_.push_back(std::chrono::duration_cast<std::chrono::microseconds>(length).count());
  else
    ++bad_[status];
}

std::string Samples::json_members() const {
  auto sorted = times_us_;
  std::sort(sorted.begin(), sorted.end());
  const auto at = [&](double part) {
    if (sorted.empty()) return 0.0;
    const auto last = static_cast<double>(sorted.size() - 1);
    return static_cast<double>(sorted[static_cast<std::size_t>(last * part)]) / 1000;
  };
  std::string text = json_number("p50_ms", at(0.5)) + "," + json_number("p90_ms", at(0.9)) + "," +
                     json_number("p99_ms", at(0.99)) + "," + json_number("max_ms", at(1)) +
                     ",\"good\":" + std::to_string(sorted.size()) + ",\"bad\":{";
  for (auto one = bad_.begin(); one != bad_.end(); ++one)
    text += (one == bad_.begin() ? "\"" : ",\"") + std::to_string(one->first) +
            "\":" + std::to_string(one->second);
  return text + "}";
}

}  // namespace gongzhi::bench
