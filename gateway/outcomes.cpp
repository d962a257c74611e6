// GET /outcomes/{id}: what became of an action, for the one who sent it.
#include "gateway/actor.hpp"
#include "gateway/case_lookup.hpp"
#include "gateway/refusals.hpp"
#include "gateway/routes.hpp"
#include "governance/permission.hpp"
#include "wire/responses.hpp"

namespace gongzhi::gateway {
namespace {

struct Known {
  std::optional<records::InboxRow> row;
  std::optional<Case> item;
};

Result<Known> ask_record(records::Reader& reader, const MessageId& id) {
  Known known;
  auto row = reader.find_outcome(id);
  if (!row) return row.error();
  known.row = *std::move(row);
  if (!known.row || !known.row->outcome.number) return known;
  auto found = reader.find_case(*known.row->outcome.number);
  if (!found) return found.error();
  if (!*found) return known;
  auto item = whole_case(std::move((*found)->stored));
  if (!item) return item.error();
  known.item = *std::move(item);
  return known;
}

}  // namespace

asio::awaitable<Answer> get_outcome(Lane& lane, RequestPtr request) {
  const Present present = lane.present;
  if (!present.is_complete()) co_return not_ready(request->language);
  const auto asker = identify(*request, present.world->directory, lane.shared.keyring);
  if (!asker) co_return problem_of(asker.error());
  const auto id = parse_message_id(request->arguments[0]);
  if (!id)
    co_return problem_of(
        worded(Errc::invalid, {"操作编号应为 32 位十六进制数", "an outcome's id has 32 hex digits"},
               request->language));
  const auto sender = lane.shared.sent.sender_of(*id);
  // Somebody without account who acts by a receipt key is known by the id alone, which is a keyed
  // hash that nobody else has.
  if (sender && !sender->user.empty() && *sender != asker->actor) {
    note_refusal(lane, *request, asker->actor, {"outcome.see", id->hex(), "not_seen"});
    co_return no_such_thing(request->language);
  }
  auto known = co_await lane.shared.readers.ask(
      [wanted = *id](records::Reader& reader) { return ask_record(reader, wanted); });
  if (!known) co_return problem_of(known.error());
  if (!sender) {
    // This gateway has not sent it, or has forgotten: who may see the case may see what was done.
    const bool visible =
        known->row && known->item && may_see(*present.world, asker->actor, *known->item);
    if (!visible) co_return no_such_thing(request->language);
  }
  wire::OutcomeView view{*id, std::nullopt};
  if (known->row) {
    view.outcome = known->row->outcome;
    view.outcome->message = words_of(*view.outcome, request->language);
  }
  Reply reply;
  reply.body = wire::render_outcome(view);
  if (!known->row) add_field(reply.fields, "Retry-After", "1");
  co_return reply;
}

}  // namespace gongzhi::gateway
