// Differences between two states of a case, as sums.
#include "records/figures.hpp"

#include <algorithm>

namespace gongzhi::records {
namespace {

struct DailyRow {
  Integer day = 0;
  Text org, kind, category;
  DailyCounts counts{};

  static constexpr std::array<const char*, daily_count_columns> names{
      "received", "claimed",  "handled",  "handled_on_time",    "returned", "reworked",
      "reopened", "closed",   "closed_unconfirmed", "rejected", "merged",   "withdrawn"};

  template <class V>
  void each(V&& v) {
    v("day", day), v("org", org), v("kind", kind), v("category", category);
    for (std::size_t i = 0; i < names.size(); ++i) v(names.at(i), counts.at(i));
  }
};

std::string daily_upsert() {
  std::string sql = insert_into<DailyRow>("daily") +
                    " ON CONFLICT (day, org, kind, category) DO UPDATE SET ";
  for (std::size_t i = 0; i < DailyRow::names.size(); ++i) {
    const std::string name = DailyRow::names.at(i);
    sql += (i == 0 ? "" : ", ") + name + " = daily." + name + " + excluded." + name;
  }
  return sql;
}

const Query<DailyRow> add_daily{"add_daily", daily_upsert()};

const Query<Columns<Text, Text, Text, Integer, Integer, Integer>> add_open_count{
    "add_open_count",
    "INSERT INTO open_counts (org, dimension, value, is_private, n, overdue)"
    " VALUES (:org, :dimension, :value, :is_private, :n, :overdue)"
    " ON CONFLICT (org, dimension, value, is_private) DO UPDATE SET"
    " n = open_counts.n + excluded.n, overdue = open_counts.overdue + excluded.overdue"};

OpenShare share_of(const StoredCase& stored, bool overdue) {
  const Case& item = stored.item;
  return {item.community, item.state, item.category, item.grid, item.is_private, overdue};
}

std::int64_t claims_added(const Case& before, const Case& after) {
  return std::ranges::count_if(after.claims, [&](const Claim& claim) {
    return std::ranges::find(before.claims, claim.user, &Claim::user) == before.claims.end();
  });
}

bool was_on_time(const Case& item) {
  const HandlingClock& clock = item.handling;
  return !clock.is_started() || item.first_handled_at <= clock.due;
}

}  // namespace

void Figures::count_open(const OpenShare& share, int sign) {
  const std::int64_t is_private = share.is_private ? 1 : 0;
  const auto add = [&](std::string_view org, const char* dimension, std::string_view value) {
    OpenCount& count = open_[{std::string(org), dimension, std::string(value), is_private}];
    count.open += sign;
    count.overdue += share.overdue ? sign : 0;
  };
  add(share.community, "state", share.state);
  add(share.community, "category", share.category);
  add(share.community, "grid", share.grid);
  add(whole_county, "category", share.category);
}

void Figures::note(const StoredCase* before, const StoredCase& after, Instant at) {
  if (before && before->standing == Standing::open) {
    count_open(share_of(*before, before->overdue), -1);
  }
  if (after.standing == Standing::open) {
    count_open(share_of(after, is_overdue_at(after, at)), +1);
  }
  count_day(before, after, at);
}

void Figures::count_day(const StoredCase* before, const StoredCase& after, Instant at) {
  static const Case nothing;
  const Case& old = before ? before->item : nothing;
  const Case& item = after.item;
  const auto entered = [&](const char* state) { return item.state == state && old.state != state; };
  DailyCounts counts{};
  const auto add = [&](DailyCount column, std::int64_t n) {
    counts.at(static_cast<std::size_t>(column)) += n;
  };
  add(DailyCount::received, before ? 0 : 1);
  add(DailyCount::claimed, claims_added(old, item));
  if (item.first_handled_at && !old.first_handled_at) {
    add(DailyCount::handled, 1);
    add(DailyCount::handled_on_time, was_on_time(item) ? 1 : 0);
  }
  add(DailyCount::returned, std::max(0, item.returns - old.returns));
  add(DailyCount::reworked, std::max(0, item.rework - old.rework));
  add(DailyCount::reopened, std::max(0, item.reopened - old.reopened));
  if (entered("closed")) {
    add(DailyCount::closed, 1);
    add(DailyCount::closed_unconfirmed, item.unconfirmed ? 1 : 0);
  }
  add(DailyCount::rejected, entered("rejected") ? 1 : 0);
  add(DailyCount::merged, entered("merged") ? 1 : 0);
  add(DailyCount::withdrawn, entered("withdrawn") ? 1 : 0);
  if (std::ranges::all_of(counts, [](std::int64_t n) { return n == 0; })) return;
  const std::int64_t day = business_day(at).time_since_epoch().count();
  DailyCounts& sums = days_[{day, item.community, item.kind, item.category}];
  for (std::size_t i = 0; i < sums.size(); ++i) sums.at(i) += counts.at(i);
}

void Figures::write(Connection& connection) {
  auto& open = connection.prepare(add_open_count);
  for (const auto& [key, count] : open_) {
    if (count.open == 0 && count.overdue == 0) continue;
    open.with(key.org, key.dimension, key.value, key.is_private, count.open, count.overdue).run();
  }
  open_.clear();
  auto& daily = connection.prepare(add_daily);
  for (const auto& [key, counts] : days_) {
    daily.in = {key.day, key.org, key.kind, key.category, counts};
    daily.run();
  }
  days_.clear();
}

}  // namespace gongzhi::records
