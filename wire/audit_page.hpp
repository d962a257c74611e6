// GET /audit as JSON: a page of the audit trail for the auditor, newest row first.
#pragma once

#include <string>
#include <vector>

#include "governance/audit.hpp"

namespace gongzhi::wire {

struct AuditLine {
  int partition = 0;
  std::int64_t n = 0;
  Instant at{};
  AuditEntry entry;
  std::string facts;  // JSON text of an object; empty = none
  std::string hash;
};

struct AuditPageView {
  std::vector<AuditLine> items;
  std::string next_cursor;
};
std::string render_audit_page(const AuditPageView& view);

}  // namespace gongzhi::wire
