// Candidates for duplicates: the same category, in a box, open or closed not long ago
// (domain.md 6.3).
#include <algorithm>

#include "records/case_reading.hpp"
#include "records/reader.hpp"

namespace gongzhi::records {
namespace {

constexpr std::size_t nearby_max = 50;

struct NearbyParameters {
  Text category;
  double lon_from = 0, lon_to = 0, lat_from = 0, lat_to = 0;
  Integer except = 0, since = 0;

  template <class V>
  void each(V&& v) {
    v("category", category), v("lon_from", lon_from), v("lon_to", lon_to);
    v("lat_from", lat_from), v("lat_to", lat_to), v("except", except), v("since", since);
  }
};

std::string nearby_sql(const std::string& standing) {
  return "SELECT id, accepted_at FROM cases WHERE category = :category"
         " AND lon BETWEEN :lon_from AND :lon_to AND lat BETWEEN :lat_from AND :lat_to"
         " AND id <> :except AND " +
         standing + " LIMIT 50";
}

using NearbyQueryText = Query<NearbyParameters, Columns<Integer, Integer>>;
const NearbyQueryText nearby_open{
    "nearby_open",
    nearby_sql("closed = 0 AND accepted_at >= :since ORDER BY accepted_at DESC, id DESC")};
const NearbyQueryText nearby_closed{
    "nearby_closed", nearby_sql("closed = 1 AND closed_at >= :since ORDER BY closed_at DESC")};

}  // namespace

Result<std::vector<StoredCase>> Reader::nearby(const NearbyQuery& query) {
  return translated(*connection_, [&]() -> Result<std::vector<StoredCase>> {
    const ReadSnapshot snapshot(*connection_);
    std::vector<std::pair<Integer, Integer>> found;  // accepted_at, id
    for (const NearbyQueryText* text : {&nearby_open, &nearby_closed}) {
      auto& statement = connection_->prepare(*text);
      NearbyParameters& in = statement.in;
      in.category = query.category;
      in.lon_from = query.south_west.lon;
      in.lat_from = query.south_west.lat;
      in.lon_to = query.north_east.lon;
      in.lat_to = query.north_east.lat;
      in.except = query.except;
      in.since = text == &nearby_open ? 0 : to_ms(query.since);
      statement.rows([&](const auto& row) {
        found.emplace_back(std::get<1>(row.values), std::get<0>(row.values));
      });
    }
    std::ranges::sort(found, std::greater<>{});
    if (found.size() > nearby_max) found.resize(nearby_max);
    std::vector<std::int64_t> keys;
    for (const auto& [accepted_at, id] : found) keys.push_back(id);
    return read_cases_in_order(*connection_, keys);
  });
}

}  // namespace gongzhi::records
