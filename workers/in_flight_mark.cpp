#include "workers/in_flight_mark.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <utility>

namespace gongzhi::workers {

struct InFlightMark::Page {
  struct Crash {
    MessageId id;
    int count = 0;
  };
  MessageId current;
  int busy = 0;
  std::atomic<std::uint64_t> turn{0};  // the number of this message, 0 between two messages
  std::uint64_t turns = 0;
  std::atomic<std::int64_t> limit_ms{0};
  std::array<Crash, 16> crashes{};
};

Result<InFlightMark> InFlightMark::open(const std::filesystem::path& file) {
  const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0 || ::ftruncate(fd, sizeof(Page)) != 0) {
    const Error error =
        fail(Errc::unavailable, "cannot open " + file.string(), std::strerror(errno));
    if (fd >= 0) ::close(fd);
    return error;
  }
  void* memory = ::mmap(nullptr, sizeof(Page), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  ::close(fd);
  if (memory == MAP_FAILED)
    return fail(Errc::unavailable, "cannot map " + file.string(), std::strerror(errno));
  // A new file is all zeros, which is a valid page.
  auto* page = static_cast<Page*>(memory);
  InFlightMark mark{page};
  if (page->busy != 0) {
    Page::Crash* slot = page->crashes.data();
    for (Page::Crash& crash : page->crashes) {
      if (crash.count > 0 && crash.id == page->current) {
        slot = &crash;
        break;
      }
      if (crash.count < slot->count) slot = &crash;
    }
    if (slot->count > 0 && slot->id == page->current)
      ++slot->count;
    else
      *slot = {page->current, 1};
    page->busy = 0;
  }
  page->turn = 0;
  return mark;
}

InFlightMark::InFlightMark(InFlightMark&& other) noexcept
    : page_(std::exchange(other.page_, nullptr)) {}

InFlightMark::~InFlightMark() {
  if (page_ != nullptr) ::munmap(page_, sizeof(Page));
}

void InFlightMark::begin(const MessageId& id, Milliseconds limit) {
  page_->current = id;
  page_->limit_ms.store(limit.count(), std::memory_order_relaxed);
  page_->turn.store(++page_->turns, std::memory_order_relaxed);
  // The process may die between any two stores: `busy` comes last.
  std::atomic_signal_fence(std::memory_order_seq_cst);
  page_->busy = 1;
}

void InFlightMark::end() {
  page_->busy = 0;
  page_->turn.store(0, std::memory_order_relaxed);
}

int InFlightMark::crashes_of(const MessageId& id) const {
  for (const Page::Crash& crash : page_->crashes)
    if (crash.count > 0 && crash.id == id) return crash.count;
  return 0;
}

void InFlightMark::forget(const MessageId& id) {
  for (Page::Crash& crash : page_->crashes)
    if (crash.id == id) crash = {};
}

InFlightMark::UnderWay InFlightMark::under_way() const {
  return {page_->turn.load(std::memory_order_relaxed),
          Milliseconds(page_->limit_ms.load(std::memory_order_relaxed))};
}

}  // namespace gongzhi::workers
