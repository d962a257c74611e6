// What is configured, as rows: replaced by an import, loaded by whoever builds a World. A change
// raises config_version.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "governance/arrangements.hpp"
#include "governance/calendar.hpp"
#include "governance/catalogue.hpp"
#include "governance/directory.hpp"
#include "governance/permission_table.hpp"
#include "governance/routing.hpp"
#include "records/database.hpp"

namespace gongzhi::records {

class Transaction;

/// A version of a kind; `body` is the caller's text.
struct KindRow {
  std::string name;
  std::int64_t version = 0;
  std::string body;

  bool operator==(const KindRow&) const = default;
};

struct PolicyRow {
  std::string name;
  std::string value;

  bool operator==(const PolicyRow&) const = default;
};

/// Everything configured, in the order in which it was given.
struct ConfigurationRows {
  std::int64_t version = 0;  // 0 = nothing was ever imported
  std::string label;
  std::vector<Org> orgs;
  std::vector<User> users;
  std::vector<GridInfo> grids;
  std::vector<GridArea> areas;  // those of `grids` that have one, in the same order
  std::vector<Category> categories;
  std::vector<Standard> standards;
  std::vector<RoutingRule> rules;
  std::vector<CalendarRow> calendar;
  std::vector<KindRow> kinds;
  std::vector<PolicyRow> policy;
  std::vector<PermissionRow> permissions;  // empty = the shipped table
  ArrangementTables arrangements;
};

/// Grids come with their areas.
struct GridRows {
  std::vector<GridInfo> grids;
  std::vector<GridArea> areas;
};

/// What an import replaces: only the tables that are given. Kinds are added; a version is never
/// changed or removed.
struct ConfigurationChange {
  std::string label;  // where it came from, for people
  std::optional<std::vector<Org>> orgs;
  std::optional<std::vector<User>> users;
  std::optional<GridRows> grids;
  std::optional<std::vector<Category>> categories;
  std::optional<std::vector<Standard>> standards;
  std::optional<std::vector<RoutingRule>> rules;
  std::optional<std::vector<CalendarRow>> calendar;
  std::optional<std::vector<KindRow>> kinds;
  std::optional<std::vector<PolicyRow>> policy;
  std::optional<std::vector<PermissionRow>> permissions;
  std::optional<std::vector<EmergencyAdvice>> emergency = {};
  std::optional<std::vector<ReplyTemplate>> templates = {};
  std::optional<std::vector<DutyShift>> duty = {};
  std::optional<std::vector<Absence>> absences = {};
};

/// Answers the new config_version. Errc::conflict when a kind's version exists with another body or
/// an id stands twice, Errc::invalid when an item of a list contains `;`.
Result<std::int64_t> replace(Transaction& transaction, const ConfigurationChange& change,
                             Instant at);

/// One consistent state; reads in a snapshot of its own unless the connection is in a transaction.
Result<ConfigurationRows> load_configuration(Connection& connection);

/// 0 when nothing was ever imported.
Result<std::int64_t> load_config_version(Connection& connection);

}  // namespace gongzhi::records
