// A head of the audit trail as one line of JSON, with the signature that says who wrote it.
#pragma once

#include <string>
#include <string_view>

#include "governance/audit.hpp"

namespace gongzhi::wire {

struct SignedHead {
  AuditHead head;
  std::string mac;  // over signed_text(head)
};

/// What the signature is made over: every member, in one form only.
std::string signed_text(const AuditHead& head);

/// `{"at":…,"partition":0,"n":12,"hash":…,"mac":…}` without a line feed.
std::string write_signed_head(const SignedHead& head);

/// Errc::invalid when it is none.
Result<SignedHead> parse_signed_head(std::string_view line);

}  // namespace gongzhi::wire
