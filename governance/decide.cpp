// Which way a message goes, and how persons act on a case.
#include "governance/decide.hpp"

#include <utility>

#include "governance/attaching.hpp"
#include "governance/inputs.hpp"
#include "governance/messages.hpp"
#include "governance/permission.hpp"

namespace gongzhi {
namespace {

Refusal no_such_case() {
  return {Errc::not_found, "no_such_case", "没有找到该事项"};
}

/// The same words as for a task that stays in sight.
Refusal all_taken() {
  const GuardWord* guard = find_guard("place_free");
  return {guard->code, std::string(guard->reason), std::string(guard->message)};
}

Refusal unknown_action(const std::string& action) {
  return {Errc::not_found, "unknown_action", "没有这项操作：" + action.substr(0, 60)};
}

Refusal stale_version() {
  return {Errc::conflict, "stale_version", "该事项刚刚有了新的变化，请刷新后再操作"};
}

Refusal not_permitted(const ActionSpec& action) {
  return {Errc::forbidden, "not_permitted", "您没有“" + action.label + "”的权限"};
}

Refusal not_in_state(const KindSpec& kind, const Case& item, const std::string& action) {
  const StateSpec* state = kind.find_state(item.state);
  std::string label = action;
  for (const ActionSpec& spec : kind.actions)
    if (spec.trigger == Trigger::person && spec.name == action) label = spec.label;
  return {Errc::conflict, "not_allowed_in_state",
          "该事项目前是“" + (state ? state->label : item.state) + "”，不能" + label};
}

/// The first wrong input speaks; the door has named all of them.
Refusal wrong_input(const std::vector<FieldError>& errors) {
  const std::string name = errors.front().pointer.substr(1);
  return {Errc::invalid, errors.front().code + ":" + name, errors.front().detail};
}

const KindSpec* kind_or_null(const World& world, const Case& item) {
  const KindSpec* kind = kind_of(world, item);
  return kind && kind->find_state(item.state) ? kind : nullptr;
}

struct Ways {
  const Hearing& hearing;
  const Case* before;

  Decision operator()(const CreateCase& report) const { return create_case(hearing, report); }
  Decision operator()(const CaseAction& action) const {
    return before ? act_on_case(hearing, *before, action) : refuse(no_such_case(), nullptr);
  }
  Decision operator()(const TimerFired& timer) const {
    return before ? fire_timer(hearing, *before, timer) : refuse(no_such_case(), nullptr);
  }
  Decision operator()(const Followup& followup) const {
    return before ? take_followup(hearing, *before, followup) : refuse(no_such_case(), nullptr);
  }
  Decision operator()(const ImportBundle&) const {
    return refuse({Errc::invalid, "not_about_a_case", "配置导入不针对某一事项"}, before);
  }
  Decision operator()(const DeadLetterOrder&) const {
    return refuse({Errc::invalid, "not_about_a_case", "死信处理不针对某一事项"}, before);
  }
  Decision operator()(const Administration&) const {
    return refuse({Errc::invalid, "not_about_a_case", "管理操作不针对某一事项"}, before);
  }
};

}  // namespace

Decision decide(const World& world, const Facts& facts, const Case* before, const Message& message,
                Instant now) {
  const Hearing hearing{world, facts, message, now};
  return std::visit(Ways{hearing, before}, message.body);
}

Decision act_on_case(const Hearing& hearing, const Case& before, const CaseAction& action) {
  const Actor& actor = hearing.message.actor;
  const KindSpec* kind = kind_or_null(hearing.world, before);
  if (!kind)
    return refuse({Errc::internal, "unknown_kind", "此类事项的流程配置缺失，请联系管理员"},
                  &before);
  // Some acts need no sight of the case: anyone may follow what stands nearby.
  const bool may_act_here = may_act(hearing.world, actor, action.action, before);
  if (!may_act_here && comes_too_late(hearing.world, actor, action.action, before))
    return refuse(all_taken(), nullptr);
  if (!may_act_here && !may_see(hearing.world, actor, before))
    return refuse(no_such_case(), nullptr);
  if (!kind->knows_action(action.action)) return refuse(unknown_action(action.action), &before);

  const auto alternatives = kind->alternatives(action.action, before.state, Trigger::person);
  const bool needs_version = alternatives.empty() || alternatives.front()->needs_version;
  if (needs_version && action.if_version && *action.if_version != before.version)
    return refuse(stale_version(), &before);
  if (alternatives.empty()) return refuse(not_in_state(*kind, before, action.action), &before);
  if (!may_act_here) return refuse(not_permitted(*alternatives.front()), &before);

  Turn turn = begin_turn(hearing, before);
  turn.input = &action.input;
  const auto errors =
      check_inputs(action.input, alternatives.front()->needs, hearing.world.directory);
  if (!errors.empty()) return refuse(wrong_input(errors), &before);
  if (const auto* spec = missing_upload(hearing.facts, *alternatives.front(), action.input))
    return refuse(
        wrong_input({{"/" + spec->name, "upload", spec->label + "中有图片已不在，请重新上传"}}),
        &before);
  const Choice choice = choose(turn.look(), alternatives);
  if (!choice.action) return refuse(choice.refusal, &before);
  perform(turn, *kind, *choice.action);
  return conclude(std::move(turn), *kind);
}

Decision refuse(Refusal refusal, const Case* before) {
  Decision decision;
  decision.outcome.status = OutcomeStatus::refused;
  decision.outcome.code = refusal.code;
  decision.outcome.reason = std::move(refusal.reason);
  decision.outcome.message = std::move(refusal.message);
  if (before) {
    decision.outcome.number = before->number;
    decision.outcome.version = before->version;
  }
  return decision;
}

Decision unchanged(const Case& before) {
  Decision decision;
  decision.outcome.number = before.number;
  decision.outcome.version = before.version;
  return decision;
}

Turn begin_turn(const Hearing& hearing, const Case& before) {
  static const Values nothing;
  return Turn{.world = hearing.world,
              .facts = hearing.facts,
              .actor = &hearing.message.actor,
              .input = &nothing,
              .now = hearing.now,
              .item = before};
}

Decision conclude(Turn turn, const KindSpec& kind) {
  settle(turn, kind);
  turn.decision.after = std::move(turn.item);
  return std::move(turn.decision);
}

}  // namespace gongzhi
