// What all routes of the configuration begin with: who is asking, which table, and the tables as
// they are on record.
#pragma once

#include <variant>

#include "gateway/actor.hpp"
#include "gateway/lane.hpp"
#include "records/reader.hpp"
#include "wire/config_draft.hpp"

namespace gongzhi::gateway {

/// A person with an account; without one 401.
struct ConfigVisit {
  WorldPtr world;
  Actor actor;
  const User* user = nullptr;
};
std::variant<ConfigVisit, Problem> visit_config(Lane& lane, const Request& request);

/// May they see or change anything of that table: everything, or what is their own body's? The
/// worker looks at the row itself.
bool may_visit(const ConfigVisit& visit, std::string_view table);

/// 403, noted in the audit trail: `act` of what (a table, a person).
struct NotYours {
  std::string act;
  std::string subject = {};
};
Problem not_yours(Lane& lane, const Request& request, const Actor& actor, const NotYours& what);

/// The configuration as it is on record.
struct StoredTables {
  WorldTables tables;
  std::int64_t version = 0;
};
Result<StoredTables> stored_tables(records::Reader& reader);

}  // namespace gongzhi::gateway
