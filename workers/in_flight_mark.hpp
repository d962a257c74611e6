// Which message is being applied right now, in a mapped file, so that a crash names its cause: a
// message that took the worker down three times is poison (D12). A store to memory per message; a
// kill keeps it, a power cut may lose it.
#pragma once

#include <filesystem>
#include <string>

#include "governance/ids.hpp"
#include "governance/instant.hpp"

namespace gongzhi::workers {

/// One writer thread; `under_way` may be asked by another (the watchdog).
class InFlightMark {
 public:
  /// Opens the file; when it says that a message was under way, that message's crash is counted
  /// now.
  static Result<InFlightMark> open(const std::filesystem::path& file);

  InFlightMark(InFlightMark&& other) noexcept;
  InFlightMark& operator=(InFlightMark&&) = delete;
  ~InFlightMark();

  /// `limit`: how long it may take before the watchdog ends the process.
  void begin(const MessageId& id, Milliseconds limit);
  void end();

  struct UnderWay {
    std::uint64_t turn = 0;  // grows with every begin(); 0 when no message is under way
    Milliseconds limit{};
  };
  /// Any thread.
  UnderWay under_way() const;

  /// How often the process died while this message was under way.
  int crashes_of(const MessageId& id) const;
  /// Forgets a message, once it is in the dead letters.
  void forget(const MessageId& id);

 private:
  struct Page;
  explicit InFlightMark(Page* page) : page_(page) {}
  Page* page_ = nullptr;
};

}  // namespace gongzhi::workers
