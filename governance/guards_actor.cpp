// Guard words about the actor: what role and relation do not say.
#include <algorithm>
#include <array>
#include <charconv>

#include "governance/answerable.hpp"
#include "governance/guard_tables.hpp"
#include "governance/inputs.hpp"
#include "governance/members.hpp"

namespace gongzhi {
namespace {

using Arguments = std::span<const std::string>;

bool contains(const std::vector<std::string>& list, std::string_view text) {
  return std::ranges::find(list, text) != list.end();
}

const Claim* claim_of(const Look& look) {
  if (look.actor.user.empty()) return nullptr;
  const auto it = std::ranges::find(look.item.claims, look.actor.user, &Claim::user);
  return it == look.item.claims.end() ? nullptr : &*it;
}

/// The level of a body; a functional body has that of the body it hangs on.
int level_of(const World& world, std::string_view org) {
  const Org* body = world.directory.find_org(org);
  for (int depth = 0; body && body->level == OrgLevel::functional && depth < 8; ++depth)
    body = body->parent.empty() ? nullptr : world.directory.find_org(body->parent);
  return body ? static_cast<int>(body->level) : static_cast<int>(OrgLevel::functional);
}

/// The people in question are the bodies that disagree about whose work it is.
bool is_party(const Case& item, std::string_view org) {
  return org == item.lead || org == item.proposed_org || contains(item.returned_by, org);
}

bool not_the_rejecter(const Look& look, Arguments) {
  return !look.item.appealed || look.item.rejected_by.empty() ||
         look.actor.user != look.item.rejected_by;
}
bool not_the_requester(const Look& look, Arguments) {
  return look.actor.user.empty() || look.actor.user != look.item.pending.by;
}
bool not_the_endorser(const Look& look, Arguments) {
  return look.actor.user.empty() || look.actor.user != look.item.pending.endorsed_by;
}
bool not_claimed_yet(const Look& look, Arguments) {
  return claim_of(look) == nullptr;
}
bool active_member(const Look& look, Arguments) {
  const User* user = look.user();
  return user && user->active && user->role == Role::member;
}
bool registered_here(const Look& look, Arguments) {
  const User* user = look.user();
  return user && !look.item.community.empty() && user->community == look.item.community;
}
bool not_own_report(const Look& look, Arguments) {
  return look.actor.user.empty() || look.actor.user != look.item.reporter.user;
}
bool skill_fits(const Look& look, Arguments) {
  const User* user = look.user();
  const std::vector<std::string> required = skills_required(look.item);
  return required.empty() || (user && std::ranges::any_of(required, [&](const std::string& skill) {
                                return contains(user->skills, skill);
                              }));
}
bool claims_below_max(const Look& look, Arguments) {
  return look.facts->load_of(look.actor.user).open_claims < look.world.policy.open_claims_max;
}
bool claims_unrestricted(const Look& look, Arguments) {
  return look.facts->load_of(look.actor.user).lapses_90d < look.world.policy.lapses_max;
}
bool claims_restricted(const Look& look, Arguments arguments) {
  return !claims_unrestricted(look, arguments);
}
bool not_own_work(const Look& look, Arguments) {
  const User* user = look.user();
  return user && !is_own_work(look.world, look.item, *user);
}
bool drawn_to_check(const Look& look, Arguments) {
  return look.item.verifier.empty() || look.item.verifier == look.actor.user;
}
bool at_level(const Look& look, Arguments arguments) {
  int level_max = 0;
  std::from_chars(arguments[0].data(), arguments[0].data() + arguments[0].size(), level_max);
  const User* user = look.user();
  return user && level_of(look.world, user->org) <= level_max;
}
bool may_rule(const Look& look, Arguments) {
  const User* user = look.user();
  if (!user) return false;
  const bool owner_is_party = is_party(look.item, look.item.owner);
  if (user->org == look.item.owner && level_of(look.world, user->org) > 2) return !owner_is_party;
  if (level_of(look.world, user->org) > 2) return false;
  return !is_party(look.item, user->org) &&
         (owner_is_party || level_of(look.world, look.item.owner) <= 2);
}
bool last_claimant(const Look& look, Arguments) {
  return look.item.claims.size() == 1 && claim_of(look) != nullptr;
}
bool reason_if_late(const Look& look, Arguments) {
  const Claim* claim = claim_of(look);
  return !claim || look.now <= free_give_up_until(look.world, *claim) ||
         is_given(*look.input, "reason");
}
bool not_following(const Look& look, Arguments) {
  return std::ranges::none_of(look.item.followers, [&](const Follower& follower) {
    return follower.user == look.actor.user && follower.device == look.actor.device;
  });
}
bool whistle_waits_for_actor(const Look& look, Arguments) {
  const User* user = look.user();
  return user && std::ranges::any_of(look.item.whistle_orgs, [&](const std::string& org) {
           return works_in(look.world, *user, org) && !contains(look.item.whistle_reported, org);
         });
}
/// A task is offered to members whose claims need no approval: who has the offer need not ask.
bool not_offered(const Look& look, Arguments) {
  return !contains(look.item.candidates, look.actor.user);
}
bool claim_requested(const Look& look, Arguments) {
  return !look.item.claim_requests.empty();
}
bool requested_member_fits(const Look& look, Arguments) {
  const std::string& person = text_of(*look.input, "person");
  if (!contains(look.item.claim_requests, person)) return false;
  const ClaimObstacle obstacle = obstacle_to_claim(look.world, look.item, person, *look.facts);
  return obstacle == ClaimObstacle::none || obstacle == ClaimObstacle::needs_approval;
}
bool mine_to_handle(const Look& look, Arguments) {
  return look.item.claims.empty() || claim_of(look) || look.item.holder == look.actor.user;
}
bool not_requested_yet(const Look& look, Arguments) {
  return !contains(look.item.claim_requests, look.actor.user);
}

constexpr auto record = Reads::record;
constexpr auto input = Reads::input;
constexpr auto conflict = Errc::conflict;
constexpr auto forbidden = Errc::forbidden;

constexpr std::array table{
    GuardWord{"not_the_rejecter", 0, record, not_the_rejecter, forbidden, "same_person",
              "当事人已申诉，须由原受理人以外的人处理",
              "the reporter has appealed; somebody else than who rejected it has to decide"},
    GuardWord{"not_the_requester", 0, record, not_the_requester, forbidden, "own_request",
              "不能审批自己提出的申请", "nobody approves their own request"},
    GuardWord{"not_the_endorser", 0, record, not_the_endorser, forbidden, "same_person",
              "两级审批须由不同的人作出", "the two approvals have to come from two people"},
    GuardWord{"not_claimed_yet", 0, record, not_claimed_yet, conflict, "already_yours",
              "您已经认领了这项任务", "you have claimed this task already"},
    GuardWord{"active_member", 0, record, active_member, forbidden, "not_a_member",
              "只有已报到的在职党员可以认领", "only registered in-service members can claim"},
    GuardWord{"registered_here", 0, record, registered_here, forbidden, "other_community",
              "这项任务不在您报到的社区",
              "this task is not in the community where you are registered"},
    GuardWord{"not_own_report", 0, record, not_own_report, conflict, "own_report",
              "您是上报人，请由其他党员认领", "you reported it; another member has to claim it"},
    GuardWord{"skill_fits", 0, record, skill_fits, conflict, "skill_missing",
              "这项任务需要专门的特长", "this task needs a special skill"},
    GuardWord{"claims_below_max", 0, input, claims_below_max, conflict, "too_many_open",
              "您手上的任务已到上限，办结一项后再认领",
              "you hold as many tasks as one may; finish one, then claim another"},
    GuardWord{"claims_unrestricted", 0, input, claims_unrestricted, conflict, "needs_approval",
              "您近90天内有两次逾期放弃，认领需社区同意，请先提交认领申请",
              "two of your claims lapsed within 90 days: the community has to agree, please ask "
              "for the claim first"},
    GuardWord{"mine_to_handle", 0, record, mine_to_handle, conflict, "claimed_by_others",
              "该件已由党员认领，由认领人办理", "a member has claimed it and handles it"},
    GuardWord{"claims_restricted", 0, input, claims_restricted, conflict, "no_approval_needed",
              "您可以直接认领，无需申请", "you can claim it directly, there is no need to ask",
              not_offered},
    GuardWord{"claim_requested", 0, record, claim_requested, conflict, "no_claim_request",
              "目前没有等待同意的认领申请", "no request to claim is waiting"},
    GuardWord{"not_own_work", 0, record, not_own_work, forbidden, "own_work",
              "不能核查自己上报或本单位办理的事项",
              "nobody checks what they reported or what their own body handled"},
    GuardWord{"drawn_to_check", 0, record, drawn_to_check, forbidden, "not_the_verifier",
              "该件已抽定其他核查人", "somebody else was drawn to check this case"},
    GuardWord{"at_level", 1, record, at_level, forbidden, "higher_level_needed",
              "须由上一级党组织处理",
              "the Party organisation of the level above has to decide this"},
    GuardWord{"may_rule", 0, record, may_rule, forbidden, "party_to_the_matter",
              "裁定人所在单位是当事方，须由另一级裁定",
              "your body is a party to the matter; another level has to rule"},
    GuardWord{"last_claimant", 0, record, last_claimant, conflict, "not_last_claimant", "", ""},
    GuardWord{"reason_if_late", 0, input, reason_if_late, Errc::invalid, "reason_required",
              "认领已超过24小时，放弃请说明原因",
              "the claim is older than 24 hours; say why you give it up"},
    GuardWord{"not_following", 0, record, not_following, conflict, "following_already",
              "您已经关注了该事项", "you follow this case already"},
    GuardWord{"whistle_waits_for_actor", 0, record, whistle_waits_for_actor, conflict,
              "not_whistled_for", "没有需要本单位报到的吹哨，或已报到",
              "your body is not called to this case, or has come already"},
    GuardWord{"requested_member_fits", 0, input, requested_member_fits, conflict,
              "member_cannot_claim", "该同志没有申请认领，或目前不能认领",
              "this member has not asked to claim it, or cannot claim it now"},
    GuardWord{"not_requested_yet", 0, record, not_requested_yet, conflict, "requested_already",
              "您已提交认领申请，请等待社区答复",
              "you have asked already; please wait for the community's answer"},
};

}  // namespace

Instant free_give_up_until(const World& world, const Claim& claim) {
  const auto until =
      world.calendar.due(claim.at, world.stages.of(Stage::give_up, Urgency::ordinary));
  return until ? *until : claim.at;
}

std::span<const GuardWord> actor_guards() {
  return table;
}

}  // namespace gongzhi
