// Changes of the configuration tried out: the rows as they would be, and everything checked against
// everything else, exactly as an import does it. Nothing is kept. Costs as much as building the
// World: not for an event loop.
#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include "governance/build_world.hpp"
#include "governance/config_change.hpp"
#include "wire/config_tables.hpp"

namespace gongzhi::wire {

using ConfigChanges = std::vector<ConfigChange>;

/// What one change did; empty cells = the row was not there before, or is not there any more.
struct ConfigStep {
  const ConfigTable* table = nullptr;
  std::string id;
  Cells before;
  Cells after;
};

struct ConfigDraft {
  WorldTables tables;
  WorldPtr world;  // of these tables, version one above
  std::vector<ConfigStep> steps;
  std::vector<std::string> warnings;  // gaps between grids
};

/// A put with the cells that it leaves out as they are now; empty ones for a new row. A grid keeps
/// its polygon anyway.
ConfigChange with_present_cells(const WorldTables& present, ConfigChange change);

/// Every put is filled up first. Errc::invalid with one FieldError per problem. Pointers are of the
/// change: `/put/lead` or `/remove`, after `/changes/3` where there are several; `/users/liu/org`
/// names a row that would not fit any more. Errc::not_found when the row to remove is not there.
Result<ConfigDraft> draft_config(WorldTables present, std::span<const ConfigChange> changes,
                                 std::int64_t version);

/// The bodies whose administration the change, filled up, is: of the row as it is and as it would
/// be. One empty word = the whole county.
std::vector<std::string> bodies_concerned(const WorldTables& present, const ConfigChange& change);

/// The person whose absence it is, before and after; empty for other tables and when they differ.
std::string absent_person(const WorldTables& present, const ConfigChange& change);

/// A change as JSON `{"table":…,"put":{…}}`, one line; read by parse_config_change.
std::string write_config_change(const ConfigChange& change);
Result<ConfigChange> parse_config_change(std::string_view json);

/// Body of POST /config/{table}: `{"put":{column:cell}}` or `{"remove":"id"}`. Cells are texts,
/// numbers, true/false, lists of texts; a grid's `polygon` is a geometry. Errc::invalid otherwise.
class SchemaSet;
struct RequestContext;
Result<ConfigChange> parse_config_body(std::string_view body, std::string_view table,
                                       const RequestContext& context);
/// Body of POST /config:check: `{"changes":[{"table":…,"put"|"remove":…}]}`.
Result<std::vector<ConfigChange>> parse_config_changes(std::string_view body,
                                                       const RequestContext& context);

}  // namespace gongzhi::wire
