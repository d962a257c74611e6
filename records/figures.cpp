// Differences between two states of a case, as counters.
#include "records/figures.hpp"

namespace gongzhi::records {
namespace {

struct DailyColumns {
  Integer day = 0;
  Text org, kind, category;
  std::array<Integer, 12> counters{};

  static constexpr std::array<const char*, 12> names{
      "received",           "claimed",  "handled",  "handled_on_time",
      "returned",           "reworked", "reopened", "closed",
      "closed_unconfirmed", "rejected", "merged",   "withdrawn"};

  template <class V>
  void each(V&& v) {
    v("day", day), v("org", org), v("kind", kind), v("category", category);
    for (std::size_t i = 0; i < names.size(); ++i) v(names.at(i), counters.at(i));
  }
};

std::string daily_upsert() {
  std::string sql =
      insert_into<DailyColumns>("daily") + " ON CONFLICT (day, org, kind, category) DO UPDATE SET ";
  bool is_first = true;
  for (const char* name : DailyColumns::names) {
    sql += std::string(is_first ? "" : ", ") + name + " = daily." + name + " + excluded." + name;
    is_first = false;
  }
  return sql;
}

const Query<DailyColumns> add_daily{"add_daily", daily_upsert()};

const Query<Columns<Text, Text, Integer, Integer>> add_open{
    "add_open",
    "INSERT INTO open_counts (dimension, value, is_private, n)"
    " VALUES (:dimension, :value, :is_private, :n)"
    " ON CONFLICT (dimension, value, is_private) DO UPDATE SET n = open_counts.n + excluded.n"};

std::int64_t day_of(Instant at) {
  return business_day(at).time_since_epoch().count();
}

}  // namespace

void Figures::inserted(const StoredCase& after) {
  const Case& item = after.item;
  Counters& today = daily_[{day_of(item.accepted_at), item.community, item.kind, item.category}];
  ++today[received];
  today[claimed] += static_cast<std::int64_t>(item.claims.size());
  if (item.handled_at) ++today[handled];
  if (after.standing == Standing::closed) {
    count_end(today, item);
  } else {
    count_open(after, 1);
  }
}

void Figures::updated(const StoredCase& before, const StoredCase& after, Instant at) {
  const Case& old = before.item;
  const Case& item = after.item;
  Counters sum{};
  if (item.claims.size() > old.claims.size()) {
    sum[claimed] = static_cast<std::int64_t>(item.claims.size() - old.claims.size());
  }
  if (item.handled_at && item.handled_at != old.handled_at) {
    sum[handled] = 1;
    if (*item.handled_at <= item.handling.due) sum[handled_on_time] = 1;
  }
  sum[returned] = std::max(0, item.returns - old.returns);
  sum[reworked] = std::max(0, item.rework - old.rework);
  sum[reopened] = std::max(0, item.reopened - old.reopened);
  const bool has_ended = after.standing == Standing::closed && before.standing == Standing::open;
  if (has_ended) count_end(sum, item);
  if (sum != Counters{}) {
    Counters& today = daily_[{day_of(at), item.community, item.kind, item.category}];
    for (std::size_t i = 0; i < sum.size(); ++i) today.at(i) += sum.at(i);
  }
  if (before.standing == Standing::open) count_open(before, -1);
  if (after.standing == Standing::open) count_open(after, 1);
}

void Figures::count_end(Counters& counters, const Case& after) {
  // The names of final states are the same in every kind (domain.md section 3).
  if (after.state == "rejected") {
    ++counters[rejected];
  } else if (after.state == "merged") {
    ++counters[merged];
  } else if (after.state == "withdrawn") {
    ++counters[withdrawn];
  } else {
    ++counters[closed];
    if (after.unconfirmed) ++counters[closed_unconfirmed];
  }
}

void Figures::count_open(const StoredCase& stored, std::int64_t change) {
  const Case& item = stored.item;
  const std::int64_t is_private = item.is_private ? 1 : 0;
  open_[{"state", item.state, is_private}] += change;
  open_[{"category", item.category, is_private}] += change;
  open_[{"grid", item.grid, is_private}] += change;
}

void Figures::write(Connection& connection) {
  auto& daily = connection.prepare(add_daily);
  for (const auto& [key, counters] : daily_) {
    daily.in.day = key.day;
    daily.in.org = key.org;
    daily.in.kind = key.kind;
    daily.in.category = key.category;
    daily.in.counters = counters;
    daily.run();
  }
  auto& open = connection.prepare(add_open);
  for (const auto& [key, change] : open_) {
    if (change != 0) open.with(key.dimension, key.value, key.is_private, change).run();
  }
  daily_.clear();
  open_.clear();
}

}  // namespace gongzhi::records
