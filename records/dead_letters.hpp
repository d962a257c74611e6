// Messages that could not be applied, over any connection. Functions throw soci_error; callers
// translate.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "records/database.hpp"
#include "records/messages.hpp"

namespace gongzhi::records {

std::int64_t write_dead_letter(Connection& connection, const DeadLetter& letter);
/// False unless it was open.
bool write_resolution(Connection& connection, std::int64_t id, const std::string& resolution,
                      Instant at);
std::optional<DeadLetter> read_dead_letter(Connection& connection, std::int64_t id);
/// The newest open one.
std::optional<DeadLetter> read_dead_letter_of(Connection& connection, const MessageId& id);
std::optional<DeadLetter> read_dead_letter_of(Connection& connection, const CaseNumber& number);

enum class LetterState { open, any };
std::vector<DeadLetter> read_dead_letters(Connection& connection, LetterState which,
                                          std::int64_t after, int limit);

}  // namespace gongzhi::records
