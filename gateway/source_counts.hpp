// How many connections each source holds, over all threads of a gateway. As many entries as there
// are connections at most.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

namespace gongzhi::gateway {

class SourceCounts {
 public:
  /// One connection of a source, counted until it is destroyed. An empty one counts nothing.
  class Seat {
   public:
    Seat() = default;
    Seat(Seat&& other) noexcept
        : counts_(std::exchange(other.counts_, nullptr)), source_(std::move(other.source_)) {}
    Seat(const Seat&) = delete;
    Seat& operator=(const Seat&) = delete;
    Seat& operator=(Seat&&) = delete;
    ~Seat() {
      if (counts_ != nullptr) counts_->leave(source_);
    }
    /// False when the source had as many as it may have.
    bool is_taken() const { return counts_ != nullptr; }

   private:
    friend class SourceCounts;
    Seat(SourceCounts* counts, std::string source) : counts_(counts), source_(std::move(source)) {}

    SourceCounts* counts_ = nullptr;
    std::string source_;
  };

  /// Not taken when the source has `most` already.
  Seat enter(std::string source, std::int64_t most);

 private:
  void leave(const std::string& source);

  std::mutex mutex_;
  std::unordered_map<std::string, std::int64_t> counts_;
};

}  // namespace gongzhi::gateway
