// Envelope, MAC, submit; counts what happens.
#include "gateway/submission.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>

#include "gateway/problem.hpp"
#include "runtime/deadline.hpp"
#include "runtime/fault.hpp"
#include "wire/envelope.hpp"

namespace gongzhi::gateway {
namespace {

// A gateway that collects for a while what it has acknowledged already.
asio::awaitable<void> hand_on_late(Lane& lane, queue::Submission submission) {
  co_await runtime::sleep_for(std::chrono::milliseconds(50));
  static_cast<void>(co_await lane.intake.submit(std::move(submission)));
}

}  // namespace

asio::awaitable<Result<queue::Receipt>> submit(Lane& lane, Sending sending) {
  Metrics& metrics = lane.shared.metrics;
  // What the gateway itself has to tell goes through as long as Redis takes it.
  const std::string_view short_of =
      sending.message.actor.system.empty() ? lane.short_of() : std::string_view();
  if (!short_of.empty()) {
    metrics.overload.Increment();
    Error refused =
        worded(Errc::busy, {"提交的人较多，请稍后再试", "too full now, please try again soon"},
               sending.language);
    refused.detail = "short of " + std::string(short_of);
    co_return refused;
  }
  if (runtime::fault("random_message_id"))
    sending.message.id = lane.shared.keyring.derived_id("fault", lane.next_trace_id());
  queue::Submission submission;
  submission.partition = static_cast<unsigned>(sending.message.partition);
  submission.message_id = sending.message.id.hex();
  submission.fingerprint = sending.message.fingerprint;
  submission.envelope = wire::write_envelope(sending.message, sending.generation, sending.now);
  submission.mac = lane.shared.keyring.envelope_mac(submission.envelope);
  submission.answer = std::move(sending.answer);
  if (runtime::fault("ack_before_queue")) {
    const auto executor = co_await asio::this_coro::executor;
    asio::co_spawn(executor, hand_on_late(lane, std::move(submission)), [](std::exception_ptr) {});
    co_return queue::Receipt{.seq = 1, .at = sending.now};
  }
  auto receipt = co_await lane.intake.submit(std::move(submission));
  if (!receipt) metrics.queue_errors.Increment();
  co_return receipt;
}

}  // namespace gongzhi::gateway
