// Redis' INFO and CONFIG GET answers as maps. Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "queue/reply.hpp"

namespace gongzhi::queue {

using TextMap = std::map<std::string, std::string, std::less<>>;

/// `key:value` lines; comments and anything else are skipped.
TextMap parse_info(std::string_view text);

/// A flat array of alternating names and values; anything else gives an empty map.
TextMap parse_pairs(const Reply& reply);

/// The value of `name`, or "" when absent.
std::string_view value_of(const TextMap& map, std::string_view name);

/// The value as a number, or 0 when absent or not a number.
std::uint64_t number_of(const TextMap& map, std::string_view name);

}  // namespace gongzhi::queue
