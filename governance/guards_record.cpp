// Guard words about the case as it stands and about time.
#include <algorithm>
#include <array>

#include "governance/draw.hpp"
#include "governance/guard_tables.hpp"

namespace gongzhi {
namespace {

using Arguments = std::span<const std::string>;

bool not_safety(const Look& look, Arguments) {
  return !look.item.safety;
}
bool not_overdue(const Look& look, Arguments) {
  return !is_overdue(look.item.handling, look.now);
}
bool was_overdue(const Look& look, Arguments) {
  return look.item.handling.is_started() && is_overdue(look.item.handling, look.now);
}
bool not_suspended_before(const Look& look, Arguments) {
  return !look.item.suspended_once;
}
bool extensions_left(const Look& look, Arguments) {
  return look.item.handling.extensions < look.world.policy.extensions_max;
}
bool nothing_pending(const Look& look, Arguments) {
  return look.item.pending.what.empty();
}
bool pending(const Look& look, Arguments arguments) {
  return look.item.pending.what == arguments[0] && !look.item.pending.org_approved;
}
bool endorsed(const Look& look, Arguments arguments) {
  return look.item.pending.what == arguments[0] && look.item.pending.org_approved;
}
bool wanted(const Look& look, Arguments arguments) {
  return look.item.pending.what == arguments[0];
}
bool returns_left(const Look& look, Arguments) {
  return look.item.returns < look.world.policy.returns_max;
}
bool not_ruled(const Look& look, Arguments) {
  return !look.item.ruled;
}
bool not_returned(const Look& look, Arguments) {
  return look.item.returned_by.empty();
}
bool inside_stage(const Look& look, Arguments) {
  return !look.item.stage_due || look.now <= *look.item.stage_due;
}
bool not_appealed(const Look& look, Arguments) {
  return !look.item.appealed;
}
bool claimable(const Look& look, Arguments) {
  return look.item.places >= 1;
}
bool place_free(const Look& look, Arguments) {
  return std::ssize(look.item.claims) < look.item.places;
}
bool check_unable_none(const Look& look, Arguments) {
  return look.item.check_unable == 0;
}
bool check_unable_once(const Look& look, Arguments) {
  return look.item.check_unable < 2;
}
bool closing_ticked(const Look& look, Arguments) {
  return look.item.closing_ticked;
}
bool inside_reopen_window(const Look& look, Arguments) {
  if (!look.item.closed_at) return true;  // not closed yet: from confirm
  const auto until = look.world.calendar.due(
      *look.item.closed_at, look.world.stages.of(Stage::reopen_window, Urgency::ordinary));
  return until && look.now <= *until;
}
bool reopen_refused(const Look& look, Arguments) {
  return look.item.reopen_refused && !look.item.reopen_appealed;
}
bool appeal_open(const Look& look, Arguments) {
  return look.item.appeal_open;
}
bool no_appeal_open(const Look& look, Arguments) {
  return !look.item.appeal_open;
}
bool not_overdue_appealed(const Look& look, Arguments) {
  return !look.item.overdue_appealed;
}
bool whistled(const Look& look, Arguments) {
  return look.item.whistle;
}
bool not_whistled(const Look& look, Arguments) {
  return !look.item.whistle;
}
bool came_from(const Look& look, Arguments arguments) {
  return look.came_from == arguments[0];
}
bool unflagged(const Look& look, Arguments) {
  return look.item.flag.empty();
}
bool has_category(const Look& look, Arguments) {
  return look.world.catalogue.find_category(look.item.category) != nullptr;
}
bool route_certain(const Look& look, Arguments) {
  return look.item.route_certain;
}
bool route_by_rule(const Look& look, Arguments) {
  return !look.item.route.rule.empty() && look.item.route.rule != "default";
}
bool flagged_self_handled(const Look& look, Arguments) {
  const bool* said = find_value<bool>(look.item.fields, "self_handled");
  const User* user = look.world.directory.find_user(look.item.reporter.user);
  return said && *said && user && user->role == Role::grid_worker &&
         !text_of(look.item.fields, "before").empty() &&
         !text_of(look.item.fields, "after").empty();
}
bool has_community(const Look& look, Arguments) {
  return !look.item.community.empty();
}
bool not_contacted(const Look& look, Arguments) {
  return !look.item.contacted_at;
}
bool not_refused_before(const Look& look, Arguments) {
  return !look.item.reopen_refused;
}
bool check_not_wanted(const Look& look, Arguments) {
  if (look.item.self_handled) return false;
  if (look.item.check_policy == name(CheckPolicy::skip)) return true;
  if (look.item.check_policy != name(CheckPolicy::sampled)) return false;
  return !drawn_for_reinspection(look.world.policy.draw_seed + "/check", look.item.number.text(),
                                 look.world.policy.checked_per_mille);
}
bool has_lead(const Look& look, Arguments) {
  return !look.item.lead.empty();
}

constexpr auto record = Reads::record;
constexpr auto conflict = Errc::conflict;

constexpr std::array table{
    GuardWord{"not_safety", 0, record, not_safety, conflict, "safety_class",
              "涉及安全的事项不能撤销，如情况有变请补充说明",
              "a matter of safety cannot be withdrawn; if things have changed, add a comment"},
    GuardWord{"not_overdue", 0, record, not_overdue, conflict, "overdue",
              "已超过办理时限，不能再申请挂账或延期",
              "it is overdue: neither suspension nor extension can be asked for any more"},
    GuardWord{"was_overdue", 0, record, was_overdue, conflict, "not_overdue",
              "该事项没有超时，无需申诉", "it was not overdue, there is nothing to appeal"},
    GuardWord{"not_suspended_before", 0, record, not_suspended_before, conflict, "suspended_before",
              "该事项已挂账过一次，不能再次挂账",
              "it was suspended once before and cannot be suspended again"},
    GuardWord{"extensions_left", 0, record, extensions_left, conflict, "no_extensions_left",
              "延期次数已用完", "no extensions are left"},
    GuardWord{"nothing_pending", 0, record, nothing_pending, conflict, "request_pending",
              "已有一项申请在等待审批", "another request is waiting for approval"},
    GuardWord{"pending", 1, record, pending, conflict, "nothing_pending",
              "没有等待本单位审批的申请", "no request is waiting for approval by your body"},
    GuardWord{"endorsed", 1, record, endorsed, conflict, "not_endorsed", "请先由责任单位审批同意",
              "the responsible body has to approve first"},
    GuardWord{"wanted", 1, record, wanted, conflict, "nothing_pending", "没有等待审批的申请",
              "no request is waiting for approval"},
    GuardWord{"returns_left", 0, record, returns_left, conflict, "no_returns_left",
              "退回次数已用完，转社区裁定", "no returns are left; the community rules on it"},
    GuardWord{"not_ruled", 0, record, not_ruled, conflict, "ruled",
              "已经裁定由本单位办理，不能再退回",
              "it was ruled that your body handles it; it cannot be returned"},
    GuardWord{"not_returned", 0, record, not_returned, conflict, "returned",
              "被退回的事项需由人工重新派遣", "what was returned has to be dispatched by a person"},
    GuardWord{"inside_stage", 0, record, inside_stage, conflict, "sign_window_over",
              "已过签收时限，不能退回", "the time to sign for it is over; it cannot be returned"},
    GuardWord{"not_appealed", 0, record, not_appealed, conflict, "appealed_before",
              "对不予立案的申诉只能提出一次", "a rejection can be appealed once only"},
    GuardWord{"claimable", 0, record, claimable, conflict, "not_claimable", "该事项不开放认领",
              "this case is not open to claims"},
    GuardWord{
        "place_free", 0, record, place_free, conflict, "already_claimed",
        "名额已被他人认领，谢谢您的热心，请看看其他任务",
        "somebody was quicker and every place is taken; thank you, please look at the other tasks"},
    GuardWord{"check_unable_none", 0, record, check_unable_none, conflict, "check_unable_before",
              "已重新抽取过核查人", "a verifier was drawn again before"},
    GuardWord{"check_unable_once", 0, record, check_unable_once, conflict, "must_decide",
              "已两次无法核查，请作出通过或不通过的决定",
              "it could not be checked twice; decide now whether it passes"},
    GuardWord{"closing_ticked", 0, record, closing_ticked, conflict, "closing_not_met",
              "结案条件尚未核实",
              "it has not been verified that the conditions for closing are met"},
    GuardWord{
        "inside_reopen_window", 0, record, inside_reopen_window, conflict, "reopen_window_over",
        "结案已超过14天，如仍有问题请重新上报",
        "it was closed more than 14 days ago; if something is still wrong, please report it anew"},
    GuardWord{"reopen_refused", 0, record, reopen_refused, conflict, "no_refusal_to_appeal",
              "没有可申诉的重开决定，或已申诉过一次",
              "there is no refusal to reopen that could be appealed, or it was appealed before"},
    GuardWord{"appeal_open", 0, record, appeal_open, conflict, "no_appeal", "没有待处理的申诉",
              "no appeal is waiting"},
    GuardWord{"no_appeal_open", 0, record, no_appeal_open, conflict, "appeal_pending",
              "申诉正在处理中，请稍候", "the appeal is being looked at, please wait"},
    GuardWord{"not_overdue_appealed", 0, record, not_overdue_appealed, conflict, "appealed_before",
              "超时申诉只能提出一次", "being overdue can be appealed once only"},
    GuardWord{"whistled", 0, record, whistled, conflict, "no_whistle", "该事项没有吹哨",
              "departments have not been called to this case"},
    GuardWord{"not_whistled", 0, record, not_whistled, conflict, "whistled_before",
              "该事项已经吹哨", "departments have been called to this case before"},
    GuardWord{"came_from", 1, record, came_from, conflict, "not_allowed_in_state", "", ""},
    GuardWord{"unflagged", 0, record, unflagged, conflict, "flagged", "该件需要人工受理",
              "a person has to look at this report first"},
    GuardWord{"has_category", 0, record, has_category, conflict, "no_category", "请先确定类别",
              "the category has to be settled first"},
    GuardWord{"route_certain", 0, record, route_certain, conflict, "route_unsure",
              "派遣规则不确定，需人工受理",
              "it is unsure which rule applies; a person has to look at it first"},
    GuardWord{"route_by_rule", 0, record, route_by_rule, conflict, "no_rule",
              "没有匹配的派遣规则，需人工派遣",
              "no routing rule fits; a person has to dispatch it"},
    GuardWord{"flagged_self_handled", 0, record, flagged_self_handled, conflict, "not_self_handled",
              "自办件需说明处理前、处理后的情况",
              "who handled it on the spot has to say how it was before and after"},
    GuardWord{"check_not_wanted", 0, record, check_not_wanted, conflict, "check_needed",
              "该件需要核查", "this case has to be checked"},
    GuardWord{"has_community", 0, record, has_community, conflict, "no_community",
              "尚未确定所属社区", "its community is not settled yet"},
    GuardWord{"not_contacted", 0, record, not_contacted, conflict, "contacted_before",
              "已与上报人联系过", "the reporter was contacted before"},
    GuardWord{
        "not_refused_before", 0, record, not_refused_before, conflict, "refused_before",
        "社区已答复不予重开，如不同意，可向上一级申诉一次",
        "the community has refused to reopen it; that can be appealed once to the level above"},
    GuardWord{"has_lead", 0, record, has_lead, conflict, "no_lead", "尚未确定责任单位",
              "the responsible body is not settled yet"},
};

}  // namespace

std::span<const GuardWord> record_guards() {
  return table;
}

}  // namespace gongzhi
