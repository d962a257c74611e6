// Which message is being applied right now, in a mapped file, so that a crash names its cause: a
// message that took the worker down three times is poison (D12). A store to memory per message; a
// kill keeps it, a power cut may lose it.
#pragma once

#include <filesystem>
#include <string>

#include "governance/ids.hpp"

namespace gongzhi::workers {

/// One writer thread; `since` may be read by another (the watchdog).
class InFlightMark {
 public:
  /// Opens the file; when it says that a message was under way, that message's crash is counted
  /// now.
  static Result<InFlightMark> open(const std::filesystem::path& file);

  InFlightMark(InFlightMark&& other) noexcept;
  InFlightMark& operator=(InFlightMark&&) = delete;
  ~InFlightMark();

  void begin(const MessageId& id);
  void end();

  /// How often the process died while this message was under way.
  int crashes_of(const MessageId& id) const;
  /// Forgets a message, once it is in the dead letters.
  void forget(const MessageId& id);

  /// Milliseconds since the message under way began; 0 when none is. Any thread.
  std::int64_t busy_for_ms() const;

 private:
  struct Page;
  explicit InFlightMark(Page* page) : page_(page) {}
  Page* page_ = nullptr;
};

}  // namespace gongzhi::workers
