#include "gateway/source_counts.hpp"

namespace gongzhi::gateway {

SourceCounts::Seat SourceCounts::enter(std::string source, std::int64_t most) {
  const std::lock_guard lock(mutex_);
  std::int64_t& count = counts_[source];
  if (count >= most) {
    if (count == 0) counts_.erase(source);
    return {};
  }
  ++count;
  return {this, std::move(source)};
}

void SourceCounts::leave(const std::string& source) {
  const std::lock_guard lock(mutex_);
  const auto found = counts_.find(source);
  if (found != counts_.end() && --found->second <= 0) counts_.erase(found);
}

}  // namespace gongzhi::gateway
