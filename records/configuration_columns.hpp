// The tables of the configuration as row types, and the way between them and governance's types.
#pragma once

#include "records/case_columns.hpp"
#include "records/configuration.hpp"

namespace gongzhi::records {

struct OrgColumns {
  Integer rank = 0;
  Text id, name, level, kind, parent, area_code, dept;

  template <class V>
  void each(V&& v) {
    v("rank", rank), v("id", id), v("name", name), v("level", level), v("kind", kind);
    v("parent", parent), v("area_code", area_code), v("dept", dept);
  }
};

struct UserColumns {
  Integer rank = 0;
  Text id, name, role, org, phone, skills, free_hours, unit, community, grids;
  Integer active = 0;

  template <class V>
  void each(V&& v) {
    v("rank", rank), v("id", id), v("name", name), v("role", role), v("org", org);
    v("phone", phone), v("skills", skills), v("free_hours", free_hours), v("unit", unit);
    v("community", community), v("grids", grids), v("active", active);
  }
};

struct GridColumns {
  Integer rank = 0;
  Text code, name, community, worker, deputy, area_code, polygon;

  template <class V>
  void each(V&& v) {
    v("rank", rank), v("code", code), v("name", name), v("community", community);
    v("worker", worker), v("deputy", deputy), v("area_code", area_code), v("polygon", polygon);
  }
};

struct CategoryColumns {
  Integer rank = 0;
  Text code, type, class_name, name, name_en, kind;
  Integer claimable = 0, is_private = 0, safety = 0;
  double duplicate_radius_m = 0;
  Text claim_skills, keywords;

  template <class V>
  void each(V&& v) {
    v("rank", rank), v("code", code), v("type", type), v("class_name", class_name);
    v("name", name), v("name_en", name_en), v("kind", kind), v("claimable", claimable);
    v("is_private", is_private), v("safety", safety);
    v("duplicate_radius_m", duplicate_radius_m), v("claim_skills", claim_skills);
    v("keywords", keywords);
  }
};

struct StandardColumns {
  Integer rank = 0;
  Text id, category, condition, closing, limit_kind;
  double limit_amount = 0;
  Text limit_note, responsible_kinds, responsible;
  Integer photo_after = 0;

  template <class V>
  void each(V&& v) {
    v("rank", rank), v("id", id), v("category", category), v("condition", condition);
    v("closing", closing), v("limit_kind", limit_kind), v("limit_amount", limit_amount);
    v("limit_note", limit_note), v("responsible_kinds", responsible_kinds);
    v("responsible", responsible), v("photo_after", photo_after);
  }
};

struct RuleColumns {
  Integer rank = 0;
  Text id;
  Integer rule_order = 0;
  Text effective_from, effective_to, area_prefix, category, urgency, time_of_day, source, lead,
      assists;
  Integer pool = 0;
  Text check_policy, certainty, note;

  template <class V>
  void each(V&& v) {
    v("rank", rank), v("id", id), v("rule_order", rule_order);
    v("effective_from", effective_from), v("effective_to", effective_to);
    v("area_prefix", area_prefix), v("category", category), v("urgency", urgency);
    v("time_of_day", time_of_day), v("source", source), v("lead", lead), v("assists", assists);
    v("pool", pool), v("check_policy", check_policy), v("certainty", certainty);
    v("note", note);
  }
};

struct DayColumns {
  Integer rank = 0;
  Text day, day_kind;

  template <class V>
  void each(V&& v) {
    v("rank", rank), v("day", day), v("day_kind", day_kind);
  }
};

struct KindColumns {
  Integer rank = 0;
  Text name;
  Integer version = 0;
  Text body;

  template <class V>
  void each(V&& v) {
    v("rank", rank), v("name", name), v("version", version), v("body", body);
  }
};

struct PolicyColumns {
  Integer rank = 0;
  Text name, value;

  template <class V>
  void each(V&& v) {
    v("rank", rank), v("name", name), v("value", value);
  }
};

struct PermissionColumns {
  Integer rank = 0;
  Text action, role, relation, private_reach, note;

  template <class V>
  void each(V&& v) {
    v("rank", rank), v("action", action), v("role", role), v("relation", relation);
    v("private_reach", private_reach), v("note", note);
  }
};

// To columns. Errc::invalid when an item of a list contains `;`; `rank` is left alone.
Result<void> fill(OrgColumns& row, const Org& item);
Result<void> fill(UserColumns& row, const User& item);
Result<void> fill(CategoryColumns& row, const Category& item);
Result<void> fill(StandardColumns& row, const Standard& item);
Result<void> fill(RuleColumns& row, const RoutingRule& item);
Result<void> fill(DayColumns& row, const CalendarRow& item);
Result<void> fill(KindColumns& row, const KindRow& item);
Result<void> fill(PolicyColumns& row, const PolicyRow& item);
Result<void> fill(PermissionColumns& row, const PermissionRow& item);

// From columns. False when the row says what fill() never writes.
bool read(const OrgColumns& row, Org& item);
bool read(const UserColumns& row, User& item);
bool read(const GridColumns& row, GridInfo& item);
bool read(const CategoryColumns& row, Category& item);
bool read(const StandardColumns& row, Standard& item);
bool read(const RuleColumns& row, RoutingRule& item);
bool read(const DayColumns& row, CalendarRow& item);
bool read(const KindColumns& row, KindRow& item);
bool read(const PolicyColumns& row, PolicyRow& item);
bool read(const PermissionColumns& row, PermissionRow& item);

}  // namespace gongzhi::records
