// What a replay did, as a table for people or as JSON.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace gongzhi::cli {

/// Something that went wrong with one message.
struct ReplayTrouble {
  std::string place;  // file:line
  std::string what;
};

struct ReplayReport {
  static constexpr std::size_t troubles_max = 100;

  std::size_t messages = 0;
  std::size_t sent = 0;      // answered, whatever the answer
  std::size_t accepted = 0;  // 201
  std::size_t applied = 0;   // the case is in the record
  std::size_t refused = 0;   // 4xx; `reasons` says why
  std::size_t unsent = 0;    // no answer within the patience
  std::size_t unsure = 0;    // of the accepted, without a category
  std::size_t delayed = 0;   // accepted, in the dead letters
  std::size_t waiting = 0;   // accepted, and not applied when the patience ended
  std::size_t lost = 0;      // accepted, and not there with its own words
  std::size_t retries = 0;
  std::map<std::string, std::size_t> reasons = {};
  std::vector<ReplayTrouble> troubles = {};  // the first ones
  std::vector<std::int64_t> accept_us = {};
  std::vector<std::int64_t> routed_us = {};  // of a sample, followed one by one
  std::chrono::duration<double> sending{};   // from the first request to the last answer

  void note(std::string place, std::string what);
  /// Every message became a case that is there with its words.
  bool is_whole() const;
};

/// The value below which `percent` of them lie; 0 of none.
std::int64_t percentile(std::vector<std::int64_t> values, int percent);

std::string report_table(const ReplayReport& report);
std::string report_json(const ReplayReport& report);

}  // namespace gongzhi::cli
