// Open claims, lapses and when a member last took something.
#include "records/member_load.hpp"

#include "records/case_columns.hpp"

namespace gongzhi::records {
namespace {

constexpr std::chrono::days lapse_window{90};

const Query<Columns<Text>> insert_load{
    "insert_member_load",
    "INSERT INTO member_load (user_id, open_claims) VALUES (:user_id, 0)"
    " ON CONFLICT (user_id) DO NOTHING"};

const Query<Columns<Integer, Text, Integer, Text>> take{
    "take_claim",
    "UPDATE member_load SET open_claims = open_claims + 1, last_served = :at"
    " WHERE user_id = :user_id AND open_claims < :open_claims_max"
    " AND EXISTS (SELECT 1 FROM users WHERE id = :active_user AND active = 1)"};

const Query<Columns<Text>> release{"release_claim",
                                   "UPDATE member_load SET open_claims = open_claims - 1"
                                   " WHERE user_id = :user_id AND open_claims > 0"};

const Query<Columns<Text, Integer>> insert_lapse{
    "insert_lapse", "INSERT INTO member_lapses (user_id, at) VALUES (:user_id, :at)"};

const Query<Columns<Text>, Columns<Integer, Nullable<Integer>>> select_load{
    "select_member_load",
    "SELECT open_claims, last_served FROM member_load WHERE user_id = :user_id"};

const Query<Columns<Text, Integer>, Columns<Integer>> count_lapses{
    "count_lapses", "SELECT COUNT(*) FROM member_lapses WHERE user_id = :user_id AND at > :since"};

}  // namespace

bool take_open_claim(Connection& connection, const std::string& user, int open_claims_max,
                     Instant at) {
  connection.prepare(insert_load).with(user).run();
  return connection.prepare(take).with(to_ms(at), user, Integer{open_claims_max}, user).run() == 1;
}

bool release_open_claim(Connection& connection, const std::string& user) {
  return connection.prepare(release).with(user).run() == 1;
}

void note_lapse(Connection& connection, const std::string& user, Instant at) {
  connection.prepare(insert_lapse).with(user, to_ms(at)).run();
}

MemberLoad read_member_load(Connection& connection, const std::string& user, Instant at) {
  MemberLoad load;
  load.user = user;
  if (const auto row = connection.prepare(select_load).with(user).first()) {
    load.open_claims = static_cast<int>(std::get<0>(row->values));
    if (const auto served = std::get<1>(row->values).get()) load.last_served = from_ms(*served);
  }
  const auto lapses = connection.prepare(count_lapses).with(user, to_ms(at - lapse_window)).first();
  if (lapses) load.lapses_90d = static_cast<int>(std::get<0>(lapses->values));
  return load;
}

}  // namespace gongzhi::records
