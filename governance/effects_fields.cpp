// Effects on the fields of a kind, and on who answers for a case by what they say. They know fields
// by name only, so that a kind needs no code of its own.
#include <array>
#include <charconv>

#include "governance/effect_tables.hpp"
#include "governance/inputs.hpp"
#include "governance/lifecycle.hpp"

namespace gongzhi {
namespace {

using Arguments = std::span<const std::string>;

const FieldSpec* spec_of(const Turn& turn, std::string_view field) {
  const KindSpec* kind = kind_of(turn.world, turn.item);
  return kind ? kind->find_field(field) : nullptr;
}

/// Every input that is named as a field of the kind becomes that field.
void keep(Turn& turn, Arguments) {
  const KindSpec* kind = kind_of(turn.world, turn.item);
  if (!kind) return;
  for (const FieldSpec& field : kind->fields)
    if (is_given(*turn.input, field.name))
      turn.item.fields.insert_or_assign(field.name, turn.input->find(field.name)->second);
}

/// A word of the kind as a value of the field's type.
Value value_of(const FieldSpec* spec, const std::string& word) {
  if (spec && spec->type == FieldSpec::Type::boolean) return word == "true";
  if (spec && (spec->type == FieldSpec::Type::integer || spec->type == FieldSpec::Type::number)) {
    std::int64_t number = 0;
    std::from_chars(word.data(), word.data() + word.size(), number);
    return number;
  }
  return word;
}

void set(Turn& turn, Arguments arguments) {
  const Value value = value_of(spec_of(turn, arguments[0]), arguments[1]);
  turn.item.fields.insert_or_assign(arguments[0], value);
  turn.noted.insert_or_assign(arguments[0], value);
}

void clear(Turn& turn, Arguments arguments) {
  if (const auto it = turn.item.fields.find(arguments[0]); it != turn.item.fields.end())
    turn.item.fields.erase(it);
}

std::string moment_for(const FieldSpec* spec, Instant now) {
  const bool is_date = spec && spec->type == FieldSpec::Type::date;
  return is_date ? format_date(business_day(now)) : format_rfc3339(now);
}

void stamp(Turn& turn, Arguments arguments) {
  turn.item.fields.insert_or_assign(arguments[0],
                                    moment_for(spec_of(turn, arguments[0]), turn.now));
}

void count(Turn& turn, Arguments arguments) {
  const auto* number = find_value<std::int64_t>(turn.item.fields, arguments[0]);
  const std::int64_t next = (number ? *number : 0) + 1;
  turn.item.fields.insert_or_assign(arguments[0], next);
  turn.noted.insert_or_assign(arguments[0], next);
}

/// Who acts is remembered in the field, so that another one must do the next step (guard
/// `not_by`).
void sign_off(Turn& turn, Arguments arguments) {
  turn.item.fields.insert_or_assign(arguments[0], turn.actor->user);
}

void set_area(const World& world, Case& item, std::string_view org) {
  const Org* community = world.directory.community_of(org);
  const Org* township = world.directory.township_of(org);
  item.community = community ? community->id : "";
  item.township = township ? township->id : "";
}

/// Where a case belongs that has no place on the map: the body that the field names, else the case
/// that opened it, else the reporter's own body. Its Party committee is the owner of record.
void belong(Turn& turn, Arguments arguments) {
  Case& item = turn.item;
  std::string org = text_of(item.fields, arguments[0]);
  if (org.empty() && item.cause) return;  // as the case that opened it
  if (org.empty()) {
    const User* user = turn.world.directory.find_user(
        item.on_behalf_of.empty() ? item.reporter.user : item.on_behalf_of);
    if (user) org = home_body(*user);
  }
  if (org.empty()) org = turn.world.directory.county().id;
  set_area(turn.world, item, org);
  const Org* seat = turn.world.directory.seat_of(org);
  item.owner = seat ? seat->id : turn.world.directory.county().id;
  turn.noted["owner"] = item.owner;
}

void lead_is(Turn& turn, Arguments arguments) {
  const std::string& org = text_of(turn.item.fields, arguments[0]);
  if (org.empty()) return;
  turn.item.lead = org;
  turn.noted["lead"] = org;
}

void assists_are(Turn& turn, Arguments arguments) {
  turn.item.assists = list_of(turn.item.fields, arguments[0]);
  std::erase(turn.item.assists, turn.item.lead);
  if (!turn.item.assists.empty()) turn.noted["assists"] = turn.item.assists;
}

void holder_is(Turn& turn, Arguments arguments) {
  const std::string& person = text_of(turn.item.fields, arguments[0]);
  if (!person.empty()) turn.item.holder = person;
}

void take_in_hand(Turn& turn, Arguments) {
  turn.item.holder = turn.actor->user;
}

void begin_handling(Turn& turn, const Limit& limit) {
  auto clock = start_clock(limit, turn.now, turn.world.calendar);
  if (!clock) return;
  turn.item.handling = *std::move(clock);
  turn.item.rungs_fired = 0;
  turn.noted["due"] = format_rfc3339(turn.item.handling.due);
}

/// Handling by a clock of the kind, with the ladder of escalation.
void start(Turn& turn, Arguments arguments) {
  const KindSpec* kind = kind_of(turn.world, turn.item);
  const ClockSpec* clock = kind ? kind->find_clock(arguments[0]) : nullptr;
  if (clock) begin_handling(turn, clock->limit);
}

/// Handling until the moment that a field names; the ladder counts its share of the way there. A
/// moment that has passed is overdue at once.
void start_until(Turn& turn, Arguments arguments) {
  const auto until = moment_of(turn.item.fields, arguments[0]);
  if (!until) return;
  const auto left = std::chrono::duration<double, std::ratio<3600>>(*until - turn.now).count();
  constexpr double hours_max = limit_days_max * 24;
  constexpr double minute = 1.0 / 60;
  begin_handling(turn, {LimitKind::urgent_work_hours, std::clamp(left, minute, hours_max)});
}

constexpr std::array table{
    EffectWord{"keep", 0, keep},
    EffectWord{"set", 2, set},
    EffectWord{"clear", 1, clear},
    EffectWord{"stamp", 1, stamp},
    EffectWord{"count", 1, count},
    EffectWord{"sign_off", 1, sign_off},
    EffectWord{"belong", 1, belong},
    EffectWord{"lead_is", 1, lead_is},
    EffectWord{"assists_are", 1, assists_are},
    EffectWord{"holder_is", 1, holder_is, {}, Hand::fills},
    EffectWord{"take_in_hand", 0, take_in_hand, {}, Hand::fills},
    EffectWord{"start", 1, start},
    EffectWord{"start_until", 1, start_until},
};

}  // namespace

std::span<const EffectWord> field_effects() {
  return table;
}

}  // namespace gongzhi
