// POST /cases/{number}/actions/{action}: the action becomes a message, and the coroutine sleeps
// until the worker has decided it (architecture.md, "The way of a report" 7).
#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "gateway/case_view.hpp"
#include "gateway/input_check.hpp"
#include "gateway/own_uploads.hpp"
#include "gateway/personal_sealing.hpp"
#include "gateway/refusals.hpp"
#include "gateway/routes.hpp"
#include "gateway/submission.hpp"
#include "governance/inputs.hpp"
#include "governance/lifecycle.hpp"
#include "governance/permission.hpp"
#include "wire/requests.hpp"

namespace gongzhi::gateway {
namespace {

using Clock = std::chrono::steady_clock;

/// A case that is only on the queue is waited for so long, looked for so often.
constexpr Milliseconds apply_wait{2'000};
constexpr Milliseconds apply_look_every{50};

/// An action as it came in, with what was found out on the way.
struct Attempt {
  RequestPtr request;
  Present present;
  Actor actor;
  MessageId id;
  Fingerprint fingerprint;
  CaseNumber number;
  Values input = {};
  std::string asker = {};  // who_of() the person themselves, whatever a key makes them
  std::optional<std::int64_t> if_version = {};
};

bool needs_version(const KindSpec& kind, std::string_view action, std::string_view state) {
  if (const ActionSpec* spec = kind.find_action(action, state)) return spec->needs_version;
  return std::any_of(kind.actions.begin(), kind.actions.end(), [&](const ActionSpec& spec) {
    return spec.name == action && spec.needs_version;
  });
}

// The same for the first and for a repeat. `found` is none when it could not be read.
Answer outcome_answer(const Attempt& attempt, const Outcome& outcome,
                      const std::optional<LookedUp>& found) {
  if (outcome.status == OutcomeStatus::refused)
    return problem_of(outcome, attempt.request->language);
  wire::ActionResultView view{attempt.id, outcome, {}, {}};
  if (!view.outcome.number) view.outcome.number = attempt.number;
  // What has moved on since is another version's: the client fetches it.
  if (found && found->item.version == outcome.version) {
    view.state = found->item.state;
    view.allowed_actions =
        allowed_actions(*attempt.present.world, attempt.actor, found->item, attempt.request->now);
  }
  Reply reply;
  reply.body = wire::render_action_result(view);
  add_field(reply.fields, "ETag", case_tag(outcome.version));
  return reply;
}

Answer pending_answer(const Attempt& attempt) {
  Reply reply;
  reply.status = 202;
  reply.body = wire::render_outcome({attempt.id, std::nullopt});
  add_field(reply.fields, "Location", "/api/v1/outcomes/" + attempt.id.hex());
  add_field(reply.fields, "Retry-After", "1");
  return reply;
}

// `seat` belongs to the awaiting coroutine.
asio::awaitable<Answer> await_outcome(Lane& lane, Attempt attempt, OutcomeWaiters::Seat& seat) {
  const auto began = Clock::now();
  const Milliseconds limit{lane.shared.settings.gateway.outcome_wait_ms};
  std::size_t look = 0;
  while (true) {
    const auto waited = std::chrono::floor<Milliseconds>(Clock::now() - began);
    if (waited >= limit) co_return pending_answer(attempt);
    co_await seat.wait(std::min(OutcomeWaiters::next_look(look, waited), limit - waited));
    ++look;
    const auto lookup = co_await look_up(lane, {attempt.number, attempt.id});
    // A record that is away for a moment does not change what was promised: the outcome comes.
    if (lookup && lookup->outcome)
      co_return outcome_answer(attempt, lookup->outcome->outcome, lookup->found);
  }
}

asio::awaitable<Answer> send_action(Lane& lane, Attempt attempt) {
  Sending sending;
  sending.message.id = attempt.id;
  sending.message.partition = attempt.number.partition;
  sending.message.actor = attempt.actor;
  sending.message.fingerprint = attempt.fingerprint;
  sending.message.body = CaseAction{attempt.number, attempt.request->arguments[1],
                                    attempt.if_version, std::move(attempt.input)};
  sending.generation = attempt.present.generation;
  sending.now = attempt.request->now;
  sending.language = attempt.request->language;
  OutcomeWaiters::Seat seat(lane.waiters, attempt.id);
  lane.shared.sent.note(attempt.id, attempt.actor);
  const auto receipt = co_await submit(lane, std::move(sending));
  if (!receipt) co_return problem_of(receipt.error());
  if (receipt->kind == queue::Receipt::Kind::repeat) {
    lane.shared.metrics.repeated.Increment();
    if (receipt->fingerprint != attempt.fingerprint)
      co_return key_reused(attempt.request->language);
  }
  co_return co_await await_outcome(lane, std::move(attempt), seat);
}

// Inputs that cannot be right whatever has happened meanwhile, told field by field. Only where the
// client has seen the case as it is: otherwise the stale version is what the worker has to say.
std::optional<Problem> wrong_inputs(const Attempt& attempt, const KindSpec& kind,
                                    const Case& item) {
  const std::string& action = attempt.request->arguments[1];
  const ActionSpec* spec = kind.find_action(action, item.state);
  if (!spec || (attempt.if_version && *attempt.if_version != item.version)) return std::nullopt;
  auto faults = input_faults(attempt.input, spec->needs,
                             {attempt.present.world->directory, attempt.request->language});
  if (faults.empty()) return std::nullopt;
  Problem problem = wrong_content(fail(Errc::invalid, faults.front().detail));
  // The same word as the worker's.
  problem.reason = faults.front().code + ":" + faults.front().pointer.substr(1);
  problem.error.fields = std::move(faults);
  return problem;
}

// What is refused without asking the worker. None = send it.
std::optional<Problem> objection(const vault::Keyring& keyring, Attempt& attempt,
                                 const Case& item) {
  const Request& request = *attempt.request;
  const std::string& action = request.arguments[1];
  const World& world = *attempt.present.world;
  const KindSpec* kind = kind_of(world, item);
  if (!kind || !kind->knows_action(action)) return no_such_thing(request.language);
  if (!may_act(world, attempt.actor, action, item))
    return problem_of(
        worded(Errc::forbidden,
               {"这一步不由您办理，如有需要请联系社区党组织",
                "this step is not for you to do; the community's Party committee helps"},
               request.language));
  // Whatever version was seen and whatever state it will be in when it is applied.
  const Uploaders uploaders{keyring, {attempt.asker, who_of(attempt.actor)}};
  if (auto foreign =
          foreign_upload(uploaders, *kind, {action, attempt.input, item, request.language}))
    return wrong_content(*std::move(foreign));
  if (request.if_match.empty()) {
    if (needs_version(*kind, action, item.state)) return version_needed(request.language);
    return wrong_inputs(attempt, *kind, item);
  }
  const auto version = parse_version(request.if_match, request.language);
  if (!version) return problem_of(version.error());
  attempt.if_version = *version;
  return wrong_inputs(attempt, *kind, item);
}

// Until the worker has applied the report, nobody can say who may do what with it.
asio::awaitable<Result<Lookup>> look_up_applied(Lane& lane, LookupQuery query) {
  const auto until = Clock::now() + apply_wait;
  asio::steady_timer timer(co_await asio::this_coro::executor);
  while (true) {
    auto lookup = co_await look_up(lane, query);
    const bool is_waiting =
        lookup && lookup->found && lookup->found->stage == LookedUp::Stage::queued;
    if (!is_waiting || Clock::now() >= until) co_return lookup;
    timer.expires_after(apply_look_every);
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
  }
}

Problem not_applied_yet(LookedUp::Stage stage, wire::Language language) {
  if (stage == LookedUp::Stage::queued)
    return problem_of(
        worded(Errc::unavailable,
               {"这件事刚刚收到，正在登记，请稍后再试",
                "received a moment ago and not registered yet, please try again soon"},
               language));
  Problem problem = problem_of(worded(
      Errc::conflict,
      {"这件事暂未登记完成，管理员正在处理", "not registered yet; an administrator looks after it"},
      language));
  problem.reason = "delayed";
  return problem;
}

struct ActionDoor {
  Asker asker;
  std::string key;
  CaseNumber number;
  Values input;
};
std::variant<ActionDoor, Problem> pass_door(Lane& lane, const Request& request) {
  if (!lane.present.is_complete()) return not_ready(request.language);
  auto asker = identify(request, lane.present.world->directory, lane.shared.keyring);
  if (!asker) return problem_of(asker.error());
  if (asker->is_nobody() && request.case_key.empty()) return who_are_you(request.language);
  auto key = idempotency_key(request);
  if (!key) return key_problem(key.error(), request);
  if (!asker->user && !is_unguessable(*key))
    return problem_of(wrong_field(
        "Idempotency-Key", "minLength",
        {"未登录时至少 22 个随机字符", "at least 22 random characters without an account"},
        request.language));
  if (!request.body.empty() && !is_json(request.content_type))
    return unsupported_type(request.language);
  const auto number = parse_case_number(request.arguments[0]);
  if (!number) return no_such_thing(request.language);
  auto input = wire::parse_action(request.body, {lane.schemas, request.now, request.language});
  if (!input) return problem_of(input.error());
  return ActionDoor{*std::move(asker), *std::move(key), *number, *std::move(input)};
}

}  // namespace

asio::awaitable<Answer> act_on_case(Lane& lane, RequestPtr request) {
  auto passed = pass_door(lane, *request);
  if (auto* refused = std::get_if<Problem>(&passed)) co_return std::move(*refused);
  ActionDoor& door = std::get<ActionDoor>(passed);
  Attempt attempt{request, lane.present, door.asker.actor, {}, {}, door.number};
  attempt.input = std::move(door.input);
  attempt.asker = who_of(door.asker.actor);
  attempt.fingerprint = vault::fingerprint_of(request->path + "\n" + request->body);
  const vault::Keyring& keyring = lane.shared.keyring;
  if (is_given(attempt.input, "address")) attempt.fingerprint = keyed(keyring, attempt.fingerprint);
  attempt.id = keyring.message_id(who_of(attempt.actor), door.key);

  auto lookup = co_await look_up_applied(lane, {door.number, attempt.id});
  if (!lookup) co_return problem_of(lookup.error());
  if (!lookup->found) {
    note_refusal(lane, *request, attempt.actor, {"case.act", door.number.text(), "unknown"});
    co_return no_such_thing(request->language);
  }
  const auto standpoint =
      stand_before(keyring, {*attempt.present.world, attempt.actor, *request}, lookup->found->item);
  if (standpoint && standpoint->by_key) {
    attempt.actor = standpoint->actor;
    attempt.id = keyring.message_id(who_of(attempt.actor), door.key);
    lookup = co_await look_up(lane, {door.number, attempt.id});
    if (!lookup) co_return problem_of(lookup.error());
    if (!lookup->found) co_return no_such_thing(request->language);
  }
  if (lookup->outcome) {
    if (lookup->outcome->fingerprint != attempt.fingerprint)
      co_return key_reused(request->language);
    co_return outcome_answer(attempt, lookup->outcome->outcome, lookup->found);
  }
  // Some acts need no sight of the case: anybody may follow what stands nearby.
  // Who presses 认领 too late is told so, also where the task is out of their sight by now.
  const std::string& action = request->arguments[1];
  const Case& item = lookup->found->item;
  const World& world = *attempt.present.world;
  const bool is_late = !standpoint && comes_too_late(world, attempt.actor, action, item);
  if (!standpoint && !is_late && !may_act(world, attempt.actor, action, item)) {
    note_refusal(lane, *request, attempt.actor, {"case.act", item.number.text(), "not_seen"});
    co_return no_such_thing(request->language);
  }
  if (lookup->found->stage != LookedUp::Stage::applied)
    co_return not_applied_yet(lookup->found->stage, request->language);
  if (!is_late)
    if (auto refused = objection(keyring, attempt, item)) {
      if (refused->error.code == Errc::forbidden)
        note_refusal(lane, *request, attempt.actor,
                     {"case.act", item.number.text(), "not_permitted"});
      co_return *std::move(refused);
    }
  seal_address(keyring, item, attempt.input);
  attempt.number = lookup->found->item.number;
  co_return co_await send_action(lane, std::move(attempt));
}

}  // namespace gongzhi::gateway
