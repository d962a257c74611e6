// The table of acts, and the row that each leaves.
#include "workers/administration.hpp"

#include <algorithm>
#include <array>

#include "governance/config_change.hpp"
#include "wire/values_json.hpp"
#include "workers/acts.hpp"
#include "workers/acts_personal.hpp"
#include "workers/acts_platform.hpp"

namespace gongzhi::workers {
namespace {

// What a gateway has seen: a login, a refusal. Only a gateway tells it, in the platform's name.
Result<ActDone> note(const ActContext& context, ActDone done) {
  auto entry = entry_of(context.request);
  if (!entry || context.message.actor.system != "gateway")
    return refused(std::move(done), Errc::forbidden, "not_allowed", "只有网关可以记录");
  done.audit = *std::move(entry);
  return done;
}

constexpr auto table = std::to_array<ActRow>({
    {audit_note_act, note},
    {platform_backup_act, note_platform_act},
    {platform_restore_act, note_platform_act},
    {reveal_act, reveal_personal},
    {withdraw_act, withdraw_agreement},
    {erase_act, erase_on_request},
    {config_change_act, change_config},
    {handover_act, hand_over_work},
    {"user.create", create_user},
    {"user.roles", change_roles},
    {"user.change", change_details},
    {"user.disable", disable_user},
    {"user.enable", enable_user},
    {"user.demo", give_demo_password},
    {"session.revoke_all", revoke_sessions},
    {"password.set", set_password},
    {"password.rehash", rehash_password},
    {"invitation.create", create_invitation},
    {"invitation.use", use_invitation},
    {"second_factor.begin", begin_second_factor},
    {"second_factor.confirm", confirm_second_factor},
    {"second_factor.remove", remove_second_factor},
    {"second_factor.recover", use_recovery_code},
    {"token.issue", issue_token},
    {"token.revoke", revoke_token},
    {"token.revoke_all", revoke_tokens},
});

std::string role_of(const World* world, const Actor& actor) {
  const User* user = world ? world->directory.find_user(actor.user) : nullptr;
  return user ? std::string(name(user->role)) : std::string();
}

}  // namespace

std::span<const ActRow> acts() {
  return table;
}

ActDone refused(ActDone done, Errc code, std::string reason, std::string words) {
  done.outcome.status = OutcomeStatus::refused;
  done.outcome.code = code;
  done.outcome.message = std::move(words);
  done.audit.result = AuditResult::refused;
  done.audit.reason = reason;
  done.outcome.reason = std::move(reason);
  done.world_changed = false;
  return done;
}

records::AuditRow audit_row(int partition, AuditEntry entry, Instant at) {
  records::AuditRow row;
  row.partition = partition;
  row.at = at;
  if (!entry.facts.empty()) row.facts = wire::write_values(entry.facts);
  row.entry = std::move(entry);
  return row;
}

std::optional<AuditEntry> permission_entry(const Message& message, const World* world,
                                           const Decided& decided) {
  const Outcome& outcome = decided.decision.outcome;
  const std::optional<Case>& after = decided.decision.after;
  constexpr std::string_view lost = "sender_lost_right";
  const bool is_refused = outcome.status == OutcomeStatus::refused;
  // A case that is there and is answered like one that is not: the actor may not see it.
  const bool may_not = is_refused && (outcome.code == Errc::forbidden ||
                                      (outcome.code == Errc::not_found && decided.before));
  const bool lost_right = !is_refused && std::holds_alternative<CreateCase>(message.body) &&
                          after && after->flag.find(lost) != std::string::npos;
  if (!may_not && !lost_right) return std::nullopt;
  AuditEntry entry;
  entry.actor = message.actor;
  entry.role = role_of(world, message.actor);
  entry.act = std::string(type_of(message.body));
  if (const auto* action = std::get_if<CaseAction>(&message.body)) {
    entry.subject = action->number.text();
    entry.facts.emplace("action", action->action);
  }
  if (lost_right) entry.subject = after->number.text();
  entry.result = AuditResult::refused;
  entry.reason = lost_right ? std::string(lost) : outcome.reason;
  return entry;
}

Result<ActDone> administer(const ActContext& context) {
  ActDone done;
  done.audit.actor = context.message.actor;
  done.audit.role = role_of(context.world.get(), context.message.actor);
  done.audit.act = context.request.act;
  done.audit.subject = context.request.subject;
  done.audit.origin = context.request.origin;
  const auto row = std::ranges::find(table, context.request.act, &ActRow::name);
  auto ran = row == table.end()
                 ? refused(std::move(done), Errc::invalid, "unknown_act", "没有这种管理操作")
                 : row->run(context, std::move(done));
  if (!ran) return ran.error();
  auto added =
      context.transaction.add_audit(audit_row(context.message.partition, ran->audit, context.now));
  if (!added) return added.error();
  return ran;
}

}  // namespace gongzhi::workers
