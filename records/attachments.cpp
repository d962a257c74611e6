#include "records/attachments.hpp"

namespace gongzhi::records {
namespace {

const Query<Columns<Integer, Text, Text, Integer, Text>> insert_attachment{
    "insert_attachment",
    "INSERT INTO case_attachments (case_id, upload, purpose, at, user_id) "
    "VALUES (:case_id, :upload, :purpose, :at, :user_id)"};

const Query<Columns<Text>, Columns<Integer>> cases_with{
    "cases_with_upload", "SELECT COUNT(*) FROM case_attachments WHERE upload = :upload"};

const Query<Columns<Integer>, Columns<Text>> uploads_of{
    "uploads_of_case",
    "SELECT upload FROM case_attachments WHERE case_id = :case_id ORDER BY upload"};

const Query<Columns<Integer>> delete_uploads{
    "delete_uploads_of_case", "DELETE FROM case_attachments WHERE case_id = :case_id"};

std::vector<std::string> without_case(Connection& connection,
                                      const std::vector<std::string>& uploads) {
  std::vector<std::string> free;
  auto& statement = connection.prepare(cases_with);
  for (const std::string& upload : uploads) {
    std::int64_t count = 0;
    statement.with(upload).rows([&](const auto& row) { count = std::get<0>(row.values); });
    if (count == 0) free.push_back(upload);
  }
  return free;
}

}  // namespace

Result<void> note_attachments(Transaction& transaction, std::int64_t case_key,
                              std::span<const Attachment> came) {
  if (came.empty()) return {};
  Connection& connection = transaction.connection();
  return translated(connection, [&]() -> Result<void> {
    auto& statement = connection.prepare(insert_attachment);
    for (const Attachment& one : came)
      statement.with(case_key, one.id, one.as, to_ms(one.at), one.by).run();
    return {};
  });
}

Result<std::vector<std::string>> unattached(Connection& connection,
                                            const std::vector<std::string>& uploads) {
  return translated(connection, [&]() -> Result<std::vector<std::string>> {
    return without_case(connection, uploads);
  });
}

Result<std::vector<std::string>> forget_attachments(Transaction& transaction,
                                                    std::int64_t case_key) {
  Connection& connection = transaction.connection();
  return translated(connection, [&]() -> Result<std::vector<std::string>> {
    std::vector<std::string> uploads;
    connection.prepare(uploads_of).with(case_key).rows([&](const auto& row) {
      uploads.push_back(std::get<0>(row.values));
    });
    connection.prepare(delete_uploads).with(case_key).run();
    return without_case(connection, uploads);
  });
}

}  // namespace gongzhi::records
