// Configuration files of a county as types of governance/: organisations, users, categories,
// standards, routing, calendar. A table is read whole or not at all; what is wrong is told with
// file, line, column and the fix. What one file says about another (a user of an organisation that
// does not exist) is checked when governance/ builds from them, and Table::located() turns those
// answers into places in the files.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "governance/calendar.hpp"
#include "governance/catalogue.hpp"
#include "governance/directory.hpp"
#include "governance/permission_table.hpp"
#include "governance/routing.hpp"
#include "wire/table_reader.hpp"

namespace gongzhi::wire {

/// Where each row stood.
struct TablePlaces {
  std::string file;
  std::vector<std::map<std::string, std::string, std::less<>>> cells;  // column -> file:line:column

  /// The place of `/anything/ROW/member…`; the pointer itself when it names no row of this table.
  std::string of(std::string_view pointer) const;
};

template <class T>
struct Table {
  std::vector<T> rows;
  TablePlaces places;
};

/// `id,name,level,kind,parent,area_code` and optionally `dept,phone`.
Result<Table<Org>> parse_orgs(const TableFile& file);
/// `id,name,role,org` and optionally `phone,skills,free_hours,unit,community,grids,status`. status:
/// active (or empty), inactive.
Result<Table<User>> parse_users(const TableFile& file);
/// `code,type,class,subclass,name_en,kind,claimable,private,safety,duplicate_radius_m,claim_skills,
/// keywords`.
Result<Table<Category>> parse_categories(const TableFile& file);
/// `id,category,condition,closing,limit,responsible` and optionally
/// `supervising,photo_after,responsible_org_kinds`. A limit that cannot be read is an error with
/// its row.
Result<Table<Standard>> parse_standards(const TableFile& file);
/// `order,id,effective_from,effective_to,area_prefix,category,urgency,time_of_day,source,lead,
/// assists,pool,check,certainty` and optionally `note`.
Result<Table<RoutingRule>> parse_routing(const TableFile& file);
/// `date,kind` and optionally `name_zh,name_en,days`. kind: holiday, make_up_workday.
Result<Table<CalendarRow>> parse_calendar(const TableFile& file);
/// `action,role,relation,private` and optionally `note`. role: one of the roles, or visitor.
Result<Table<PermissionRow>> parse_permissions(const TableFile& file);

}  // namespace gongzhi::wire
