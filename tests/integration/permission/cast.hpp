// Who asks in the tests of permission: one person of every role around the place at 111.000 E,
// 35.020 N of the demo county, somebody without anything, and somebody with a receipt's key; and
// the cases they ask for.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/support/api.hpp"

namespace gongzhi::test {

/// Started at the first use, stopped when the program ends.
inline DemoPlatform& county() {
  static DemoPlatform platform;
  return platform;
}

inline const std::string own_community = "140802001001";
inline const std::string other_community = "140802001002";  // of the same township
inline const std::string away_community = "140802002001";   // of another township

/// The user of the demo county that a column of authz.csv means; empty for `nobody` and `key`.
/// Throws std::out_of_range for a column that is none.
const std::string& person_of(const std::string& column);

/// The cases that stand around everybody. `same` lies in their grid and community and is led by the
/// sanitation department, `other` in another community of the township, `away` in another
/// township, `above` has no place and lies with the county; `private` is a family dispute in their
/// community. Reported by people without account.
struct Cases {
  std::map<std::string, std::string> numbers;  // relation -> number
  std::string key;                             // of `same`
};
const Cases& cases();

/// A number that no case has.
std::string unknown_number();

/// What somebody without account sends; the answer has number and key.
Answered report_without_account(const std::string& body);

}  // namespace gongzhi::test
