// The audit trail (审计): who did what, when, from where, with what result (GB/T 22239-2019
// 8.1.4.3). One entry is one row of a hash chain that nobody edits.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "governance/administration.hpp"
#include "governance/message.hpp"

namespace gongzhi {

enum class AuditResult { done, refused, failed };
std::string_view name(AuditResult result);
std::optional<AuditResult> parse_audit_result(std::string_view text);

/// What happened. Holds no personal data but the address of the client, and words that an actor
/// gave as a reason.
struct AuditEntry {
  Actor actor;       // nobody known: the system "gateway"
  std::string role;  // of the actor at that time; empty without account
  std::string act;   // "login", "user.create", "reveal", "refused", …
  std::string subject;
  AuditResult result = AuditResult::done;
  std::string reason;  // machine word of a refusal, or the reason that a person gave
  RequestOrigin origin;
  std::int64_t count = 1;  // how often within a minute, where repetitions are counted
  Values facts = {};       // not personal
};

/// The newest row of a partition's chain: what is written outside the record, so that a cut is
/// noticed. `at` is the time of that row.
struct AuditHead {
  int partition = 0;
  std::int64_t n = 0;
  std::string hash;
  Instant at{};

  bool operator==(const AuditHead&) const = default;
};

/// The input of the act `audit.note`, in which a gateway tells what it has seen.
Administration note_of(const AuditEntry& entry);

/// The entry of an `audit.note`. Errc::invalid when it is none.
Result<AuditEntry> entry_of(const Administration& note);

inline constexpr std::string_view audit_note_act = "audit.note";

}  // namespace gongzhi
