#include "queue/intake.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "queue/refusal.hpp"
#include "queue/retention.hpp"

namespace gongzhi::queue {
namespace {

namespace asio = boost::asio;

constexpr std::size_t message_id_digits_max = 128;
constexpr std::size_t small_bytes_max = 128;

// Under load a bundle leaves at most every so often: each costs Redis a sync of its disk and both
// sides system calls, whatever its size.
constexpr std::size_t gather_from = 3;  // a bundle of fewer is no load
constexpr std::size_t gather_reports = 16;
constexpr Milliseconds gather_for{1};

bool is_lower_hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

std::optional<Error> check(const Submission& submission, const Settings& settings) {
  if (submission.message_id.empty() || submission.message_id.size() > message_id_digits_max ||
      !is_lower_hex(submission.message_id))
    return fail(Errc::invalid, "message id is not 1 to 128 hex digits");
  if (submission.fingerprint.size() > small_bytes_max || submission.mac.size() > small_bytes_max)
    return fail(Errc::invalid, "fingerprint or MAC over 128 bytes");
  if (submission.envelope.empty()) return fail(Errc::invalid, "empty envelope");
  if (submission.envelope.size() > settings.envelope_bytes_max)
    return fail(Errc::too_large, "内容过大 (too large)", "envelope over envelope_bytes_max");
  if (submission.answer.size() > settings.answer_bytes_max)
    return fail(Errc::too_large, "内容过大 (too large)", "answer over answer_bytes_max");
  return std::nullopt;
}

}  // namespace

Intake::Intake(asio::any_io_executor executor, Settings settings,
               std::function<void(const ClientEvent&)> on_event)
    : executor_(executor), settings_(std::move(settings)) {
  const unsigned count = std::clamp(settings_.intake_connections, 1u, 64u);
  for (unsigned i = 0; i < count; ++i) {
    const auto watch = i == 0 ? ClientOptions::Watch::memory : ClientOptions::Watch::nothing;
    senders_.emplace_back(executor_, settings_,
                          ClientOptions{.on_event = on_event, .watch = watch});
  }
}

asio::awaitable<void> Intake::run() {
  co_await run_from(0);
}

asio::awaitable<void> Intake::run_from(std::size_t first) {
  using namespace asio::experimental::awaitable_operators;
  Sender& sender = senders_[first];
  if (first + 1 == senders_.size())
    co_await (sender.client.run() && send_bundles(sender));
  else
    co_await (sender.client.run() && send_bundles(sender) && run_from(first + 1));
}

void Intake::stop() {
  stopping_ = true;
  for (Sender& sender : senders_) sender.client.stop();
  for (const TicketPtr& ticket : std::exchange(waiting_, {}))
    ticket->complete(executor_, connection_lost("stopped"));
  waiting_bytes_ = 0;
  wake_all();
}

asio::awaitable<Result<Receipt>> Intake::submit(Submission submission) {
  if (const auto wrong = check(submission, settings_)) co_return *wrong;
  if (const auto refusal = refuse(submission)) co_return *refusal;
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Result<Receipt>)>(
      [this](auto handler, Submission taken) {
        take(std::make_shared<TicketFor<decltype(handler)>>(std::move(handler), std::move(taken)));
      },
      asio::use_awaitable, std::move(submission));
}

std::optional<Error> Intake::refuse(const Submission& submission) const {
  if (stopping_ || !connected()) return senders_.front().client.not_connected();
  if (in_flight() >= settings_.in_flight_max * senders_.size())
    return too_many_waiting("in_flight_max reached");
  if (waiting_bytes_ + submission.bytes() > settings_.queued_bytes_max * senders_.size())
    return too_many_waiting("queued_bytes_max reached");
  return std::nullopt;
}

void Intake::take(TicketPtr ticket) {
  if (auto slot = ticket->slot(); slot.is_connected()) {
    // From a fresh stack: complete() clears the slot, which would destroy this very lambda.
    slot.assign(
        [weak = std::weak_ptr<Ticket>(ticket), executor = executor_](asio::cancellation_type type) {
          if (type == asio::cancellation_type::none) return;
          asio::post(executor, [weak, executor] {
            if (const auto leaving = weak.lock())
              leaving->complete(executor, connection_lost("cancelled by the caller"));
          });
        });
  }
  waiting_bytes_ += ticket->submission.bytes();
  waiting_.push_back(std::move(ticket));
  wake_one();
}

void Intake::wake_one() {
  if (waiting_.size() == gather_reports) return wake_all();
  if (waking_) return;  // whoever comes takes everything that waits
  for (Sender& sender : senders_) {
    if (!sender.rests || !sender.client.connected()) continue;
    waking_ = true;
    sender.wake.cancel();
    return;
  }
}

