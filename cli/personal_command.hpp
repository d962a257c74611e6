// `gongzhi personal …`: who was shown whose data, which cases a number belongs to, erasure for
// somebody who asks in person or whose record was restored.
#pragma once

#include <string>

#include "cli/installation.hpp"

namespace gongzhi::cli {

/// Days (YYYY-MM-DD, business time, both inclusive) or empty; a case number or empty; a user's id
/// or empty.
struct AccessQuestion {
  std::string from, to, number, user;
};
/// Who was touched in a time, for a breach that is to be told within the hour (security.md P08).
int list_accesses(const Options& options, const AccessQuestion& question);

/// Numbers of the cases under a telephone or identity number.
int find_person(const Options& options, const std::string& phone, const std::string& identity);

/// Erases one closed case, as its reporter may.
int erase_person(const Options& options, const std::string& number);

/// Erases again what the lines of erasures.log name; the platform is stopped (after a restore).
int erase_from_log(const Options& options, const std::string& file);

}  // namespace gongzhi::cli
