// Envelope, MAC, submit; counts what happens.
#include "gateway/submission.hpp"

#include "wire/envelope.hpp"

namespace gongzhi::gateway {

asio::awaitable<Result<queue::Receipt>> submit(Lane& lane, Sending sending) {
  Metrics& metrics = lane.shared.metrics;
  if (lane.is_queue_full()) {
    metrics.overload.Increment();
    co_return fail(Errc::busy, "提交的人较多，请稍后再试 (too full now, please try again soon)",
                   "redis memory above 85 percent");
  }
  queue::Submission submission;
  submission.partition = static_cast<unsigned>(sending.message.partition);
  submission.message_id = sending.message.id.hex();
  submission.fingerprint = sending.message.fingerprint;
  submission.envelope = wire::write_envelope(sending.message, sending.generation, sending.now);
  submission.mac = lane.shared.keyring.envelope_mac(submission.envelope);
  submission.answer = std::move(sending.answer);
  auto receipt = co_await lane.intake.submit(std::move(submission));
  if (!receipt) metrics.queue_errors.Increment();
  co_return receipt;
}

}  // namespace gongzhi::gateway
