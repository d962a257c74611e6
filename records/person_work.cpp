#include "records/person_work.hpp"

namespace gongzhi::records {
namespace {

using Tied = Query<Columns<Text, Integer>, Columns<Text, Text, Text>>;
using Count = Query<Columns<Text>, Columns<Integer>>;

/// How one kind of tie is found.
struct Tie {
  Tie(const std::string& name, const std::string& where)
      : word(name),
        list("list_tied_" + name,
             "SELECT c.number, c.state, c.category FROM " + where + " ORDER BY c.id LIMIT :most"),
        count("count_tied_" + name, "SELECT COUNT(*) FROM " + where) {}

  std::string word;
  Tied list;
  Count count;
};

const Tie held{"holder", "cases c WHERE c.closed = 0 AND c.holder <> '' AND c.holder = :user"};
const Tie to_check{"verifier",
                   "cases c WHERE c.closed = 0 AND c.verifier <> '' AND c.verifier = :user"};
const Tie claimed{"claim",
                  "case_claims t JOIN cases c ON c.id = t.case_id"
                  " WHERE c.closed = 0 AND t.user_id = :user"};
const Tie offered{"offer",
                  "case_candidates t JOIN cases c ON c.id = t.case_id"
                  " WHERE c.closed = 0 AND t.user_id = :user"};

struct Wanted {
  const std::string& user;
  int limit;
};

std::int64_t add(Connection& connection, const Tie& tie, const Wanted& wanted,
                 std::vector<TiedCase>& cases) {
  connection.prepare(tie.list).with(wanted.user, Integer{wanted.limit}).rows([&](const auto& row) {
    const auto& [number, state, category] = row.values;
    cases.push_back({number, state, category, tie.word});
  });
  const auto total = connection.prepare(tie.count).with(wanted.user).first();
  return total ? std::get<0>(total->values) : 0;
}

}  // namespace

Result<PersonWork> person_work(Connection& connection, const std::string& user, int limit) {
  return translated(connection, [&]() -> Result<PersonWork> {
    PersonWork work;
    work.held = add(connection, held, {user, limit}, work.cases);
    work.claimed = add(connection, claimed, {user, limit}, work.cases);
    work.to_check = add(connection, to_check, {user, limit}, work.cases);
    work.offered = add(connection, offered, {user, limit}, work.cases);
    return work;
  });
}

}  // namespace gongzhi::records
