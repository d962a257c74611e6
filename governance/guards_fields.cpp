// Guard words about the fields of a kind, by name only: given or not, what they say, what they
// point to.
#include <array>
#include <charconv>

#include "governance/guard_tables.hpp"
#include "governance/inputs.hpp"
#include "governance/permission.hpp"

namespace gongzhi {
namespace {

using Arguments = std::span<const std::string>;

bool equals(const Values& values, const std::string& name, std::string_view word) {
  const auto it = values.find(name);
  if (it == values.end()) return word == "false";
  if (const auto* text = std::get_if<std::string>(&it->second)) return *text == word;
  if (const auto* flag = std::get_if<bool>(&it->second)) return (*flag ? "true" : "false") == word;
  if (const auto* number = std::get_if<std::int64_t>(&it->second))
    return std::to_string(*number) == word;
  return false;
}

std::int64_t number_in(std::string_view word) {
  std::int64_t number = 0;
  std::from_chars(word.data(), word.data() + word.size(), number);
  return number;
}

/// The value of the input, else of the field of that name.
const Values& holder_of(const Look& look, const std::string& name) {
  return look.input && is_given(*look.input, name) ? *look.input : look.item.fields;
}

bool given(const Look& look, Arguments arguments) {
  return is_given(look.item.fields, arguments[0]);
}
bool missing(const Look& look, Arguments arguments) {
  return !is_given(look.item.fields, arguments[0]);
}
bool is(const Look& look, Arguments arguments) {
  return equals(look.item.fields, arguments[0], arguments[1]);
}
bool is_not(const Look& look, Arguments arguments) {
  return !equals(look.item.fields, arguments[0], arguments[1]);
}
bool result_is(const Look& look, Arguments arguments) {
  return look.item.result == arguments[0];
}
bool input_is(const Look& look, Arguments arguments) {
  return equals(*look.input, arguments[0], arguments[1]);
}
bool at_least(const Look& look, Arguments arguments) {
  const auto* number = find_value<std::int64_t>(look.item.fields, arguments[0]);
  return number && *number >= number_in(arguments[1]);
}
bool reached(const Look& look, Arguments arguments) {
  const auto moment = moment_of(look.item.fields, arguments[0]);
  return moment && look.now >= *moment;
}
bool not_reached(const Look& look, Arguments arguments) {
  const auto moment = moment_of(look.item.fields, arguments[0]);
  return !moment || look.now < *moment;
}
bool ahead(const Look& look, Arguments arguments) {
  const auto moment = moment_of(holder_of(look, arguments[0]), arguments[0]);
  return moment && *moment > look.now;
}
bool in_order(const Look& look, Arguments arguments) {
  const auto first = moment_of(holder_of(look, arguments[0]), arguments[0]);
  const auto second = moment_of(holder_of(look, arguments[1]), arguments[1]);
  return !first || !second || *first <= *second;
}
bool not_negative(const Look& look, Arguments arguments) {
  const auto number = number_of(*look.input, arguments[0]);
  return !number || *number >= 0;
}
bool positive(const Look& look, Arguments arguments) {
  const auto number = number_of(*look.input, arguments[0]);
  return !number || *number > 0;
}
bool not_by(const Look& look, Arguments arguments) {
  return look.actor.user.empty() || text_of(look.item.fields, arguments[0]) != look.actor.user;
}
bool by(const Look& look, Arguments arguments) {
  return !look.actor.user.empty() && text_of(look.item.fields, arguments[0]) == look.actor.user;
}
/// The case whose number is given is of that kind and in that state. One that the actor may not see
/// is like one that does not exist.
bool other_is(const Look& look, Arguments arguments) {
  const auto number = parse_case_number(text_of(holder_of(look, arguments[0]), arguments[0]));
  if (!number || *number == look.item.number) return false;
  const auto other = look.facts->find_case(*number);
  return other && may_see(look.world, look.actor, *other) && other->kind == arguments[1] &&
         other->state == arguments[2];
}

constexpr auto record = Reads::record;
constexpr auto input = Reads::input;
constexpr auto conflict = Errc::conflict;
constexpr auto invalid = Errc::invalid;

constexpr std::array table{
    GuardWord{"given", 1, record, given, conflict, "field_missing", "还有必需的内容没有填写",
              "something that is needed first has not been filled in"},
    GuardWord{"missing", 1, record, missing, conflict, "field_given", "该内容已经填写",
              "it has been filled in already"},
    GuardWord{"is", 2, record, is, conflict, "not_in_this_case", "该事项不符合此项操作的条件",
              "this case does not meet the condition of this action"},
    GuardWord{"is_not", 2, record, is_not, conflict, "not_in_this_case",
              "该事项不符合此项操作的条件", "this case does not meet the condition of this action"},
    GuardWord{"result_is", 1, record, result_is, conflict, "not_in_this_case",
              "该事项不符合此项操作的条件", "this case does not meet the condition of this action"},
    GuardWord{"input_is", 2, input, input_is, conflict, "not_in_this_case",
              "所填内容不符合此项操作的条件", "what was filled in does not fit this action"},
    GuardWord{"at_least", 2, record, at_least, conflict, "too_few", "次数或数量不够",
              "there are not enough of them"},
    GuardWord{"reached", 1, record, reached, conflict, "too_early", "时间还没有到",
              "it is too early"},
    GuardWord{"not_reached", 1, record, not_reached, conflict, "too_late", "时间已过",
              "it is too late"},
    GuardWord{"ahead", 1, input, ahead, invalid, "in_the_past", "时间应在现在之后",
              "the time must lie in the future"},
    GuardWord{"in_order", 2, input, in_order, invalid, "wrong_order", "前后两个时间的顺序不对",
              "the two times are in the wrong order"},
    GuardWord{"not_negative", 1, input, not_negative, invalid, "negative", "数值不能为负",
              "the number must not be negative"},
    GuardWord{"positive", 1, input, positive, invalid, "not_positive", "数值应大于零",
              "the number must be more than zero"},
    GuardWord{"not_by", 1, record, not_by, conflict, "same_person", "须由另一人办理",
              "another person has to do this"},
    GuardWord{"by", 1, record, by, conflict, "other_person", "只能由本人办理",
              "only the person concerned can do this"},
    GuardWord{"other_is", 3, input, other_is, conflict, "other_case_unfit",
              "所引用的事项不存在，或者不在所需的状态",
              "the case referred to does not exist or is not in the state needed"},
};

}  // namespace

std::span<const GuardWord> field_guards() {
  return table;
}

}  // namespace gongzhi
