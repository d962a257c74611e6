#include "gateway/refusals.hpp"

#include "gateway/administer.hpp"

namespace gongzhi::gateway {

void note_refusal(Lane& lane, const Request& request, const Actor& actor,
                  const RefusedAct& refused) {
  if (actor == Actor{}) return;
  AuditEntry entry;
  entry.actor = actor;
  const User* user =
      lane.present.world ? lane.present.world->directory.find_user(actor.user) : nullptr;
  if (user) entry.role = name(user->role);
  entry.act = refused.act;
  entry.subject = refused.subject;
  entry.result = AuditResult::refused;
  entry.reason = refused.reason;
  entry.origin = origin_of(request);
  lane.audit.note(std::move(entry));
}

}  // namespace gongzhi::gateway
