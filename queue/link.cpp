#include "queue/link.hpp"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <utility>

#include "queue/refusal.hpp"

namespace gongzhi::queue {

namespace asio = boost::asio;
using boost::system::error_code;

// Somebody who waits for the replies of one send().
struct Link::Waiter {
  explicit Waiter(Reach how_far) : reach(how_far) {}
  virtual ~Waiter() = default;
  virtual asio::cancellation_slot slot() = 0;
  /// Called once. Never completes inline: the caller is in the middle of something.
  virtual void post(const asio::any_io_executor& executor, Result<Reply> result) = 0;

  Reach reach;
  bool done = false;
  std::size_t expected = 1;
  std::vector<Reply> replies = {};
  std::multimap<Clock::time_point, WaiterPtr>::iterator deadline = {};
};

// Boost 1.81: moving an any_completion_handler by assignment recurses for ever, hence this one of
// our own.
template <class Handler>
struct Link::WaiterFor final : Link::Waiter {
  WaiterFor(Reach how_far, Handler taken) : Waiter(how_far), handler(std::move(taken)) {}
  asio::cancellation_slot slot() override {
    return asio::get_associated_cancellation_slot(handler);
  }
  void post(const asio::any_io_executor& executor, Result<Reply> result) override {
    asio::post(executor, [handler = std::move(handler), result = std::move(result)]() mutable {
      std::move(handler)(std::move(result));
    });
  }

