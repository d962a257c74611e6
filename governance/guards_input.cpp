// Guard words about what an action brings with it, and about other cases it names.
#include <algorithm>
#include <array>

#include "governance/answerable.hpp"
#include "governance/guard_tables.hpp"
#include "governance/inputs.hpp"
#include "governance/members.hpp"
#include "governance/permission.hpp"

namespace gongzhi {
namespace {

using Arguments = std::span<const std::string>;

/// Orgs named by a list or a text are all known.
bool known_orgs(const Look& look, Arguments arguments) {
  const std::vector<std::string> orgs = list_of(*look.input, arguments[0]);
  return std::ranges::all_of(
      orgs, [&](const std::string& org) { return look.world.directory.find_org(org) != nullptr; });
}
bool other_than_lead(const Look& look, Arguments arguments) {
  return text_of(*look.input, arguments[0]) != look.item.lead;
}
bool lead_known(const Look& look, Arguments) {
  return is_given(*look.input, "lead") || !look.item.lead.empty() ||
         !look.item.proposed_org.empty();
}
const std::string& category_after(const Look& look) {
  const std::string& given = text_of(*look.input, "category");
  return given.empty() ? look.item.category : given;
}
bool category_known(const Look& look, Arguments) {
  return look.world.catalogue.find_category(category_after(look)) != nullptr;
}
bool category_exists(const Look& look, Arguments) {
  const std::string& given = text_of(*look.input, "category");
  return given.empty() || look.world.catalogue.find_category(given) != nullptr;
}
bool standard_known(const Look& look, Arguments) {
  const std::string& id = text_of(*look.input, "standard");
  if (id.empty()) return true;
  const Standard* standard = look.world.catalogue.find_standard(id);
  return standard && standard->category == category_after(look);
}
bool where_if_out_of_scope(const Look& look, Arguments) {
  return text_of(*look.input, "reason_code") != "out_of_scope" || is_given(*look.input, "where");
}
bool one_given(const Look& look, Arguments arguments) {
  return is_given(*look.input, arguments[0]) || is_given(*look.input, arguments[1]);
}
bool category_or_standard(const Look& look, Arguments) {
  return is_given(*look.input, "category") || is_given(*look.input, "standard");
}
bool after_evidence(const Look& look, Arguments) {
  const Standard* standard = look.world.catalogue.find_standard(look.item.standard);
  if (!standard || !standard->photo_after) return true;
  return is_given(*look.input, "after") || is_given(*look.input, "no_evidence_reason") ||
         std::ranges::find(look.item.attachments, "after", &Attachment::as) !=
             look.item.attachments.end();
}
bool solved(const Look& look, Arguments) {
  const bool* said = find_value<bool>(*look.input, "solved");
  return said && *said && text_of(*look.input, "satisfaction") != "unsatisfied";
}
bool until_allowed(const Look& look, Arguments) {
  const auto until = moment_of(*look.input, "until");
  const auto latest =
      look.world.calendar.due(look.now, look.world.stages.of(Stage::hung, Urgency::ordinary));
  return until && latest && *until > look.now && *until <= *latest;
}
bool person_in_lead(const Look& look, Arguments arguments) {
  const std::string& person = text_of(*look.input, arguments[0]);
  if (person.empty()) return true;
  const User* user = look.world.directory.find_user(person);
  return user && user->active && works_in(look.world, *user, look.item.lead);
}
bool bodies_agree(const Look& look, Arguments) {
  return std::ranges::find(look.item.returned_by, text_of(*look.input, "proposed_org")) ==
         look.item.returned_by.end();
}

bool another_case(const Look& look, Arguments arguments) {
  const auto number = parse_case_number(text_of(*look.input, arguments[0]));
  return !number || *number != look.item.number;
}
/// One that the actor may not see is like one that does not exist (security.md S04).
std::optional<Case> other_case(const Look& look, std::string_view name) {
  const auto number = parse_case_number(text_of(*look.input, name));
  if (!number || *number == look.item.number) return std::nullopt;
  auto found = look.facts->find_case(*number);
  if (found && !may_see(look.world, look.actor, *found)) return std::nullopt;
  return found;
}
bool other_case_known(const Look& look, Arguments arguments) {
  return other_case(look, arguments[0]).has_value();
}
bool mergeable(const Look& look, Arguments) {
  const std::optional<Case> parent = other_case(look, "parent");
  if (!parent || parent->parent || parent->state == "withdrawn" || parent->state == "rejected")
    return false;
  const bool* transfer = find_value<bool>(*look.input, "transfer_followers");
  const bool same_grid = !parent->grid.empty() && parent->grid == look.item.grid;
  return same_grid || (transfer && *transfer);
}
bool place_given(const Look& look, Arguments) {
  constexpr std::array names{"lon", "lat", "grid", "address"};
  return std::ranges::any_of(names, [&](const char* name) { return is_given(*look.input, name); });
}
bool position_whole(const Look& look, Arguments) {
  const auto lon = number_of(*look.input, "lon");
  const auto lat = number_of(*look.input, "lat");
  return lon.has_value() == lat.has_value() && (!lon || is_on_earth({*lon, *lat}));
}
bool grid_known(const Look& look, Arguments) {
  const std::string& code = text_of(*look.input, "grid");
  return code.empty() || look.world.directory.find_grid(code) != nullptr;
}
/// As at creation: outside every grid there is no community whose Party committee would own it.
bool position_inside(const Look& look, Arguments) {
  const auto lon = number_of(*look.input, "lon");
  const auto lat = number_of(*look.input, "lat");
  const Directory& directory = look.world.directory;
  return !lon || !lat || directory.grids().empty() || directory.grid_at({*lon, *lat}) != nullptr;
}
bool body_reported(const Look& look, Arguments) {
  return std::ranges::find(look.item.whistle_reported, text_of(*look.input, "org")) !=
         look.item.whistle_reported.end();
}
bool grade_in_range(const Look& look, Arguments) {
  const auto* grade = find_value<std::int64_t>(*look.input, "grade");
  return grade && *grade >= 0 && *grade <= 5;
}
bool successor_known(const Look& look, Arguments) {
  const std::string& person = text_of(*look.input, "person");
  if (!person.empty()) {
    const User* user = look.world.directory.find_user(person);
    return user && user->active && person != look.item.holder;
  }
  const GridInfo* grid = look.world.directory.find_grid(look.item.grid);
  if (!grid || grid->worker != look.item.holder) return false;
  const User* deputy = look.world.directory.find_user(grid->deputy);
  return deputy && deputy->active;
}
/// Whom a case would be handed to: the person named, else the deputy of the grid.
std::string successor_of(const Look& look) {
  const std::string& person = text_of(*look.input, "person");
  const GridInfo* grid = look.world.directory.find_grid(look.item.grid);
  return !person.empty() || !grid ? person : grid->deputy;
}
bool successor_not_reporter(const Look& look, Arguments) {
  const std::string successor = successor_of(look);
  return successor != look.item.reporter.user && successor != look.item.on_behalf_of;
}
bool successor_not_verifier(const Look& look, Arguments) {
  return successor_of(look) != look.item.verifier;
}
/// Somebody of the responsible body; what a member has claimed also another member who may claim
/// it. The deputy of a grid steps in without being named.
bool successor_fits(const Look& look, Arguments) {
  const std::string& person = text_of(*look.input, "person");
  if (person.empty()) return true;
  const User* user = look.world.directory.find_user(person);
  if (!user) return false;
  if (user->role != Role::member) return works_in(look.world, *user, look.item.lead);
  Case without_holder = look.item;
  const auto handed_on = std::erase_if(
      without_holder.claims, [&](const Claim& claim) { return claim.user == look.item.holder; });
  return handed_on > 0 &&
         obstacle_to_claim(look.world, without_holder, person, *look.facts) == ClaimObstacle::none;
}
/// Who checks before filing walks the grids of that community.
bool successor_walks(const Look& look, Arguments) {
  const User* user = look.world.directory.find_user(successor_of(look));
  return user && user->role == Role::grid_worker &&
         (look.item.community.empty() || works_in(look.world, *user, look.item.community));
}

constexpr auto input = Reads::input;
constexpr auto invalid = Errc::invalid;

constexpr std::array table{
    GuardWord{"known_orgs", 1, input, known_orgs, invalid, "unknown_org", "没有这个单位",
              "no such organisation"},
    GuardWord{"other_than_lead", 1, input, other_than_lead, invalid, "same_org", "请填写另一个单位",
              "name another organisation"},
    GuardWord{"lead_known", 0, input, lead_known, invalid, "lead_required", "请选择责任单位",
              "name the responsible body"},
    GuardWord{"category_exists", 0, input, category_exists, invalid, "unknown_category",
              "没有这个类别，请从类别表中选择", "no such category; choose one of GET /categories"},
    GuardWord{"category_known", 0, input, category_known, invalid, "category_required",
              "请先确定类别", "the category has to be settled first"},
    GuardWord{"standard_known", 0, input, standard_known, invalid, "unknown_standard",
              "该类别下没有这条立案条件", "the category has no such standard"},
    GuardWord{"where_if_out_of_scope", 0, input, where_if_out_of_scope, invalid, "where_required",
              "不属受理范围时，请告知应向哪里反映",
              "when it is out of scope, say where it should go"},
    GuardWord{"one_given", 2, input, one_given, invalid, "evidence_required",
              "请上传照片，或用文字说明情况", "give a photo, or describe it in words"},
    GuardWord{"category_or_standard", 0, input, category_or_standard, invalid, "nothing_given",
              "请填写新的类别或立案条件", "give the new category or standard"},
    GuardWord{"after_evidence", 0, input, after_evidence, invalid, "after_evidence_required",
              "请上传处理后的照片，不能拍照的请说明原因",
              "give a photo of how it is now, or say why there cannot be one"},
    GuardWord{"solved", 0, input, solved, Errc::conflict, "not_solved", "", ""},
    GuardWord{"until_allowed", 0, input, until_allowed, invalid, "until_out_of_range",
              "挂账期限应在今后一年以内", "the suspension has to end within one year from now"},
    GuardWord{"person_in_lead", 1, input, person_in_lead, invalid, "person_not_in_lead",
              "承办人须是责任单位的在岗人员",
              "who handles it has to be on duty in the responsible body"},
    GuardWord{"bodies_agree", 0, input, bodies_agree, Errc::conflict, "bodies_disagree",
              "两家单位互相退回，转社区裁定",
              "two bodies return it to each other; the community rules on it"},
    GuardWord{"another_case", 1, input, another_case, invalid, "same_case",
              "这就是本件自己的件号，请填写另一件的件号",
              "that is the number of this case itself; give the number of the other one"},
    GuardWord{"other_case_known", 1, input, other_case_known, invalid, "unknown_case",
              "没有这个件号", "no case has this number"},
    GuardWord{"mergeable", 0, input, mergeable, invalid, "not_mergeable",
              "只能并入同一网格内未撤销的事项；跨网格并案须同意转移关注人",
              "it can only be merged into a case of the same grid that was not withdrawn; into "
              "another grid only with consent to move the followers"},
    GuardWord{"place_given", 0, input, place_given, invalid, "place_required",
              "请给出位置、网格或地址", "give a position, a grid or an address"},
    GuardWord{
        "position_whole", 0, input, position_whole, invalid, "bad_position",
        "经纬度不正确：经度、纬度须一并填写，经度在±180以内，纬度在±90以内",
        "not a position: longitude and latitude are given together, within 180 and 90 degrees"},
    GuardWord{"grid_known", 0, input, grid_known, invalid, "unknown_grid",
              "没有这个网格，请核对网格编码", "no such grid; please check its code"},
    GuardWord{"position_inside", 0, input, position_inside, invalid, "outside",
              "这个位置不在本县的网格内", "this position lies in no grid of the county"},
    GuardWord{"body_reported", 0, input, body_reported, Errc::conflict, "not_reported_in",
              "该部门尚未报到", "this department has not come yet"},
    GuardWord{"grade_in_range", 0, input, grade_in_range, invalid, "grade_out_of_range",
              "评分为0到5分", "grades are 0 to 5"},
    GuardWord{"successor_known", 0, input, successor_known, invalid, "successor_required",
              "请指定接手的在岗人员", "name somebody on duty who takes over"},
    GuardWord{"successor_not_reporter", 0, input, successor_not_reporter, invalid,
              "successor_is_reporter", "接手人不能是该件的上报人",
              "who takes over must not be the reporter"},
    GuardWord{"successor_not_verifier", 0, input, successor_not_verifier, invalid,
              "successor_is_verifier", "接手人不能是该件的核查人",
              "who takes over must not be the verifier"},
    GuardWord{"successor_fits", 0, input, successor_fits, invalid, "successor_unfit",
              "接手人须是责任单位的在岗人员；党员认领的，也可交给本社区能够认领的其他党员",
              "who takes over has to be on duty in the responsible body; what a member has claimed "
              "may also go to another member of the community who can claim it"},
    GuardWord{"successor_walks", 0, input, successor_walks, invalid, "successor_unfit",
              "核实须由本社区的网格员接手",
              "a grid worker of this community has to take over the visit"},
};

}  // namespace

std::span<const GuardWord> input_guards() {
  return table;
}

}  // namespace gongzhi
