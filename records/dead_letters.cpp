// Statements about dead letters (D12).
#include "records/dead_letters.hpp"

namespace gongzhi::records {
namespace {

using Integer = std::int64_t;
using Text = std::string;

struct LetterColumns {
  Integer partition = 0, seq = 0;
  Text msg_id, number, type, envelope, mac, reason, detail;
  Integer tries = 0;
  Text trace_id;
  Integer at = 0;
  Text resolution;
  Nullable<Integer> resolved_at;

  template <class V>
  void each(V&& v) {
    v("partition", partition), v("seq", seq), v("msg_id", msg_id), v("number", number);
    v("type", type), v("envelope", envelope), v("mac", mac), v("reason", reason);
    v("detail", detail), v("tries", tries), v("trace_id", trace_id), v("at", at);
    v("resolution", resolution), v("resolved_at", resolved_at);
  }
};

struct LetterRow {
  Integer id = 0;
  LetterColumns columns;

  template <class V>
  void each(V&& v) {
    v("id", id), columns.each(v);
  }
};

const Query<LetterColumns, Columns<Integer>> insert_dead_letter{
    "insert_dead_letter", insert_into<LetterColumns>("dead_letters") + " RETURNING id"};

const Query<Columns<Text, Integer, Integer>> resolve_dead_letter{
    "resolve_dead_letter",
    "UPDATE dead_letters SET resolution = :resolution, resolved_at = :at"
    " WHERE id = :id AND resolved_at IS NULL"};

const std::string select_letters = "SELECT " + column_list<LetterRow>() + " FROM dead_letters ";

const Query<Columns<Integer>, LetterRow> find_letter{"find_dead_letter",
                                                     select_letters + "WHERE id = :id"};

const Query<Columns<Text>, LetterRow> find_letter_of_message{
    "find_dead_letter_of_message",
    select_letters + "WHERE msg_id = :msg_id AND resolved_at IS NULL ORDER BY id DESC LIMIT 1"};

const Query<Columns<Text>, LetterRow> find_letter_of_case{
    "find_dead_letter_of_case",
    select_letters +
        "WHERE number = :number AND number <> '' AND resolved_at IS NULL"
        " ORDER BY id DESC LIMIT 1"};

const Query<Columns<Integer, Integer>, LetterRow> list_all_letters{
    "list_dead_letters", select_letters + "WHERE id > :after ORDER BY id LIMIT :limit"};

const Query<Columns<Integer, Integer>, LetterRow> list_open_letters{
    "list_open_dead_letters",
    select_letters + "WHERE resolved_at IS NULL AND id > :after ORDER BY id LIMIT :limit"};

DeadLetter letter_of(const LetterRow& row) {
  const LetterColumns& columns = row.columns;
  DeadLetter letter;
  letter.id = row.id;
  letter.partition = static_cast<int>(columns.partition);
  letter.seq = static_cast<std::uint64_t>(columns.seq);
  letter.msg_id = columns.msg_id;
  letter.number = columns.number;
  letter.type = columns.type;
  letter.envelope = columns.envelope;
  letter.mac = columns.mac;
  letter.reason = columns.reason;
  letter.detail = columns.detail;
  letter.tries = static_cast<int>(columns.tries);
  letter.trace_id = columns.trace_id;
  letter.at = from_ms(columns.at);
  letter.resolution = columns.resolution;
  if (const auto at = columns.resolved_at.get()) letter.resolved_at = from_ms(*at);
  return letter;
}

std::optional<DeadLetter> letter_of(const std::optional<LetterRow>& row) {
  return row ? std::optional(letter_of(*row)) : std::nullopt;
}

}  // namespace

std::int64_t write_dead_letter(Connection& connection, const DeadLetter& letter) {
  auto& statement = connection.prepare(insert_dead_letter);
  LetterColumns& in = statement.in;
  in.partition = letter.partition;
  in.seq = static_cast<Integer>(letter.seq);
  in.msg_id = letter.msg_id;
  in.number = letter.number;
  in.type = letter.type;
  in.envelope = letter.envelope;
  in.mac = letter.mac;
  in.reason = letter.reason;
  in.detail = letter.detail;
  in.tries = letter.tries;
  in.trace_id = letter.trace_id;
  in.at = to_ms(letter.at);
  in.resolution = letter.resolution;
  in.resolved_at = letter.resolved_at ? std::optional(to_ms(*letter.resolved_at)) : std::nullopt;
  const auto given = statement.first();
  ensure(given.has_value(), "an inserted row has an id");
  return std::get<0>(given->values);
}

bool write_resolution(Connection& connection, std::int64_t id, const std::string& resolution,
                      Instant at) {
  return connection.prepare(resolve_dead_letter).with(resolution, to_ms(at), id).run() == 1;
}

std::optional<DeadLetter> read_dead_letter(Connection& connection, std::int64_t id) {
  return letter_of(connection.prepare(find_letter).with(id).first());
}

std::optional<DeadLetter> read_dead_letter_of(Connection& connection, const MessageId& id) {
  return letter_of(connection.prepare(find_letter_of_message).with(id.hex()).first());
}

std::optional<DeadLetter> read_dead_letter_of(Connection& connection, const CaseNumber& number) {
  return letter_of(connection.prepare(find_letter_of_case).with(number.text()).first());
}

std::vector<DeadLetter> read_dead_letters(Connection& connection, LetterState which,
                                          std::int64_t after, int limit) {
  const auto& query = which == LetterState::open ? list_open_letters : list_all_letters;
  std::vector<DeadLetter> letters;
  connection.prepare(query).with(after, Integer{limit}).rows([&](const LetterRow& row) {
    letters.push_back(letter_of(row));
  });
  return letters;
}

}  // namespace gongzhi::records
