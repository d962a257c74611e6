// audit list, verify and heads: who did what, whether anybody touched that, and what to keep
// elsewhere so that it can be told.
#pragma once

#include <string>
#include <vector>

#include "cli/installation.hpp"
#include "records/verify.hpp"
#include "workers/audit_heads.hpp"

namespace gongzhi::cli {

struct AuditListOptions {
  std::string actor;
  std::string act;
  std::string subject;
  std::string since;  // RFC 3339 or a date
  std::string until;
  int limit = 100;
};
int list_audit(const Options& options, const AuditListOptions& wanted);
int verify_audit_trail(const Options& options, const std::vector<std::string>& heads_files);
int print_audit_heads(const Options& options);

/// Heads from the file of the settings, if it is there, and from those that are named. Errors as
/// load_kept_heads.
Result<workers::KeptHeads> kept_heads(const Installation& installation,
                                      const std::vector<std::string>& files);

}  // namespace gongzhi::cli
