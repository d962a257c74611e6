// One message, one outcome.
#include "gateway/administer.hpp"

#include "gateway/case_lookup.hpp"
#include "gateway/submission.hpp"
#include "wire/responses.hpp"
#include "wire/values_json.hpp"

namespace gongzhi::gateway {
namespace {

using Clock = std::chrono::steady_clock;

asio::awaitable<Result<std::optional<records::InboxRow>>> look(Lane& lane, MessageId id) {
  co_return co_await lane.shared.readers.ask(
      [id](records::Reader& reader) { return reader.find_outcome(id); });
}

std::variant<ActAnswer, Problem> answer_of(const MessageId& id, const records::InboxRow& row,
                                           const Fingerprint& fingerprint,
                                           wire::Language language) {
  if (row.fingerprint != fingerprint) return key_reused(language);
  if (row.outcome.status == OutcomeStatus::refused) return problem_of(row.outcome, language);
  return ActAnswer{id, row.outcome, row.at};
}

}  // namespace

RequestOrigin origin_of(const Request& request) {
  return {request.address, request.trace_id};
}

Reply not_decided_yet(const MessageId& id) {
  Reply reply;
  reply.status = 202;
  reply.body = wire::render_outcome({id, std::nullopt});
  add_field(reply.fields, "Location", "/api/v1/outcomes/" + id.hex());
  add_field(reply.fields, "Retry-After", "1");
  return reply;
}

asio::awaitable<std::variant<ActAnswer, Problem>> administer(Lane& lane, ActRequest wanted) {
  const wire::Language language = wanted.request->language;
  Sending sending;
  Message& message = sending.message;
  message.id = lane.shared.keyring.message_id(who_of(wanted.actor), wanted.key);
  message.partition = county_partition;
  message.actor = wanted.actor;
  message.fingerprint = vault::fingerprint_of(wanted.act + "\n" + wanted.subject + "\n" +
                                              wire::write_values(wanted.input));
  message.body = Administration{std::move(wanted.act), std::move(wanted.subject),
                                std::move(wanted.input), origin_of(*wanted.request)};
  sending.generation = lane.present.generation;
  sending.now = wanted.request->now;
  sending.language = language;
  const MessageId id = message.id;
  const Fingerprint fingerprint = message.fingerprint;
  OutcomeWaiters::Seat seat(lane.waiters, id);
  lane.shared.sent.note(id, message.actor);
  const auto receipt = co_await submit(lane, std::move(sending));
  if (!receipt) co_return problem_of(receipt.error());
  if (receipt->kind == queue::Receipt::Kind::repeat && receipt->fingerprint != fingerprint)
    co_return key_reused(language);
  const auto began = Clock::now();
  const Milliseconds limit{lane.shared.settings.gateway.outcome_wait_ms};
  for (std::size_t looks = 0;; ++looks) {
    if (looks > 0 || receipt->kind == queue::Receipt::Kind::repeat) {
      const auto row = co_await look(lane, id);
      if (row && *row) co_return answer_of(id, **row, fingerprint, language);
    }
    const auto waited = std::chrono::floor<Milliseconds>(Clock::now() - began);
    if (waited >= limit) co_return ActAnswer{id, std::nullopt, {}};
    co_await seat.wait(std::min(OutcomeWaiters::next_look(looks, waited), limit - waited));
  }
}

}  // namespace gongzhi::gateway
