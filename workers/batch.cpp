#include "workers/batch.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "governance/lifecycle.hpp"
#include "governance/sheets.hpp"
#include "records/attachments.hpp"
#include "runtime/fault.hpp"
#include "wire/case_detail.hpp"
#include "wire/envelope.hpp"
#include "wire/values_json.hpp"
#include "workers/administration.hpp"

namespace gongzhi::workers {
namespace {

constexpr int crashes_max = 3;  // then the message is poison (D12)

std::int64_t case_key_of(const MessageBody& body) {
  if (const auto* action = std::get_if<CaseAction>(&body)) return action->number.key();
  if (const auto* timer = std::get_if<TimerFired>(&body)) return timer->number.key();
  if (const auto* followup = std::get_if<Followup>(&body)) return followup->target.key();
  return 0;
}

bool somebody_waits(const Message& message) {
  return message.seq != 0 && !std::holds_alternative<CreateCase>(message.body);
}

CaseNumber number_of(const Message& message) {
  return {business_day(message.at), message.partition, message.seq};
}

// Three of these and the restarts between them stay below half a minute (R30). A configuration may
// be large.
Milliseconds limit_of(const Message& message) {
  const auto* request = std::get_if<Administration>(&message.body);
  const bool is_slow = (request && request->act.starts_with("config.")) ||
                       std::holds_alternative<ImportBundle>(message.body) ||
                       std::holds_alternative<DeadLetterOrder>(message.body);
  return is_slow ? std::chrono::minutes{2} : std::chrono::seconds{6};
}

records::Standing standing_of(const World& world, const Case& item) {
  const KindSpec* kind = world.kinds.find(item.kind, item.kind_version);
  const StateSpec* state = kind ? kind->find_state(item.state) : nullptr;
  return state && state->final ? records::Standing::closed : records::Standing::open;
}

}  // namespace

MessageId timer_id(const vault::Keyring& keyring, const TimerFired& timer) {
  return keyring.derived_id(
      "timer", timer.number.text() + "/" + timer.clock + "/" + std::to_string(timer.rung) + "/" +
                   std::to_string(timer.run) + "/" + std::to_string(to_ms(timer.due)));
}

void merge(BatchReport& into, BatchReport from) {
  auto& a = into.announcement;
  auto& b = from.announcement;
  a.outcomes.insert(a.outcomes.end(), b.outcomes.begin(), b.outcomes.end());
  a.cases.insert(a.cases.end(), std::make_move_iterator(b.cases.begin()),
                 std::make_move_iterator(b.cases.end()));
  if (b.world_version != 0) a.world_version = b.world_version;
  for (const auto& [partition, position] : from.positions) into.positions[partition] = position;
  if (from.world) into.world = std::move(from.world);
  into.applied += from.applied;
  into.refused += from.refused;
  into.repeated += from.repeated;
  into.dead += from.dead;
  into.has_followups = into.has_followups || from.has_followups;
  into.has_openings = into.has_openings || from.has_openings;
  into.buried.insert(into.buried.end(), from.buried.begin(), from.buried.end());
}

Batch::Batch(records::Transaction& transaction, BatchContext& context,
             std::map<int, records::Position> positions)
    : transaction_(transaction),
      context_(context),
      set_(transaction, context.uploads),
      positions_(std::move(positions)) {}

Result<void> Batch::prefetch(const std::vector<Incoming>& messages) {
  std::vector<MessageId> ids;
  std::vector<std::int64_t> keys;
  for (const Incoming& incoming : messages) {
    if (!incoming.dead_reason.empty()) continue;
    ids.push_back(incoming.message.id);
    if (const std::int64_t key = case_key_of(incoming.message.body)) keys.push_back(key);
  }
  auto known = transaction_.find_inbox(ids);
  if (!known) return known.error();
  known_ = std::move(*known);
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return set_.prefetch(keys);
}

records::Position& Batch::position_of(int partition) {
  return moved_.try_emplace(partition, positions_[partition]).first->second;
}

Result<void> Batch::apply(const Incoming& incoming) {
  if (auto taken = take(incoming); !taken) return taken;
  if (incoming.moves_position) {
    records::Position& position = position_of(incoming.partition);
    position.seq = std::max(position.seq, incoming.seq);
  }
  return {};
}

Result<void> Batch::pass_over(const std::vector<Incoming>& messages) {
  for (const Incoming& incoming : messages) {
    records::Position& position = position_of(incoming.partition);
    if (incoming.is_ours) position.seq = std::max(position.seq, incoming.seq);
  }
  return {};
}

Result<void> Batch::take(const Incoming& incoming) {
  if (!incoming.dead_reason.empty()) return bury_entry(incoming);
  const Message& message = incoming.message;
  if (is_poison(message.id))
    return bury(incoming, "poison", "the worker died while applying it",
                context_.mark.crashes_of(message.id));
  records::Position& position = position_of(incoming.partition);
  const Instant now = std::max(message.at, position.at);
  auto applied = attempt(message, now);
  if (applied && incoming.seq > position.seq) position.at = now;
  return applied;
}

bool Batch::is_poison(const MessageId& id) const {
  return context_.mark.crashes_of(id) >= crashes_max && !known_.contains(id) &&
         !runtime::fault("no_in_flight_mark");
}

Result<void> Batch::attempt(const Message& message, Instant now) {
  try {
    context_.mark.begin(message.id, limit_of(message));
    auto applied = apply_message(message, now);
    context_.mark.end();
    return applied;
  } catch (const std::exception& failure) {
    // Half of its rows may be written: the whole transaction has to go.
    context_.mark.end();
    return fail(Errc::internal, std::string(thrown), failure.what());
  }
}

// The column is an index of what next_timer() says; after a change of rules or calendar it may lie.
Result<void> Batch::set_timer_column(Case item, const std::optional<Instant>& due, Instant now) {
  item.next_timer = due;
  const records::StoredCase stored{item, wire::write_case_detail(item),
                                   standing_of(*context_.world, item)};
  set_.put(item);
  return transaction_.update_case(stored, item.version, now);
}

Result<void> Batch::apply_message(const Message& message, Instant now) {
  set_.set_now(now);
  const auto known = known_.find(message.id);
  if (known != known_.end()) return repeat(message, known->second, now);
  return decide_and_store(message, now);
}

// The id is in the record. The same content under a new number is the same report: both numbers
// open it. Other content under a used key is a report of its own, which nobody may drop.
Result<void> Batch::repeat(const Message& message, const records::InboxRow& known, Instant now) {
  // Nobody waits any more for what is read again after a reconnect.
  if (somebody_waits(message) && message.seq > positions_[message.partition].seq)
    report_.announcement.outcomes.push_back(message.id);
  if (!std::holds_alternative<CreateCase>(message.body)) {
    ++report_.repeated;
    return {};
  }
  if (known.fingerprint == message.fingerprint) {
    ++report_.repeated;
    const CaseNumber number = number_of(message);
    return open_under(number, known.outcome.number);
  }
  Message own = message;
  own.id = context_.keyring.derived_id("key reused", message.id.hex() + message.fingerprint);
  const std::array<MessageId, 1> ids{own.id};
  auto again = transaction_.find_inbox(ids);
  if (!again) return again.error();
  if (!again->empty()) {
    const CaseNumber number = number_of(message);
    return open_under(number, again->begin()->second.outcome.number);
  }
  flag_ = "key_reused";
  auto stored = decide_and_store(own, now);
  flag_.clear();
  return stored;
}

// The tail is read again after every reconnect: the alias may stand already.
Result<void> Batch::open_under(const CaseNumber& number, const std::optional<CaseNumber>& first) {
  if (!first || first->key() == number.key()) return {};
  auto alias = transaction_.resolve_alias(number.key());
  if (!alias) return alias.error();
  if (*alias) return {};
  return transaction_.add_alias(number, first->key());
}

Result<void> Batch::decide_and_store(const Message& message, Instant now) {
  if (const auto* report = std::get_if<CreateCase>(&message.body)) runtime::strike(report->title);
  if (const auto* order = std::get_if<DeadLetterOrder>(&message.body))
    return obey(message, *order, now);
  if (std::holds_alternative<ImportBundle>(message.body)) {
    auto administered = context_.administer(transaction_, message);
    if (!administered) return administered.error();
    if (administered->world) {
      context_.world = report_.world = administered->world;
      report_.announcement.world_version = administered->world->version;
    }
    return remember(message, administered->outcome, now);
  }
  if (const auto* request = std::get_if<Administration>(&message.body))
    return administer_and_store(message, *request, now);
  if (!context_.world)
    return fail(Errc::unavailable, "nothing is configured yet; import a county first");
  const Case* before = nullptr;
  if (const std::int64_t key = case_key_of(message.body)) {
    auto found = set_.find(key);
    if (!found) return found.error();
    before = *found;
  }
  Decision decision = decide(*context_.world, set_, before, message, now);
  if (set_.failure()) return *set_.failure();
  if (decision.after && !flag_.empty()) decision.after->flag = flag_;
  return store(message, before, std::move(decision), now);
}

Result<void> Batch::administer_and_store(const Message& message, const Administration& request,
                                         Instant now) {
  auto done = gongzhi::workers::administer(
      {transaction_, context_.world, context_.keyring, message, request, now});
  if (!done) return done.error();
  // An act may have erased what the case says.
  if (const auto about = parse_case_number(request.subject)) set_.forget(about->key());
  if (done->world_changed) {
    auto world = context_.read_world(transaction_);
    if (!world) return world.error();
    context_.world = report_.world = *std::move(world);
    report_.announcement.world_version = context_.world->version;
  }
  Decision caused;
  caused.followups = std::move(done->followups);
  if (auto stored = store_outbox(message, caused, now); !stored) return stored;
  return remember(message, done->outcome, now);
}

Result<bool> Batch::take_guarded(const std::vector<GuardedChange>& changes, Instant now,
                                 Decision& decision) {
  for (const GuardedChange& change : changes) {
    using What = GuardedChange::What;
    auto hit = change.what == What::take_claim
                   ? transaction_.take_claim(change.user, change.open_claims_max, now)
               : change.what == What::release_claim
                   ? transaction_.release_claim(change.user)
                   : transaction_.release_claim_lapsed(change.user, now);
    if (!hit) return hit.error();
    if (*hit || change.what != What::take_claim) continue;
    decision.outcome.status = OutcomeStatus::refused;
    decision.outcome.code = Errc::conflict;
    decision.outcome.reason = change.reason_if_missed;
    decision.outcome.message = "在办认领已达上限，请先办结手上的任务";
    return false;
  }
  return true;
}

Result<void> Batch::store(const Message& message, const Case* before, Decision decision,
                          Instant now) {
  if (decision.outcome.status == OutcomeStatus::applied) {
    auto taken = take_guarded(decision.guarded, now, decision);
    if (!taken) return taken.error();
  }
  if (auto entry = permission_entry(message, context_.world.get(), {before, decision})) {
    auto noted = transaction_.add_audit(audit_row(message.partition, *std::move(entry), now));
    if (!noted) return noted;
  }
  if (decision.outcome.status == OutcomeStatus::applied && decision.after) {
    if (auto stored = store_case(message, before, decision, now); !stored) return stored;
    if (auto stored = store_outbox(message, decision, now); !stored) return stored;
    if (auto stored = store_openings(message, decision, now); !stored) return stored;
  }
  return remember(message, decision.outcome, now);
}

// The case is moved from decision to announcement, not copied: it holds all the words of a report.
Result<void> Batch::store_case(const Message& message, const Case* before, Decision& decision,
                               Instant now) {
  records::StoredCase stored;
  stored.item = *std::move(decision.after);
  Case& after = stored.item;
  stored.detail = wire::write_case_detail(after);
  stored.standing = standing_of(*context_.world, after);
  if (const KindSpec* kind = kind_of(*context_.world, after); kind && !kind->indexed.empty())
    stored.terms = index_terms(*kind, after);
  auto written = before == nullptr ? transaction_.insert_case(stored)
                                   : transaction_.update_case(stored, before->version, now);
  if (!written) return written;
  // Pictures only ever come, behind those that are there.
  const std::size_t had = before == nullptr ? 0 : before->attachments.size();
  auto noted = records::note_attachments(transaction_, after.number.key(),
                                         std::span(after.attachments).subspan(had));
  if (!noted) return noted;
  std::vector<records::TimelineRow> rows;
  rows.reserve(decision.timeline.size());
  for (TimelineEntry& entry : decision.timeline) {
    std::string facts = wire::write_values(entry.facts);
    rows.push_back({std::move(entry), std::move(facts)});
  }
  auto appended = transaction_.append_timeline(
      {message.partition, after.number.key(), after.version, now, rows});
  if (!appended) return appended;
  // Hardly any case is changed again in the batch that creates it.
  if (before == nullptr)
    set_.forget(after.number.key());
  else
    set_.put(after);
  report_.announcement.cases.push_back(std::move(after));
  return {};
}

Result<void> Batch::store_outbox(const Message& message, const Decision& decision, Instant now) {
  for (const Followup& followup : decision.followups) {
    Message own;
    own.id = context_.keyring.derived_id(
        "followup", message.id.hex() + "/" + followup.target.text() + "/" + followup.effect);
    own.partition = followup.target.partition;
    own.at = now;
    own.actor.system = "outbox";
    own.body = followup;
    records::OutboxRow row;
    row.stable_id = own.id.hex();
    row.kind = "followup";
    row.partition = own.partition;
    row.target = followup.target.text();
    row.payload = wire::write_envelope(own, context_.generation, now);
    row.created_at = now;
    if (auto added = transaction_.add_outbox(row); !added) return added.error();
    report_.has_followups = true;
  }
  return {};
}

Result<void> Batch::store_openings(const Message& message, const Decision& decision, Instant now) {
  for (const Opening& opening : decision.openings) {
    Message own;
    own.id = context_.keyring.derived_id("opening", message.id.hex() + "/" + opening.key);
    own.partition = own.id.partition(context_.partitions);
    own.at = now;
    own.actor.system = "outbox";
    own.body = opening.report;
    records::OutboxRow row;
    row.stable_id = own.id.hex();
    row.kind = std::string(opening_kind);
    row.partition = own.partition;
    row.target = opening.report.kind;
    row.payload = wire::write_envelope(own, context_.generation, now);
    row.created_at = now;
    if (auto added = transaction_.add_outbox(row); !added) return added.error();
    report_.has_openings = true;
  }
  return {};
}

Result<void> Batch::remember(const Message& message, const Outcome& outcome, Instant now) {
  records::InboxRow row{message.id, message.fingerprint, outcome, now,
                        std::string(type_of(message.body))};
  if (auto inserted = transaction_.insert_inbox(row); !inserted) return inserted;
  known_[message.id] = std::move(row);
  ++(outcome.status == OutcomeStatus::applied ? report_.applied : report_.refused);
  if (somebody_waits(message)) report_.announcement.outcomes.push_back(message.id);
  return {};
}

Result<void> Batch::finish(std::int64_t epoch) {
  for (const auto& [partition, position] : moved_) {
    const records::Position& before = positions_[partition];
    const records::PositionMove move{partition, epoch, position.seq, position.at};
    auto done = position.seq > before.seq ? transaction_.move_position(move)
                                          : transaction_.hold_position(move);
    if (!done) return done;
    report_.positions[partition] = position;
  }
  return {};
}

}  // namespace gongzhi::workers