  Handler handler;
};

Link::Link(Stream stream, LinkLimits limits)
    : stream_(std::move(stream)),
      limits_(limits),
      parser_(limits.reply_bytes_max),
      timer_(stream_.get_executor()),
      last_heard_(Clock::now()) {}

Link::~Link() = default;

void Link::start() {
  read_more();
}

asio::awaitable<Result<Reply>> Link::send(std::vector<Command> commands, Milliseconds deadline,
                                          Reach reach) {
  return asio::async_initiate<const asio::use_awaitable_t<>, void(Result<Reply>)>(
      [this](auto handler, std::vector<Command> batch, Milliseconds limit, Reach how_far) {
        enqueue(std::move(batch), limit,
                std::make_shared<WaiterFor<decltype(handler)>>(how_far, std::move(handler)));
      },
      asio::use_awaitable, std::move(commands), deadline, reach);
}

void Link::send_unattended(Command command) {
  std::vector<Command> one{std::move(command)};
  if (refuse(one)) return;
  append(one.front(), Slot{});
  schedule_flush();
}

std::optional<Error> Link::refuse(const std::vector<Command>& commands) const {
  if (!open_) return reason_;
  if (slots_.size() + commands.size() > limits_.in_flight_max)
    return too_many_waiting("in_flight_max reached");
  std::size_t bytes = queued_.size() + sending_.size();
  for (const Command& command : commands) bytes += command.bytes().size();
  if (bytes > limits_.queued_bytes_max) return too_many_waiting("queued_bytes_max reached");
  return std::nullopt;
}

void Link::enqueue(std::vector<Command> commands, Milliseconds deadline, WaiterPtr waiter) {
  waiter->expected = commands.size();
  waiter->deadline = deadlines_.end();
  if (const auto refusal = refuse(commands)) return complete(*waiter, *refusal);
  ensure(!commands.empty(), "a pipeline without commands would never complete");

  for (const Command& command : commands) append(command, Slot{.waiter = waiter});
  if (waiter->reach == Reach::replicas) needs_barrier_ = barrier_.has_value();
  const auto due = Clock::now() + deadline;
  waiter->deadline = deadlines_.emplace_hint(deadlines_.end(), due, waiter);
  arm(due);
  if (auto slot = waiter->slot(); slot.is_connected()) {
    // The cancellation is carried out from a fresh stack: complete() clears the slot, which would
    // destroy this very lambda while it runs.
    slot.assign([weak_link = weak_from_this(), weak = std::weak_ptr<Waiter>(waiter),
                 executor = stream_.get_executor()](asio::cancellation_type type) {
      if (type == asio::cancellation_type::none) return;
      asio::post(executor, [weak_link, weak] {
        const auto link = weak_link.lock();
        const auto leaving = weak.lock();
        if (link && leaving) link->complete(*leaving, connection_lost("cancelled by the caller"));
      });
    });
  }
  schedule_flush();
}

void Link::append(const Command& command, Slot slot) {
  queued_ += command.bytes();
  slots_.push_back(std::move(slot));
}

// The write is started from the end of the run queue: everything that is ready to be sent in this
// turn of the loop goes into the same write, and so, with appendfsync always, into the same fsync
// (D2). Nobody waits for a timer.
void Link::schedule_flush() {
  if (flush_scheduled_ || writing_) return;
  flush_scheduled_ = true;
  asio::post(stream_.get_executor(), [self = shared_from_this()] {
    self->flush_scheduled_ = false;
    self->flush();
  });
}

void Link::flush() {
  if (!open_ || writing_ || queued_.empty()) return;
  if (std::exchange(needs_barrier_, false))
    append(barrier_->command, Slot{.waiter = nullptr, .is_barrier = true});
  sending_.swap(queued_);
  writing_ = true;
  asio::async_write(stream_, asio::buffer(sending_),
                    [self = shared_from_this()](error_code ec, std::size_t) {
                      self->writing_ = false;
                      self->sending_.clear();
                      if (ec) return self->close(connection_lost("write", ec));
                      self->flush();
                    });
}

void Link::read_more() {
  stream_.async_read_some(asio::buffer(incoming_),
                          [self = shared_from_this()](error_code ec, std::size_t bytes) {
                            if (!self->open_) return;
                            if (ec) return self->close(connection_lost("read", ec));
                            self->on_read(bytes);
                          });
}

void Link::on_read(std::size_t bytes) {
  last_heard_ = Clock::now();
  if (const auto fed = parser_.feed({incoming_.data(), bytes}); !fed)
    return close(connection_lost("protocol: " + fed.error().message + " " + fed.error().detail));
  while (open_) {
    auto reply = parser_.next();
    if (!reply)
      return close(
          connection_lost("protocol: " + reply.error().message + " " + reply.error().detail));
    if (!reply->has_value()) return read_more();
    deliver(std::move(**reply));
  }
}

void Link::deliver(Reply reply) {
  const bool is_message = on_message_ && reply.is_array() && reply.elements.size() == 3 &&
                          reply.elements[0].text == "message";
  if (is_message) return on_message_(std::move(reply));
  if (slots_.empty()) return close(connection_lost("a reply nobody asked for"));
  const Slot slot = std::move(slots_.front());
  slots_.pop_front();
  if (slot.is_barrier) return release_held(reply);
  if (!slot.waiter || slot.waiter->done) return;  // the waiter has left

  Waiter& waiter = *slot.waiter;
  waiter.replies.push_back(std::move(reply));
  if (waiter.replies.size() < waiter.expected) return;
  if (waiter.reach == Reach::replicas && barrier_) {
    held_.push_back(slot.waiter);
    return;
  }
  if (waiter.expected == 1) return complete(waiter, std::move(waiter.replies.front()));
  complete(waiter, Reply{.kind = Reply::Kind::array, .elements = std::move(waiter.replies)});
}

void Link::release_held(const Reply& barrier_reply) {
  const bool reached = barrier_reply.is_integer() && barrier_->at_least <= barrier_reply.integer;
  for (const WaiterPtr& waiter : std::exchange(held_, {})) {
    if (waiter->done) continue;
    if (!reached) {
      complete(*waiter, no_answer("fewer replicas than replicas_min confirmed"));
    } else if (waiter->expected == 1) {
      complete(*waiter, std::move(waiter->replies.front()));
    } else {
      complete(*waiter, Reply{.kind = Reply::Kind::array, .elements = std::move(waiter->replies)});
    }
  }
}

// Every way out for a waiter leads through here, and only the first counts.
void Link::complete(Waiter& waiter, Result<Reply> result) {
  if (std::exchange(waiter.done, true)) return;
  // Without this a cancellation that arrives after the reply would reach freed memory.
  waiter.slot().clear();
  // The waiter's executor is of this context.
  waiter.post(stream_.get_executor(), std::move(result));
  // Last, because it may drop the last owner of `waiter`.
  if (waiter.deadline != deadlines_.end())
    deadlines_.erase(std::exchange(waiter.deadline, deadlines_.end()));
}

// One timer for all deadlines, armed for the earliest; replies in time never touch it.
void Link::arm(Clock::time_point deadline) {
  if (deadline >= armed_for_) return;
  armed_for_ = deadline;
  timer_.expires_at(deadline);
  timer_.async_wait([weak = weak_from_this()](error_code ec) {
    if (ec) return;
    if (const auto self = weak.lock()) self->expire();
  });
}

void Link::expire() {
  armed_for_ = Clock::time_point::max();
  const auto now = Clock::now();
  while (!deadlines_.empty() && deadlines_.begin()->first <= now) {
    const WaiterPtr waiter = deadlines_.begin()->second;
    complete(*waiter, no_answer("deadline passed"));
  }
  if (!deadlines_.empty()) arm(deadlines_.begin()->first);
}

void Link::close(Error why) {
  if (!open_) return;
  open_ = false;
  reason_ = std::move(why);
  error_code ignored;
  stream_.close(ignored);
  timer_.cancel();
  const auto slots = std::exchange(slots_, {});
  for (const WaiterPtr& waiter : std::exchange(held_, {})) complete(*waiter, reason_);
  for (const Slot& slot : slots)
    if (slot.waiter) complete(*slot.waiter, reason_);
  queued_.clear();
  if (on_closed_) std::exchange(on_closed_, {})();
}

}  // namespace gongzhi::queue
