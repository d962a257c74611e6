// Acts that are about no single case, one table: what each does to the record. Every one of them
// leaves exactly one row in the audit trail, in the same transaction, also when it is refused.
#pragma once

#include <functional>

#include "governance/audit.hpp"
#include "governance/decision.hpp"
#include "governance/world.hpp"
#include "records/transaction.hpp"
#include "vault/keyring.hpp"

namespace gongzhi::workers {

/// What an act works with.
struct ActContext {
  records::Transaction& transaction;
  const WorldPtr& world;  // nullptr = nothing imported yet
  const vault::Keyring& keyring;
  const Message& message;
  const Administration& request;
  Instant now{};
};

/// What it did. A refused act has written nothing.
struct ActDone {
  Outcome outcome = {};
  AuditEntry audit = {};                 // actor, act, subject and origin are filled in already
  bool world_changed = false;            // configuration rows are others now
  std::vector<Followup> followups = {};  // to cases, each to its partition
};

/// Decides and stores one act. Errors are those of the transaction; everything foreseen is an
/// outcome.
using Act = Result<ActDone> (*)(const ActContext& context, ActDone done);

struct ActRow {
  std::string_view name;
  Act run;
};
std::span<const ActRow> acts();

/// Runs the act of the message and adds its row to the audit trail. An unknown act is refused.
Result<ActDone> administer(const ActContext& context);

/// What is refused, with the words the actor reads.
ActDone refused(ActDone done, Errc code, std::string reason, std::string words);

/// An entry of the audit trail as a row of a partition.
records::AuditRow audit_row(int partition, AuditEntry entry, Instant at);

/// What was decided about a case.
struct Decided {
  const Case* before = nullptr;
  const Decision& decision;
};

/// What the audit trail says of a message whose actor may not do it: an action that was refused, or
/// a report that became a case in triage because its sender lost the right meanwhile. None for
/// everything else.
std::optional<AuditEntry> permission_entry(const Message& message, const World* world,
                                           const Decided& decided);

}  // namespace gongzhi::workers
