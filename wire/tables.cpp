// See tables.hpp. One function per table, one per row.
#include "wire/tables.hpp"

#include <charconv>

#include "governance/limit.hpp"
#include "wire/table_rows.hpp"

namespace gongzhi::wire {
namespace {

/// A closed list of words; `known` lists them for people.
template <class T>
struct Words {
  std::optional<T> (*parse)(std::string_view);
  std::string (*known)();
};

/// The names of the enumerators from `first` to `last`, for people.
template <class T, int first, int last>
std::string names_of() {
  std::string names;
  for (int i = first; i <= last; ++i)
    names.append(names.empty() ? "" : ", ").append(name(static_cast<T>(i)));
  return names;
}

/// The value of a word of a closed list; complains and answers `T{}` for others.
template <class T>
T word(TableReader& in, std::string_view column, const Words<T>& words) {
  const std::string text = in.text(column);
  if (const auto value = words.parse(text)) return *value;
  in.complain(
      column, "choice",
      "`" + text + "` is not a known " + std::string(column) + "; known are " + words.known());
  return T{};
}

/// The same, where an empty cell means the default.
template <class T>
T word_or_default(TableReader& in, std::string_view column, const Words<T>& words) {
  return in.text(column).empty() ? T{} : word(in, column, words);
}

constexpr Words<OrgLevel> levels{parse_org_level,
                                 names_of<OrgLevel, 1, static_cast<int>(OrgLevel::functional)>};
constexpr Words<OrgKind> org_kinds{parse_org_kind, names_of<OrgKind, 0, org_kind_count - 1>};
constexpr Words<Role> roles{parse_role, names_of<Role, 0, role_count - 1>};
constexpr Words<Source> sources{parse_source,
                                names_of<Source, 0, static_cast<int>(Source::platform)>};
constexpr Words<RuleUrgency> urgencies{
    parse_rule_urgency, names_of<RuleUrgency, 0, static_cast<int>(RuleUrgency::ordinary)>};
constexpr Words<TimeOfDay> times_of_day{parse_time_of_day,
                                        names_of<TimeOfDay, 0, static_cast<int>(TimeOfDay::off)>};
constexpr Words<CheckPolicy> check_policies{
    parse_check_policy, names_of<CheckPolicy, 0, static_cast<int>(CheckPolicy::skip)>};
constexpr Words<Certainty> certainties{parse_certainty,
                                       names_of<Certainty, 0, static_cast<int>(Certainty::likely)>};

Org org_of(TableReader& in) {
  Org org;
  org.id = in.required_text("id");
  org.name = in.required_text("name");
  org.level = word(in, "level", levels);
  org.kind = word(in, "kind", org_kinds);
  org.parent = in.text("parent");
  org.area_code = in.text("area_code");
  org.dept = in.text("dept");
  const bool is_digits = org.area_code.find_first_not_of("0123456789") == std::string::npos;
  if (const auto size = org.area_code.size();
      !is_digits || (size != 0 && size != 6 && size != 9 && size != 12))
    in.complain("area_code", "area_code", "`" + org.area_code + "` must have 6, 9 or 12 digits");
  return org;
}

User user_of(TableReader& in) {
  User user;
  user.id = in.required_text("id");
  user.name = in.required_text("name");
  user.role = word(in, "role", roles);
  user.org = in.text("org");
  user.phone = in.text("phone");
  user.skills = in.list("skills");
  user.free_hours = in.list("free_hours");
  user.unit = in.text("unit");
  user.community = in.text("community");
  user.grids = in.list("grids");
  const std::string status = in.text("status");
  user.active = status.empty() || status == "active";
  if (!user.active && status != "inactive")
    in.complain("status", "choice", "`" + status + "` is neither active nor inactive");
  return user;
}

Category category_of(TableReader& in) {
  constexpr double radius_max_m = 5000;
  Category category;
  category.code = in.required_text("code");
  category.type = in.required_text("type");
  category.class_name = in.text("class");
  category.name = in.required_text("subclass");
  category.name_en = in.text("name_en");
  category.kind = in.required_text("kind");
  category.claimable = in.yes_or_no("claimable");
  category.is_private = in.yes_or_no("private");
  category.safety = in.yes_or_no("safety");
  category.duplicate_radius_m = in.number("duplicate_radius_m", 0, radius_max_m);
  category.claim_skills = in.list("claim_skills");
  category.keywords = in.list("keywords");
  return category;
}

Standard standard_of(TableReader& in) {
  Standard standard;
  standard.id = in.required_text("id");
  standard.category = in.required_text("category");
  standard.condition = in.required_text("condition");
  standard.closing = in.text("closing");
  if (auto limit = parse_limit(in.text("limit")); limit.has_value()) {
    standard.limit = *std::move(limit);
  } else {
    in.complain("limit", limit.error());
  }
  standard.responsible = in.text("responsible");
  standard.responsible_kinds = in.list("responsible_org_kinds");
  standard.photo_after = in.yes_or_no("photo_after");
  return standard;
}

std::optional<Date> date_of(TableReader& in, std::string_view column) {
  const auto text = in.unless_empty(column);
  if (!text) return std::nullopt;
  const auto date = parse_date(*text);
  if (date.has_value()) return *date;
  in.complain(column, "date", "`" + *text + "` is not a date; write it as 2026-11-23");
  return std::nullopt;
}

std::optional<Source> source_of(TableReader& in) {
  const std::string text = in.text("source");
  if (text.empty() || text == "any") return std::nullopt;
  return word(in, "source", sources);
}

RoutingRule rule_of(TableReader& in) {
  constexpr double order_max = 1'000'000'000;
  RoutingRule rule;
  const double order = in.number("order", 0, order_max);
  rule.order = static_cast<int>(order);
  if (order != static_cast<double>(rule.order))
    in.complain("order", "number", "`" + in.text("order") + "` is not a whole number");
  rule.id = in.required_text("id");
  rule.effective_from = date_of(in, "effective_from");
  rule.effective_to = date_of(in, "effective_to");
  rule.area_prefix = in.text("area_prefix");
  rule.category = in.text("category");
  rule.urgency = word_or_default(in, "urgency", urgencies);
  rule.time_of_day = word_or_default(in, "time_of_day", times_of_day);
  rule.source = source_of(in);
  rule.lead = in.required_text("lead");
  rule.assists = in.list("assists");
  rule.pool = in.yes_or_no("pool");
  rule.check = word_or_default(in, "check", check_policies);
  rule.certainty = word(in, "certainty", certainties);
  rule.note = in.text("note");
  return rule;
}

std::optional<DayKind> parse_day_kind(std::string_view text) {
  if (text == "holiday") return DayKind::holiday;
  if (text == "make_up_workday") return DayKind::make_up_workday;
  return std::nullopt;
}

std::string day_kind_names() {
  return "holiday, make_up_workday";
}

constexpr Words<DayKind> day_kinds{parse_day_kind, day_kind_names};

CalendarRow day_of(TableReader& in) {
  CalendarRow row;
  if (in.required_text("date").empty()) return row;
  if (const auto date = date_of(in, "date")) row.date = *date;
  row.kind = word(in, "kind", day_kinds);
  return row;
}

constexpr Words<Reach> relations{
    parse_reach, names_of<Reach, static_cast<int>(Reach::own), static_cast<int>(Reach::anyone)>};
constexpr Words<Role> roles_or_visitor{
    parse_role,
    [] { return std::string(visitor_word) + ", " + names_of<Role, 0, role_count - 1>(); }};
constexpr Words<PrivateReach> private_words{
    parse_private_reach, names_of<PrivateReach, 0, static_cast<int>(PrivateReach::all)>};

PermissionRow permission_of(TableReader& in) {
  PermissionRow row;
  row.action = in.required_text("action");
  if (in.text("role") != visitor_word) row.role = word(in, "role", roles_or_visitor);
  row.relation = word(in, "relation", relations);
  row.private_reach = word_or_default(in, "private", private_words);
  row.note = in.text("note");
  return row;
}

}  // namespace

std::string TablePlaces::of(std::string_view pointer) const {
  const auto row_at = pointer.find('/', 1);
  if (!pointer.starts_with('/') || row_at == std::string_view::npos) return std::string(pointer);
  const std::string_view rest = pointer.substr(row_at + 1);
  std::size_t row = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), row);
  if (error != std::errc{} || row >= cells.size()) return std::string(pointer);
  std::string_view column(end, static_cast<std::size_t>(rest.data() + rest.size() - end));
  if (column.starts_with('/')) column.remove_prefix(1);
  column = column.substr(0, column.find('/'));
  const auto& row_cells = cells[row];
  const auto found = row_cells.find(column);
  if (found != row_cells.end()) return found->second;
  return row_cells.empty() ? file : row_cells.begin()->second;
}

