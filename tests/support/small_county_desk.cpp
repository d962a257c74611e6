// The desk: messages in order, guarded changes on a table of members, followups, clocks.
#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "governance/refusal_words.hpp"
#include "tests/support/small_county.hpp"

namespace gongzhi::test {

Desk::Desk(WorldPtr the_world) : now(monday_morning()), world(std::move(the_world)) {}

MemberLoad Desk::load_of(std::string_view user) const {
  const auto it = loads.find(user);
  if (it != loads.end()) return it->second;
  MemberLoad load;
  load.user = user;
  return load;
}

std::optional<Case> Desk::find_case(const CaseNumber& number) const {
  const auto it = cases_.find(number);
  return it == cases_.end() ? std::nullopt : std::optional{it->second};
}

CaseNumber Desk::create(const std::string& user, CreateCase body) {
  const Decision decision = send({.user = user, .device = {}, .system = {}}, std::move(body));
  EXPECT_EQ(decision.outcome.status, OutcomeStatus::applied) << decision.outcome.reason;
  return decision.outcome.number.value();
}

CaseNumber Desk::create_by_device(const std::string& device, CreateCase body) {
  return send({.user = {}, .device = device, .system = {}}, std::move(body)).outcome.number.value();
}

Outcome Desk::act(const CaseNumber& number, const std::string& user, const std::string& action,
                  Values input) {
  CaseAction body{number, action, at(number).version, std::move(input)};
  return send({.user = user, .device = {}, .system = {}}, std::move(body)).outcome;
}

void Desk::must(const CaseNumber& number, const std::string& user, const std::string& action,
                Values input) {
  const std::string state = at(number).state;
  const Outcome outcome = act(number, user, action, std::move(input));
  EXPECT_EQ(outcome.status, OutcomeStatus::applied)
      << user << " " << action << " in " << state << ": " << outcome.reason << " "
      << outcome.message;
}

Decision Desk::send(Actor actor, MessageBody body) {
  Message message;
  message.partition = 7;
  message.seq = ++seq_;
  message.at = now;
  message.actor = std::move(actor);
  const CaseNumber* target = nullptr;
  if (const auto* action = std::get_if<CaseAction>(&body)) target = &action->number;
  if (const auto* timer = std::get_if<TimerFired>(&body)) target = &timer->number;
  if (const auto* followup = std::get_if<Followup>(&body)) target = &followup->target;
  const auto it = target ? cases_.find(*target) : cases_.end();
  const Case* before = it == cases_.end() ? nullptr : &it->second;
  message.body = std::move(body);
  return apply(message, before);
}

Decision Desk::apply(const Message& message, const Case* before) {
  Decision decision = decide(*world, *this, before, message, now);
  EXPECT_TRUE(decision.outcome.message.empty() || !english_of(decision.outcome).empty())
      << decision.outcome.reason << " has no words in English";
  auto missed = std::ranges::find_if_not(decision.guarded,
                                         [&](const GuardedChange& change) { return hit(change); });
  if (missed != decision.guarded.end()) {
    decision.outcome.status = OutcomeStatus::refused;
    decision.outcome.code = Errc::conflict;
    decision.outcome.reason = missed->reason_if_missed;
    decision.after.reset();
    return decision;
  }
  if (decision.after) {
    const CaseNumber number = decision.after->number;
    cases_.insert_or_assign(number, *decision.after);
    auto& entries = timelines_[number];
    entries.insert(entries.end(), decision.timeline.begin(), decision.timeline.end());
  }
  notices.insert(notices.end(), decision.notices.begin(), decision.notices.end());
  for (const Followup& followup : decision.followups)
    send({.user = {}, .device = {}, .system = "outbox"}, followup);
  for (const Opening& opening : decision.openings)
    send({.user = {}, .device = {}, .system = "outbox"}, opening.report);
  return decision;
}

bool Desk::hit(const GuardedChange& change) {
  const User* person = world->directory.find_user(change.user);
  MemberLoad load = load_of(change.user);
  if (change.what == GuardedChange::What::take_claim) {
    if (!person || !person->active || load.open_claims >= change.open_claims_max) return false;
    ++load.open_claims;
  } else {
    if (load.open_claims < 1) return false;
    --load.open_claims;
    if (change.what == GuardedChange::What::release_claim_lapsed) ++load.lapses_90d;
  }
  loads.insert_or_assign(change.user, load);
  return true;
}

void Desk::pass(Milliseconds length) {
  pass_until(now + length);
}

void Desk::pass_until(Instant then) {
  constexpr int timers_max = 200;
  for (int fired = 0; fired < timers_max; ++fired) {
    std::optional<TimerFired> next;
    for (const auto& [number, item] : cases_) {
      const auto timer = next_timer(*world, item);
      EXPECT_EQ(timer ? std::optional{timer->due} : std::nullopt, item.next_timer);
      if (timer && timer->due <= then && (!next || timer->due < next->due)) next = timer;
    }
    if (!next) break;
    now = std::max(now, next->due);
    send({.user = {}, .device = {}, .system = "timer"}, *next);
  }
  now = std::max(now, then);
}

void Desk::put(Case item) {
  const auto timer = next_timer(*world, item);
  item.next_timer = timer ? std::optional{timer->due} : std::nullopt;
  const CaseNumber number = item.number;
  timelines_[number];
  cases_.insert_or_assign(number, std::move(item));
}

const Case& Desk::at(const CaseNumber& number) const {
  return cases_.at(number);
}

const std::vector<TimelineEntry>& Desk::timeline(const CaseNumber& number) const {
  return timelines_.at(number);
}

std::vector<std::string> Desk::actions_of(const CaseNumber& number) const {
  std::vector<std::string> names;
  for (const TimelineEntry& entry : timeline(number)) names.push_back(entry.action);
  return names;
}

int Desk::count(const CaseNumber& number, std::string_view action) const {
  return static_cast<int>(std::ranges::count(timeline(number), action, &TimelineEntry::action));
}

const TimelineEntry& Desk::last(const CaseNumber& number) const {
  return timeline(number).back();
}

}  // namespace gongzhi::test
