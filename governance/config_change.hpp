// One row of the county's configuration put in or taken out, as people write it: by the columns of
// the CSV. Travels in the act config.change.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gongzhi {

struct ConfigChange {
  enum class What { put, remove } what = What::put;
  std::string table;  // "routing", "orgs", …: name of the file without its ending
  std::string id;     // of the row to remove; for put it stands in the row
  std::map<std::string, std::string, std::less<>> row = {};  // column -> cell
};

/// The act by which the permission table knows who may do that: duty rosters and absences are kept
/// by whoever leads the people, everything else by the county's administration.
inline std::string permission_of(std::string_view table) {
  const bool is_duty = table == "duty" || table == "absences";
  return (is_duty ? "duty." : "config.") + std::string(table);
}

inline constexpr std::string_view config_change_act = "config.change";
inline constexpr std::string_view polygon_column = "polygon";  // of grids: a GeoJSON geometry

}  // namespace gongzhi
