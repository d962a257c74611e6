// What the gateway tells the audit trail: the first event of its sort at once, repetitions as a
// count every minute, so that a flood of refusals does not become a flood of messages
// (architecture.md, "Processes"). One event loop.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <map>
#include <string>

#include "governance/audit.hpp"

namespace gongzhi::gateway {

namespace asio = boost::asio;
struct Lane;

class AuditDesk {
 public:
  explicit AuditDesk(asio::any_io_executor executor) : wake_(executor) {}
  AuditDesk(const AuditDesk&) = delete;
  AuditDesk& operator=(const AuditDesk&) = delete;

  /// Never waits. A refusal that repeats (same actor, act, reason and address) within a minute is
  /// counted; everything else is told as it is. When more waits than can be held, refusals are
  /// dropped, counted by lost().
  void note(AuditEntry entry);

  /// Sends what was noted, until stop(); then what is left.
  asio::awaitable<void> run(Lane& lane);
  void stop();

  std::uint64_t lost() const { return lost_; }

 private:
  static constexpr std::size_t waiting_max = 1'024;
  static constexpr std::size_t counted_max = 1'024;

  struct Counted {
    AuditEntry entry;
    std::int64_t more = 0;  // since it was told
  };

  bool is_repetition(const AuditEntry& entry);
  void tell_counts();

  asio::steady_timer wake_;
  std::deque<AuditEntry> waiting_;
  std::map<std::string, Counted> counted_;
  std::chrono::steady_clock::time_point told_counts_ = std::chrono::steady_clock::now();
  std::uint64_t lost_ = 0;
  bool stopping_ = false;
};

}  // namespace gongzhi::gateway
