// One entry of a partition's stream as it was found, ours or not. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "governance/error.hpp"
#include "governance/instant.hpp"
#include "queue/keys.hpp"
#include "queue/reply.hpp"

namespace gongzhi::queue {

struct Entry {
  /// Whether `submit` can have written it. A foreign or damaged entry is data for the worker (dead
  /// letters), no error.
  enum class Shape {
    ours,        // id <seq>-0 and exactly the fields e, m, at
    foreign_id,  // sub-part not 0: added by hand; `id.seq` is not a sequence of ours
    malformed    // fields missing, doubled, unknown, or `at` is no time
  };

  StreamId id;
  Shape shape = Shape::ours;
  Instant at{};          // accept time; epoch unless readable
  std::string envelope;  // bytes; empty when missing
  std::string mac;       // bytes; empty when missing

  std::uint64_t seq() const { return id.seq; }
};

struct PartitionEntries {
  unsigned partition = 0;
  std::vector<Entry> entries;  // in stream order
};

/// `[id, [field, value, …]]`. Errc::internal when not even that.
Result<Entry> parse_entry(const Reply& reply);

/// The answer of XRANGE.
Result<std::vector<Entry>> parse_entries(const Reply& reply);

/// The answer of XREAD: nil (nothing) or `[[key, [entry, …]], …]`.
Result<std::vector<PartitionEntries>> parse_streams(const Reply& reply);

}  // namespace gongzhi::queue
