// Rows about people beside a case: the key of its sealed text, hashes to find it by, what the
// reporter agreed to, and who was shown what. Functions throw soci_error; callers translate.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "governance/case.hpp"
#include "records/database.hpp"

namespace gongzhi::records {

/// The column `personal` of a case, and back.
std::string personal_text(const Values& fields);
Values personal_fields(const std::string& text);

/// Key, hashes and consents of a new case. Nothing is done for one without personal data.
void write_personal(Connection& connection, const Case& item);
/// The key of a case that had none until now.
void write_personal_key(Connection& connection, const Case& item);

/// What opens a case's sealed text; the key is empty where it was destroyed.
struct PersonalKey {
  std::string sealed_key;
  bool handler_may_see = false;
};
PersonalKey read_personal_key(Connection& connection, std::int64_t case_key);

/// Keys of the cases under a hash, oldest first, at most 200.
std::vector<std::int64_t> find_by_index(Connection& connection, const std::string& hash);

struct Consent {
  std::string purpose;
  std::string notice;
  Instant at{};
  std::optional<Instant> withdrawn_at = {};
};
std::vector<Consent> read_consents(Connection& connection, std::int64_t case_key);
/// False when there was none to withdraw.
bool withdraw_consent(Connection& connection, std::int64_t case_key, const std::string& purpose,
                      Instant at);

/// One look at a person's data.
struct AccessEntry {
  Instant at{};
  std::int64_t case_key = 0;
  std::string number;
  std::string actor;  // id of a user, or of the platform's part
  std::string role;
  std::string org;
  std::string fields;  // separated by `;`
  std::string reason;
  std::string trace_id;
};
void write_access(Connection& connection, const AccessEntry& access);
/// Looks of one person since then.
std::int64_t count_accesses(Connection& connection, const std::string& actor, Instant since);

struct AccessQuery {
  std::optional<Instant> from = {};   // inclusive
  std::optional<Instant> until = {};  // exclusive
  std::int64_t case_key = 0;          // 0 = all
  std::string actor = {};             // empty = all
  std::int64_t after = 0;             // id
  int limit = 500;                    // 1 to 1000
};
struct AccessPage {
  std::vector<AccessEntry> items;  // oldest first
  std::int64_t next = 0;           // 0 = last page
};
AccessPage read_accesses(Connection& connection, const AccessQuery& query);

}  // namespace gongzhi::records
