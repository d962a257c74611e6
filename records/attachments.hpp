// Which uploads belong to cases: what may be swept, and what goes when a case is erased.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "records/transaction.hpp"

namespace gongzhi::records {

/// `came` belong to the case from now on. Errors as Connection::translate.
Result<void> note_attachments(Transaction& transaction, std::int64_t case_key,
                              std::span<const Attachment> came);

/// Of these uploads, those that no case has. Errors as Connection::translate.
Result<std::vector<std::string>> unattached(Connection& connection,
                                            const std::vector<std::string>& uploads);

/// Forgets which pictures the case had and answers those that no other case has: the caller removes
/// their files (runtime/uploads.hpp) after the commit, and their names from the case's detail
/// (Case::attachments) in the same transaction. For erasure (security.md P07).
Result<std::vector<std::string>> forget_attachments(Transaction& transaction,
                                                    std::int64_t case_key);

}  // namespace gongzhi::records
