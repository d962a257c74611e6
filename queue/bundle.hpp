// Several submissions in one command: how it is written and how its reply is read. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "governance/error.hpp"
#include "governance/instant.hpp"
#include "queue/command.hpp"
#include "queue/reply.hpp"

namespace gongzhi::queue {

struct Submission {
  unsigned partition = 0;
  std::string message_id;   // lower-case hex, 1 to 128 digits (D6)
  std::string fingerprint;  // bytes, at most 128: a repeat with another one is the caller's 422
  std::string envelope;     // bytes
  std::string mac;          // bytes, at most 128
  std::string answer;       // bytes kept with the id, so that a repeat can give the same body

  /// What it weighs in a bound.
  std::size_t bytes() const { return envelope.size() + answer.size() + message_id.size(); }
};

struct Receipt {
  enum class Kind { fresh, repeat };
  Kind kind = Kind::fresh;
  std::uint64_t seq = 0;
  Instant at{};             // accept time, never earlier than the one before in the partition
  std::string fingerprint;  // of a repeat: what the first one carried
  std::string answer;       // of a repeat: what the first one carried
};

/// Redis does nothing else while it takes one bundle, so that has a bound; functions.lua has 256.
inline constexpr std::size_t bundle_reports_max = 64;
inline constexpr std::size_t bundle_bytes_max = 256 * 1024;

/// `bundle` has at least one and at most bundle_reports_max. Kept ids live for `ttl_s` seconds.
Command submit_command(std::span<const Submission* const> bundle, std::string_view run_id,
                       std::uint64_t ttl_s);

/// One report's part of the reply. Errc::unavailable for a closed gate, corrupt for damaged keys.
/// For a fresh one fingerprint and answer are empty.
Result<Receipt> parse_receipt(const Reply& reply);

/// What each of `count` reports got. When the reply makes no sense, none of them is known.
std::vector<Result<Receipt>> parse_receipts(const Reply& reply, std::size_t count);

}  // namespace gongzhi::queue
