// What stands in the streams behind a position, taken out and put back: the part of a backup that
// the record does not have yet.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <map>
#include <vector>

#include "queue/feed.hpp"

namespace gongzhi::queue {

/// Hands every entry of ours behind the given sequences to `use`, up to what had been accepted when
/// this began; answers the last sequence of each partition. Errors as Feed, and those of `use`.
boost::asio::awaitable<Result<std::map<unsigned, std::uint64_t>>> read_tail(
    Feed& feed, std::map<unsigned, std::uint64_t> after,
    std::function<Result<void>(unsigned, const Entry&)> use);

/// Adds the entries to the end of their streams, under their own ids; those that are there already
/// are left alone. Only for a Redis that no worker uses. Errors as Feed.
boost::asio::awaitable<Result<void>> put_back(Feed& feed, std::vector<PartitionEntries> tail);

}  // namespace gongzhi::queue
