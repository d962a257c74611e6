// The one platform of this program, and who is who around the place at 111.000 E, 35.020 N.
#pragma once

#include "tests/support/api.hpp"

namespace gongzhi::test {

/// Started at the first use, stopped when the program ends.
inline DemoPlatform& demo() {
  static DemoPlatform platform;
  return platform;
}

inline const std::string community = "140802001001";
inline const std::string grid_worker = "grid-001";
inline const std::string secretary = "secretary-001";
inline const std::string triager = "triager-001";
inline const std::string dispatcher = "dispatcher-001";
inline const std::string sanitation = "dept-sanitation";
inline const std::string resident = "resident-001";
inline const std::string elsewhere = "secretary-002";  // of another community

/// An incident of the grid worker, routed to the sanitation department.
inline std::string signed_for_later(const std::string& user = grid_worker) {
  Api api(demo(), user);
  const std::string number = api.report(report_body("incident", "E0110"));
  api.wait_for_state(number, "sign");
  return number;
}

inline std::string quoted(const std::string& version) {
  return '"' + version + '"';
}

}  // namespace gongzhi::test
