// The timeline's hash chains while a transaction adds to them. Heads are cached between
// transactions.
#pragma once

#include <map>
#include <string>

#include "governance/error.hpp"
#include "records/database.hpp"

namespace gongzhi::records {

/// The newest entry of a chain; n = 0 where there is none.
struct ChainHead {
  std::int64_t n = 0;
  std::string hash;

  bool operator==(const ChainHead&) const = default;
};

class ChainHeads {
 public:
  /// The head of the partition, read once. Throws soci_error.
  ChainHead& head(Connection& connection, int partition);
  /// Marks it for write_changed().
  void changed(int partition) { changed_[partition] = true; }
  /// Throws soci_error.
  void write_changed(Connection& connection);
  /// Forgets what was read: somebody else may have written.
  void clear();

 private:
  std::map<int, ChainHead> heads_;
  std::map<int, bool> changed_;
};

struct TimelineAppend;

/// Adds the entries of `append` to its chain, as many to a row as fit (steps.hpp); the first row
/// covers `text_digest` (empty = none). Throws soci_error.
void append_to_chain(Connection& connection, ChainHeads& heads, const TimelineAppend& append,
                     const std::string& text_digest);

}  // namespace gongzhi::records
