// Fuzz: the grids of an import, up to the index that routing asks.
#include "wire/geojson.hpp"

#include <string_view>

#include "governance/area.hpp"

using namespace gongzhi;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto grids = wire::parse_grids({"fuzz.geojson", {reinterpret_cast<const char*>(data), size}});
  if (!grids) return 0;
  ensure(grids->grids.size() == grids->areas.size(), "every grid has an area");
  const auto index = AreaIndex::build(grids->areas);
  if (!index) return 0;
  const auto found = (*index)->find({111.0, 35.02});
  ensure(!found || *found < grids->areas.size(), "the grid found is one of them");
  return 0;
}
