// The way out when the Redis beside a record was really lost or replaced: says what that costs, and
// makes the present one belong to the record (reliability.md D4). Only on an operator's word, and
// while no worker runs.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "queue/feed.hpp"
#include "records/messages.hpp"

namespace gongzhi::workers {

/// How Redis and the record stand to each other.
struct Adoption {
  struct Part {
    int partition = 0;
    records::Position applied;      // what the record has
    std::uint64_t given = 0;        // the last sequence Redis knows of; 0 = none
    std::uint64_t still_there = 0;  // messages behind the applied ones that Redis still holds
  };
  std::string ours;
  std::optional<std::string> theirs;  // none = Redis belongs to nobody (it is empty)
  std::vector<Part> parts;

  bool is_needed() const { return !theirs || *theirs != ours; }
};

/// Reads only. Errors as Feed.
boost::asio::awaitable<Result<Adoption>> look_before_adopting(
    queue::Feed& feed, std::string generation, std::map<int, records::Position> applied);

/// What will be lost, one sentence a line, for the operator who has to decide.
std::vector<std::string> what_is_lost(const Adoption& adoption);

/// Raises every sequence to what is applied, then writes the generation; gates stay closed until a
/// worker opens them. May be repeated after a failure half way. Errors as Feed.
boost::asio::awaitable<Result<void>> adopt(queue::Feed& feed, Adoption adoption);

}  // namespace gongzhi::workers
