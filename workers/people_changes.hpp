// What an import of people changes in who may do what: a row of the audit trail for each of them,
// and the end of what they are signed in with (security.md S14, S30).
#pragma once

#include "governance/directory.hpp"
#include "governance/message.hpp"
#include "records/transaction.hpp"

namespace gongzhi::workers {

/// The people before and after, by whoever imports, at that time.
struct PeopleChange {
  const std::vector<User>& before;
  const std::vector<User>& after;
  const Actor& actor;
  int partition = 0;
  Instant now{};
};

/// Of everybody whose role, body or community is another now, who came, who is gone, and whose
/// account was closed or opened. Nothing for the first import: there was nobody before.
Result<void> note_people_changes(records::Transaction& transaction, const PeopleChange& change);

}  // namespace gongzhi::workers