Result<Table<Org>> parse_orgs(const TableFile& file) {
  return parse_table<Org>(
      file, {{"id", "name", "level", "kind", "parent", "area_code"}, {"dept", "phone"}}, org_of);
}

Result<Table<User>> parse_users(const TableFile& file) {
  return parse_table<User>(
      file,
      {{"id", "name", "role", "org"},
       {"phone", "skills", "free_hours", "unit", "community", "grids", "status"}},
      user_of);
}

Result<Table<Category>> parse_categories(const TableFile& file) {
  return parse_table<Category>(
      file,
      {{"code", "type", "class", "subclass", "name_en", "kind", "claimable", "private", "safety",
        "duplicate_radius_m", "claim_skills", "keywords"}},
      category_of);
}

Result<Table<Standard>> parse_standards(const TableFile& file) {
  return parse_table<Standard>(file,
                               {{"id", "category", "condition", "closing", "limit", "responsible"},
                                {"supervising", "photo_after", "responsible_org_kinds"}},
                               standard_of);
}

Result<Table<RoutingRule>> parse_routing(const TableFile& file) {
  return parse_table<RoutingRule>(
      file,
      {{"order", "id", "effective_from", "effective_to", "area_prefix", "category", "urgency",
        "time_of_day", "source", "lead", "assists", "pool", "check", "certainty"},
       {"note"}},
      rule_of);
}

Result<Table<CalendarRow>> parse_calendar(const TableFile& file) {
  return parse_table<CalendarRow>(file, {{"date", "kind"}, {"name_zh", "name_en", "days"}}, day_of);
}

Result<Table<PermissionRow>> parse_permissions(const TableFile& file) {
  return parse_table<PermissionRow>(file, {{"action", "role", "relation", "private"}, {"note"}},
                                    permission_of);
}

}  // namespace gongzhi::wire
