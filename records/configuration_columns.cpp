// Field by field, both ways.
#include "records/configuration_columns.hpp"

namespace gongzhi::records {
namespace {

constexpr char separator = ';';

// Joins the items; remembers when one cannot be kept.
class Joiner {
 public:
  Text operator()(const std::vector<std::string>& items) {
    Text text;
    for (const std::string& item : items) {
      if (item.empty() || item.find(separator) != std::string::npos) bad_ = item;
      if (!text.empty()) text += separator;
      text += item;
    }
    return text;
  }

  Result<void> done(const Text& id) const {
    if (!bad_) return {};
    return fail(Errc::invalid, "An item of a list is empty or contains `;`.", id + ": " + *bad_);
  }

 private:
  std::optional<std::string> bad_;
};

std::vector<std::string> split(const Text& text) {
  std::vector<std::string> items;
  if (text.empty()) return items;
  std::size_t from = 0;
  for (std::size_t at = text.find(separator); at != Text::npos; at = text.find(separator, from)) {
    items.push_back(text.substr(from, at - from));
    from = at + 1;
  }
  items.push_back(text.substr(from));
  return items;
}

Integer flag(bool value) {
  return value ? 1 : 0;
}

template <class T>
bool take(const std::optional<T>& parsed, T& into) {
  if (parsed) into = *parsed;
  return parsed.has_value();
}

Text day_text(const std::optional<Date>& day) {
  return day ? format_date(*day) : Text{};
}

bool read_day(const Text& text, std::optional<Date>& day) {
  if (text.empty()) return true;
  const Result<Date> parsed = parse_date(text);
  if (parsed) day = *parsed;
  return parsed.has_value();
}

std::optional<LimitKind> parse_limit_kind(const Text& text) {
  for (const LimitKind kind : {LimitKind::work_hours, LimitKind::work_days,
                               LimitKind::urgent_work_hours, LimitKind::urgent_work_days}) {
    if (text == name(kind)) return kind;
  }
  return std::nullopt;
}

}  // namespace

Result<void> fill(OrgColumns& row, const Org& item) {
  row.id = item.id;
  row.name = item.name;
  row.level = name(item.level);
  row.kind = name(item.kind);
  row.parent = item.parent;
  row.area_code = item.area_code;
  row.dept = item.dept;
  return {};
}

bool read(const OrgColumns& row, Org& item) {
  item.id = row.id;
  item.name = row.name;
  item.parent = row.parent;
  item.area_code = row.area_code;
  item.dept = row.dept;
  return take(parse_org_level(row.level), item.level) && take(parse_org_kind(row.kind), item.kind);
}

Result<void> fill(UserColumns& row, const User& item) {
  Joiner join;
  row.id = item.id;
  row.name = item.name;
  row.role = name(item.role);
  row.org = item.org;
  row.phone = item.phone;
  row.skills = join(item.skills);
  row.free_hours = join(item.free_hours);
  row.unit = item.unit;
  row.community = item.community;
  row.grids = join(item.grids);
  row.active = flag(item.active);
  return join.done(item.id);
}

bool read(const UserColumns& row, User& item) {
  item.id = row.id;
  item.name = row.name;
  item.org = row.org;
  item.phone = row.phone;
  item.skills = split(row.skills);
  item.free_hours = split(row.free_hours);
  item.unit = row.unit;
  item.community = row.community;
  item.grids = split(row.grids);
  item.active = row.active != 0;
  return take(parse_role(row.role), item.role);
}

bool read(const GridColumns& row, GridInfo& item) {
  item.code = row.code;
  item.name = row.name;
  item.community = row.community;
  item.worker = row.worker;
  item.deputy = row.deputy;
  return true;
}

Result<void> fill(CategoryColumns& row, const Category& item) {
  Joiner join;
  row.code = item.code;
  row.type = item.type;
  row.class_name = item.class_name;
  row.name = item.name;
  row.name_en = item.name_en;
  row.kind = item.kind;
  row.claimable = flag(item.claimable);
  row.is_private = flag(item.is_private);
  row.safety = flag(item.safety);
  row.duplicate_radius_m = item.duplicate_radius_m;
  row.claim_skills = join(item.claim_skills);
  row.keywords = join(item.keywords);
  return join.done(item.code);
}

bool read(const CategoryColumns& row, Category& item) {
  item.code = row.code;
  item.type = row.type;
  item.class_name = row.class_name;
  item.name = row.name;
  item.name_en = row.name_en;
  item.kind = row.kind;
  item.claimable = row.claimable != 0;
  item.is_private = row.is_private != 0;
  item.safety = row.safety != 0;
  item.duplicate_radius_m = row.duplicate_radius_m;
  item.claim_skills = split(row.claim_skills);
  item.keywords = split(row.keywords);
  return true;
}

Result<void> fill(StandardColumns& row, const Standard& item) {
  Joiner join;
  row.id = item.id;
  row.category = item.category;
  row.condition = item.condition;
  row.closing = item.closing;
  row.limit_kind = name(item.limit.kind);
  row.limit_amount = item.limit.amount;
  row.limit_note = item.limit.note;
  row.responsible_kinds = join(item.responsible_kinds);
  row.responsible = item.responsible;
  row.photo_after = flag(item.photo_after);
  return join.done(item.id);
}

bool read(const StandardColumns& row, Standard& item) {
  item.id = row.id;
  item.category = row.category;
  item.condition = row.condition;
  item.closing = row.closing;
  item.limit.amount = row.limit_amount;
  item.limit.note = row.limit_note;
  item.responsible_kinds = split(row.responsible_kinds);
  item.responsible = row.responsible;
  item.photo_after = row.photo_after != 0;
  return take(parse_limit_kind(row.limit_kind), item.limit.kind);
}

Result<void> fill(RuleColumns& row, const RoutingRule& item) {
  Joiner join;
  row.id = item.id;
  row.rule_order = item.order;
  row.effective_from = day_text(item.effective_from);
  row.effective_to = day_text(item.effective_to);
  row.area_prefix = item.area_prefix;
  row.category = item.category;
  row.urgency = name(item.urgency);
  row.time_of_day = name(item.time_of_day);
  row.source = item.source ? Text(name(*item.source)) : Text{};
  row.lead = item.lead;
  row.assists = join(item.assists);
  row.pool = flag(item.pool);
  row.check_policy = name(item.check);
  row.certainty = name(item.certainty);
  row.note = item.note;
  return join.done(item.id);
}

bool read(const RuleColumns& row, RoutingRule& item) {
  item.id = row.id;
  item.order = static_cast<int>(row.rule_order);
  item.area_prefix = row.area_prefix;
  item.category = row.category;
  item.lead = row.lead;
  item.assists = split(row.assists);
  item.pool = row.pool != 0;
  item.note = row.note;
  if (!row.source.empty()) item.source = parse_source(row.source);
  return read_day(row.effective_from, item.effective_from) &&
         read_day(row.effective_to, item.effective_to) &&
         item.source.has_value() == !row.source.empty() &&
         take(parse_rule_urgency(row.urgency), item.urgency) &&
         take(parse_time_of_day(row.time_of_day), item.time_of_day) &&
         take(parse_check_policy(row.check_policy), item.check) &&
         take(parse_certainty(row.certainty), item.certainty);
}

Result<void> fill(DayColumns& row, const CalendarRow& item) {
  row.day = format_date(item.date);
  row.day_kind = item.kind == DayKind::holiday ? "holiday" : "make_up_workday";
  return {};
}

bool read(const DayColumns& row, CalendarRow& item) {
  const Result<Date> day = parse_date(row.day);
  if (day.has_error()) return false;
  item.date = *day;
  item.kind = row.day_kind == "holiday" ? DayKind::holiday : DayKind::make_up_workday;
  return row.day_kind == "holiday" || row.day_kind == "make_up_workday";
}

Result<void> fill(KindColumns& row, const KindRow& item) {
  row.name = item.name;
  row.version = item.version;
  row.body = item.body;
  return {};
}

bool read(const KindColumns& row, KindRow& item) {
  item = {row.name, row.version, row.body};
  return true;
}

Result<void> fill(PolicyColumns& row, const PolicyRow& item) {
  row.name = item.name;
  row.value = item.value;
  return {};
}

bool read(const PolicyColumns& row, PolicyRow& item) {
  item = {row.name, row.value};
  return true;
}

Result<void> fill(PermissionColumns& row, const PermissionRow& item) {
  row.action = item.action;
  row.role = item.role ? name(*item.role) : visitor_word;
  row.relation = name(item.relation);
  row.private_reach = name(item.private_reach);
  row.note = item.note;
  return {};
}

bool read(const PermissionColumns& row, PermissionRow& item) {
  item.action = row.action;
  item.note = row.note;
  if (row.role != visitor_word) item.role = parse_role(row.role);
  return item.role.has_value() == (row.role != visitor_word) &&
         take(parse_reach(row.relation), item.relation) &&
         take(parse_private_reach(row.private_reach), item.private_reach);
}

}  // namespace gongzhi::records
