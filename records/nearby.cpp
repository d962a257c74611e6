// Candidates for duplicates: the same category, in a box, open or closed not long ago
// (domain.md 6.3).
#include "records/nearby.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

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
    // `+ 0`: by place, not by time, whatever SQLite thinks of the numbers.
    nearby_sql("closed = 0 AND accepted_at + 0 >= :since ORDER BY accepted_at + 0 DESC, id DESC")};
const NearbyQueryText nearby_closed{
    "nearby_closed", nearby_sql("closed = 1 AND closed_at >= :since ORDER BY closed_at DESC")};

constexpr double metres_per_degree = 111'320;

/// Where, and how many.
struct BoxParameters {
  double lon_from = 0, lon_to = 0, lat_from = 0, lat_to = 0;
  Integer limit = candidates_read_max;

  template <class V>
  void each(V&& v) {
    v("lon_from", lon_from), v("lon_to", lon_to), v("lat_from", lat_from);
    v("lat_to", lat_to), v("limit", limit);
  }
};

struct OpenParameters {
  Text category;
  BoxParameters box;

  template <class V>
  void each(V&& v) {
    v("category", category), box.each(v);
  }
};

struct ClosedParameters {
  Text category;
  Integer since = 0, looked_at = Integer{4} * candidates_read_max;
  BoxParameters box;

  template <class V>
  void each(V&& v) {
    v("category", category), v("since", since), v("looked_at", looked_at), box.each(v);
  }
};

struct CandidateRow {
  Text number;
  double lon = 0, lat = 0;
  Integer accepted_at = 0;
  Nullable<Integer> closed_at;
  Text title, description;

  template <class V>
  void each(V&& v) {
    v("number", number), v("lon", lon), v("lat", lat), v("accepted_at", accepted_at);
    v("closed_at", closed_at), v("title", title), v("description", description);
  }
};

const std::string columns = "SELECT " + column_list<CandidateRow>() + " FROM ";
const std::string in_box =
    " lon BETWEEN :lon_from AND :lon_to AND lat BETWEEN :lat_from AND :lat_to LIMIT :limit";

const Query<OpenParameters, CandidateRow> candidates_open{
    "candidates_open", columns + "cases WHERE closed = 0 AND category = :category AND" + in_box};

// Closed ones have no index by place: the latest of the category are looked at.
const Query<ClosedParameters, CandidateRow> candidates_closed{
    "candidates_closed",
    columns + "(" + columns +
        "cases WHERE closed = 1 AND category = :category AND closed_at >= :since"
        " ORDER BY closed_at DESC LIMIT :looked_at) AS latest WHERE" +
        in_box};

DuplicateCandidate candidate_of(const std::string& category, const CandidateRow& row) {
  DuplicateCandidate candidate;
  candidate.number = row.number;
  candidate.category = category;
  candidate.location = {row.lon, row.lat};
  candidate.accepted_at = from_ms(row.accepted_at);
  if (const auto closed_at = row.closed_at.get()) candidate.closed_at = from_ms(*closed_at);
  candidate.text = row.title + " " + row.description;
  return candidate;
}

BoxParameters box_round(Location place, double radius_m) {
  const double lat = radius_m / metres_per_degree;
  const double lon = lat / std::max(0.1, std::cos(place.lat * std::numbers::pi / 180));
  return {place.lon - lon, place.lon + lon, place.lat - lat, place.lat + lat};
}

}  // namespace

std::vector<DuplicateCandidate> read_candidates(Connection& connection, const DuplicateProbe& probe,
                                                const DuplicateRule& rule) {
  std::vector<DuplicateCandidate> candidates;
  const auto take = [&](const CandidateRow& row) {
    candidates.push_back(candidate_of(probe.category, row));
  };
  auto& open = connection.prepare(candidates_open);
  open.in.category = probe.category;
  open.in.box = box_round(probe.location, rule.radius_m);
  open.rows(take);
  auto& closed = connection.prepare(candidates_closed);
  closed.in.category = probe.category;
  closed.in.since = to_ms(probe.at - rule.closed_max);
  closed.in.box = open.in.box;
  closed.rows(take);
  return candidates;
}

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
