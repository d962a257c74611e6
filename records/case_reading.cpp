// Loading cases by key: one statement for the rows and one for each kind of side row, per chunk.
#include "records/case_reading.hpp"

#include <algorithm>
#include <unordered_map>

namespace gongzhi::records {
namespace {

using Keys = KeyChunk<std::int64_t>;

const Query<Keys, CaseRow> load_case_rows{"load_cases", "SELECT " + column_list<CaseRow>() +
                                                            " FROM cases WHERE id IN (" +
                                                            chunk_placeholders() + ") ORDER BY id"};

const Query<Keys, Columns<Integer, Text>> load_assists{
    "load_assists", "SELECT case_id, org FROM case_assists WHERE part = 'assist' AND case_id IN (" +
                        chunk_placeholders() + ") ORDER BY case_id, place"};

const Query<Keys, Columns<Integer, Text, Integer>> load_claims{
    "load_claims", "SELECT case_id, user_id, at FROM case_claims WHERE case_id IN (" +
                       chunk_placeholders() + ") ORDER BY case_id, place"};

const Query<Keys, Columns<Integer, Text>> load_candidates{
    "load_candidates", "SELECT case_id, user_id FROM case_candidates WHERE case_id IN (" +
                           chunk_placeholders() + ") ORDER BY case_id, place"};

const Query<Keys, Columns<Integer, Text, Text>> load_followers{
    "load_followers", "SELECT case_id, user_id, device FROM case_followers WHERE case_id IN (" +
                          chunk_placeholders() + ") ORDER BY case_id, place"};

const Query<Columns<Integer>, Columns<Integer>> find_alias{
    "find_alias", "SELECT case_id FROM aliases WHERE alias_id = :alias_id"};

using ByKey = std::unordered_map<std::int64_t, Case*>;

// Runs a prepared side query for the chunk and gives each row to the case it belongs to.
template <class Side, class Take>
void read_side(Connection& connection, const Side& query, const Keys& chunk,
               std::pair<ByKey*, Take> into) {
  auto& statement = connection.prepare(query);
  statement.in = chunk;
  statement.rows([&](const auto& row) {
    const auto found = into.first->find(std::get<0>(row.values));
    if (found != into.first->end()) into.second(*found->second, row.values);
  });
}

void read_sides(Connection& connection, const Keys& chunk, ByKey& cases) {
  read_side(connection, load_assists, chunk, std::pair(&cases, [](Case& item, const auto& row) {
              item.assists.push_back(std::get<1>(row));
            }));
  read_side(connection, load_claims, chunk, std::pair(&cases, [](Case& item, const auto& row) {
              item.claims.push_back({std::get<1>(row), from_ms(std::get<2>(row))});
            }));
  read_side(connection, load_candidates, chunk, std::pair(&cases, [](Case& item, const auto& row) {
              item.candidates.push_back(std::get<1>(row));
            }));
  read_side(connection, load_followers, chunk, std::pair(&cases, [](Case& item, const auto& row) {
              item.followers.push_back({std::get<1>(row), std::get<2>(row)});
            }));
}

}  // namespace

Result<std::vector<StoredCase>> read_cases(Connection& connection,
                                           std::span<const std::int64_t> keys) {
  std::vector<std::int64_t> sorted(keys.begin(), keys.end());
  std::ranges::sort(sorted);
  const auto doubled = std::ranges::unique(sorted);
  sorted.erase(doubled.begin(), doubled.end());

  std::vector<StoredCase> cases;
  cases.reserve(sorted.size());  // ByKey points into it
  std::optional<Error> broken;
  auto& statement = connection.prepare(load_case_rows);
  for_each_chunk(
      sorted, statement.in, [](std::int64_t key) { return key; },
      [&] {
        ByKey by_key;
        statement.rows([&](const CaseRow& row) {
          Result<StoredCase> stored = stored_case(row);
          if (stored.has_error()) {
            broken = stored.error();
            return;
          }
          cases.push_back(std::move(*stored));
          by_key.emplace(row.birth.id, &cases.back().item);
        });
        if (!by_key.empty()) read_sides(connection, statement.in, by_key);
      });
  if (broken) return *broken;
  return cases;
}

Result<std::vector<StoredCase>> read_cases_in_order(Connection& connection,
                                                    std::span<const std::int64_t> keys) {
  Result<std::vector<StoredCase>> sorted = read_cases(connection, keys);
  if (sorted.has_error()) return sorted.error();
  std::unordered_map<std::int64_t, StoredCase*> by_key;
  for (StoredCase& stored : *sorted) by_key.emplace(stored.item.number.key(), &stored);
  std::vector<StoredCase> ordered;
  ordered.reserve(keys.size());
  for (const std::int64_t key : keys) {
    const auto found = by_key.extract(key);  // once, even when asked twice
    if (found) ordered.push_back(std::move(*found.mapped()));
  }
  return ordered;
}

std::optional<std::int64_t> read_alias(Connection& connection, std::int64_t key) {
  const auto row = connection.prepare(find_alias).with(key).first();
  return row ? std::optional(std::get<0>(row->values)) : std::nullopt;
}

}  // namespace gongzhi::records