void Intake::wake_all() {
  for (Sender& sender : senders_) sender.wake.cancel();
}

// Waking goes through the run queue: whatever else is ready to be sent in this turn of the loop
// goes into the same bundle.
asio::awaitable<void> Intake::send_bundles(Sender& sender) {
  while (!stopping_) {
    // With all connections down what waits is refused at once.
    const bool is_usable = sender.client.connected() || !connected();
    if (!is_usable || waiting_.empty()) {
      // It may have lost its connection while it gathered: what waits must not wait for a visitor.
      if (!waiting_.empty()) wake_one();
      co_await rest(sender, Ticket::Clock::time_point::max());
    } else if (Ticket::Clock::now() < not_before_ && waiting_.size() < gather_reports) {
      waking_ = true;  // nobody else needs to come
      co_await rest(sender, not_before_);
    } else {
      std::vector<TicketPtr> bundle = next_bundle();
      if (bundle.size() >= gather_from) not_before_ = Ticket::Clock::now() + gather_for;
      co_await send(sender, std::move(bundle));
      // Somebody else has to take what this connection can no longer take.
      if (!sender.client.connected()) wake_all();
    }
  }
}

asio::awaitable<void> Intake::rest(Sender& sender, Ticket::Clock::time_point until) {
  sender.rests = true;
  sender.wake.expires_at(until);
  co_await sender.wake.async_wait(asio::as_tuple(asio::use_awaitable));
  sender.rests = waking_ = false;
}

std::vector<Intake::TicketPtr> Intake::next_bundle() {
  std::vector<TicketPtr> bundle;
  std::size_t bytes = 0;
  while (!waiting_.empty() && bundle.size() < bundle_reports_max && bytes < bundle_bytes_max) {
    TicketPtr ticket = std::move(waiting_.front());
    waiting_.pop_front();
    waiting_bytes_ -= ticket->submission.bytes();
    if (ticket->is_done()) continue;  // cancelled
    bytes += ticket->submission.bytes();
    bundle.push_back(std::move(ticket));
  }
  return bundle;
}

// The deadline of the one that waits longest is everybody's: only a silent Redis comes near it.
asio::awaitable<void> Intake::send(Sender& sender, std::vector<TicketPtr> bundle) {
  if (bundle.empty()) co_return;
  std::vector<const Submission*> submissions;
  submissions.reserve(bundle.size());
  for (const TicketPtr& ticket : bundle) submissions.push_back(&ticket->submission);
  Command command =
      submit_command(submissions, sender.client.run_id(), ids_ttl(settings_, pressure()));
  const auto waited =
      std::chrono::duration_cast<Milliseconds>(Ticket::Clock::now() - bundle.front()->since);
  const auto limit = std::max(settings_.command_limit - waited, Milliseconds{1});
  const auto reach = settings_.replicas_min > 0 ? Reach::replicas : Reach::server;
  sent_ += bundle.size();
  const auto reply = co_await sender.client.command(std::move(command), limit, reach);
  sent_ -= bundle.size();
  if (!reply) {
    for (const TicketPtr& ticket : bundle) ticket->complete(executor_, reply.error());
    co_return;
  }
  auto receipts = parse_receipts(*reply, bundle.size());
  for (std::size_t i = 0; i < bundle.size(); ++i)
    bundle[i]->complete(executor_, std::move(receipts[i]));
}

// For questions: any connection that is up.
Client& Intake::choose() {
  for (Sender& sender : senders_)
    if (sender.client.connected()) return sender.client;
  return senders_.front().client;
}

asio::awaitable<Result<std::optional<Entry>>> Intake::find(unsigned partition, std::uint64_t seq) {
  const std::string id = format_stream_id({seq, 0});
  const auto reply = co_await choose().command(
      Command{"XRANGE", stream_key(partition), id, id, "COUNT", "1"}, settings_.command_limit);
  if (!reply) co_return reply.error();
  auto entries = parse_entries(*reply);
  if (!entries) co_return entries.error();
  if (entries->empty()) co_return std::optional<Entry>();
  co_return std::optional<Entry>(std::move(entries->front()));
}

asio::awaitable<Result<void>> Intake::wait_connected(Milliseconds limit) {
  for (Sender& sender : senders_) {
    const auto connected = co_await sender.client.wait_connected(limit);
    if (!connected) co_return connected;
  }
  co_return Result<void>();
}

bool Intake::connected() const {
  return std::any_of(senders_.begin(), senders_.end(),
                     [](const Sender& sender) { return sender.client.connected(); });
}

}  // namespace gongzhi::queue
