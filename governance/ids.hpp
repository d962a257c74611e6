// Names of messages and cases. A case's number carries its partition and its place in that
// partition.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "governance/instant.hpp"

namespace gongzhi {

/// Partitions are numbered 0 to partitions-1; two digits of the case number hold it.
inline constexpr int partitions_max = 100;

/// Partition 0 also carries what is above cases: organisations, users, rules, calendars, audit.
inline constexpr int county_partition = 0;

/// 128 bits that name one message for ever: a keyed hash of (who, Idempotency-Key).
struct MessageId {
  std::array<std::uint8_t, 16> bytes{};

  auto operator<=>(const MessageId&) const = default;

  /// 32 lower-case hex digits; how the id stands in SQL, on the queue and in `/outcomes/{id}`.
  std::string hex() const;
  /// The partition of a new case: id mod partitions (of its first eight bytes, big endian).
  int partition(int partitions) const;
};

/// Errc::invalid unless exactly 32 lower-case hex digits.
Result<MessageId> parse_message_id(std::string_view hex);

/// 件号 `YYMMDDpp-nnnnn`: business day of acceptance, partition, sequence (at least five digits).
struct CaseNumber {
  Date day{};
  int partition = 0;
  std::uint64_t seq = 0;

  auto operator<=>(const CaseNumber&) const = default;

  std::string text() const;
  /// The integer key of the case's row: seq * 100 + partition. Unique, and decodable by eye.
  std::int64_t key() const { return static_cast<std::int64_t>(seq) * 100 + partition; }
};

/// Errc::invalid unless the text is a well-formed number of a day that exists, 2000 to 2099.
Result<CaseNumber> parse_case_number(std::string_view text);

}  // namespace gongzhi

template <>
struct std::hash<gongzhi::MessageId> {
  std::size_t operator()(const gongzhi::MessageId& id) const noexcept;
};
