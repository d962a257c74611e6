// Messages that were applied: the dedupe and its answers (D7, D8).
#include "records/inbox.hpp"

namespace gongzhi::records {
namespace {

struct InboxColumns {
  std::string msg_id, fingerprint, number, outcome_status, outcome_code, outcome_reason,
      outcome_message;
  std::int64_t version = 0, at = 0;
  std::string type;

  template <class V>
  void each(V&& v) {
    v("msg_id", msg_id), v("fingerprint", fingerprint), v("number", number);
    v("outcome_status", outcome_status), v("outcome_code", outcome_code);
    v("outcome_reason", outcome_reason), v("outcome_message", outcome_message);
    v("version", version), v("at", at), v("type", type);
  }
};

const Query<InboxColumns> insert_inbox{"insert_inbox", insert_into<InboxColumns>("inbox")};

const Query<KeyChunk<std::string>, InboxColumns> find_inbox_rows{
    "find_inbox", "SELECT " + column_list<InboxColumns>() + " FROM inbox WHERE msg_id IN (" +
                      chunk_placeholders() + ")"};

const Query<Columns<std::string>> delete_inbox{"delete_inbox",
                                               "DELETE FROM inbox WHERE msg_id = :msg_id"};

constexpr std::array codes{Errc::invalid,   Errc::not_found, Errc::conflict, Errc::unauthorized,
                           Errc::forbidden, Errc::too_large, Errc::busy,     Errc::unavailable,
                           Errc::timeout,   Errc::corrupt,   Errc::internal};

std::optional<Errc> parse_code(const std::string& text) {
  for (const Errc code : codes) {
    if (text == name(code)) return code;
  }
  return std::nullopt;
}

Result<InboxRow> row_of(const InboxColumns& columns) {
  const Error broken =
      fail(Errc::corrupt, "The record store does not verify.", "inbox " + columns.msg_id);
  const Result<MessageId> id = parse_message_id(columns.msg_id);
  const std::optional<Errc> code = parse_code(columns.outcome_code);
  if (id.has_error() || !code) return broken;
  InboxRow row;
  row.id = *id;
  row.fingerprint = columns.fingerprint;
  row.at = from_ms(columns.at);
  row.type = columns.type;
  row.outcome.status =
      columns.outcome_status == "applied" ? OutcomeStatus::applied : OutcomeStatus::refused;
  row.outcome.code = *code;
  row.outcome.reason = columns.outcome_reason;
  row.outcome.message = columns.outcome_message;
  row.outcome.version = columns.version;
  if (!columns.number.empty()) {
    const Result<CaseNumber> number = parse_case_number(columns.number);
    if (number.has_error()) return broken;
    row.outcome.number = *number;
  }
  return row;
}

}  // namespace

void write_inbox(Connection& connection, const InboxRow& row) {
  auto& statement = connection.prepare(insert_inbox);
  InboxColumns& in = statement.in;
  in.msg_id = row.id.hex();
  in.fingerprint = row.fingerprint;
  in.number = row.outcome.number ? row.outcome.number->text() : std::string{};
  in.outcome_status = row.outcome.status == OutcomeStatus::applied ? "applied" : "refused";
  in.outcome_code = name(row.outcome.code);
  in.outcome_reason = row.outcome.reason;
  in.outcome_message = row.outcome.message;
  in.version = row.outcome.version;
  in.at = to_ms(row.at);
  in.type = row.type;
  statement.run();
}

bool delete_inbox_row(Connection& connection, const MessageId& id) {
  return connection.prepare(delete_inbox).with(id.hex()).run() == 1;
}

Result<std::map<MessageId, InboxRow>> read_inbox(Connection& connection,
                                                 std::span<const MessageId> ids) {
  std::map<MessageId, InboxRow> found;
  std::optional<Error> broken;
  auto& statement = connection.prepare(find_inbox_rows);
  for_each_chunk(
      ids, statement.in, [](const MessageId& id) { return id.hex(); },
      [&] {
        statement.rows([&](const InboxColumns& columns) {
          Result<InboxRow> row = row_of(columns);
          if (row.has_error()) {
            broken = row.error();
          } else {
            found.emplace(row->id, std::move(*row));
          }
        });
      });
  if (broken) return *broken;
  return found;
}

}  // namespace gongzhi::records
