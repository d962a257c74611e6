// How long personal data is kept (PIPL article 19): what of it, for what, until when. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "governance/instant.hpp"

namespace gongzhi {

/// What a row of the table erases.
enum class Kept {
  contact,    // the key of a case's sealed text, and the hashes that find it
  content,    // title, description, notes, result: all that a person wrote
  access_log  // who looked
};

/// Months count from the closing of the case; of the access log from the look itself.
struct RetentionRule {
  Kept what = Kept::contact;
  int months = 0;           // then it is erased by itself
  int months_at_least = 0;  // so long the law wants it kept, also when somebody asks
  std::string legal_basis = {};
};

/// What holds where config/retention.csv says nothing else: the same rows as the file that is
/// shipped.
std::span<const RetentionRule> retention_rules();

std::string_view name(Kept what);

/// The rule of that sort.
const RetentionRule& rule_of(Kept what);

/// So long everything of a closed case is kept whoever asks.
int keep_at_least_months();

/// The same day and time so many months later; the last day of a month that is shorter.
Instant months_after(Instant at, int months);
/// The latest closing whose months are over at `now`.
Instant months_before(Instant now, int months);

}  // namespace gongzhi
