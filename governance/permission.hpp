// The one place that says who may do and see what: role x scope x relation. Used by the gateway for
// requests and lists, and again by decide() when the message is applied.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "governance/case.hpp"
#include "governance/world.hpp"

namespace gongzhi {

/// What an action is about: a case, or (administration) a user, or the body it concerns.
struct Target {
  const Case* item = nullptr;
  const User* user = nullptr;
  std::string_view org = {};      // empty = the whole county
  std::optional<Role> role = {};  // one that is to be given
};

/// The one function that evaluates the table of permissions (World::permissions,
/// config/permissions.csv): may this actor do that, as far as role and relation go? Everything else
/// here asks it. The platform itself may see every case; its commands may do every administration.
bool permits(const World& world, const Actor& actor, Action action, const Target& target);

/// All relations in which the actor stands to the case now; always holds Relation::anyone. Somebody
/// whose account is unknown or inactive stands in no other.
RelationSet relation_set(const World& world, const Actor& actor, const Case& item);
/// The same as a list, in the order of the enum.
std::vector<Relation> relations_of(const World& world, const Actor& actor, const Case& item);

/// May this actor see the case at all? False is answered like not_found. The platform itself sees
/// everything. A case of a private category is seen by its reporter, by the people who have it in
/// hand (holder, claimant, drawn verifier, members it is offered to), by the owner's secretary, the
/// handlers of the leading body and of those called to it, those who triage and dispatch there, the
/// supervisor and the county's administration, the grid's walkers while it is their turn to look
/// (核实), and a secretary further up while it waits for a secretary's decision; by followers and
/// assisting bodies not. Lists (scope_of) leave verifiers who tried before, and members whose claim
/// waits for approval, to notices and to the case's number.
bool may_see(const World& world, const Actor& actor, const Case& item);

/// Does this actor see the case only because they follow it? Of somebody else's report such a
/// person learns how it stands, not what the reporter wrote nor the exact place (security.md S06).
bool sees_as_follower_only(const World& world, const Actor& actor, const Case& item);

/// Whoever holds the receipt's key of a case that somebody with an account typed: its reporter, but
/// not that account. A caller of the hotline gets number and key from the dispatcher.
Actor receipt_holder(const CaseNumber& number);

/// May this actor learn who reported (domain.md section 10)? Of a report by staff whoever sees the
/// case may; of a report from a resident only the reporter and those who answer to them: triage,
/// dispatch, the owner's secretary and the supervisor, never as a person of the body that leads,
/// unless the reporter agreed (Personal::handler_may_see).
bool may_see_reporter(const World& world, const Actor& actor, const Case& item);

/// May this actor see, masked, whom to call back and on whose behalf it was reported? As
/// may_see_reporter of a resident's report, whoever typed it: a grid worker who writes down what a
/// resident says does not agree in the resident's place.
bool may_see_contact(const World& world, const Actor& actor, const Case& item);

/// May this actor be shown these personal fields (names of `personal`) in plain, for a reason that
/// is recorded (security.md P03, P05)? The address is for whoever handles the case, the rest for
/// whoever may see the contact.
bool may_reveal(const World& world, const Actor& actor, const Case& item,
                const std::vector<std::string>& fields);

/// May this actor do the action as far as role and relation go? State, guards and inputs are the
/// lifecycle's. Whoever cannot see the case may only do what its kind leaves to anyone, and nothing
/// at all on a private one.
/// Readers (auditor, system and security administration) never act and never report.
bool may_act(const World& world, const Actor& actor, std::string_view action, const Case& item);

/// Does the action come too late, from a member of the case's community who no longer sees it? Who
/// was offered a private task and pressed 认领 a moment after the last place was taken is told so
/// (ux.md: the loser of a race), and learns nothing else of the case.
bool comes_too_late(const World& world, const Actor& actor, std::string_view action,
                    const Case& item);

/// May this actor report a case of that kind (on behalf of somebody: also)? By role alone: there is
/// no case yet to stand in relation to.
bool may_create(const World& world, const Actor& actor, std::string_view kind);

/// Whom or what an act of administration is about: a user, or the body it concerns.
struct ActTarget {
  const User* user = nullptr;
  std::string org = {};           // empty = the whole county
  std::optional<Role> role = {};  // one that is to be given: user.create, user.roles
};

/// May this actor do that act of administration (administration.hpp)? An act that the table does
/// not know is refused. Whatever the table says:
/// - nobody manages their own account (roles, disabling, second factor), beyond what is `own`;
/// - the three administrations are given by the platform's own commands only, and no other office
///   than the security administration touches their accounts (GB/T 22239-2019 8.1.4.2);
/// - whoever manages a part of the county gives no office that looks beyond it, and does not manage
///   their equals: another secretary of the same body.
/// The platform's own commands may do everything.
bool may_administer(const World& world, const Actor& actor, std::string_view act,
                    const ActTarget& target);

/// The actions that the lifecycle and permission both allow now, in the kind's order.
std::vector<std::string> allowed_actions(const World& world, const Actor& actor, const Case& item,
                                         Instant now);

/// What part of the county's cases an actor's lists cover; records/ turns it into a WHERE:
///   (place by `kind` and (not private or `with_private`)) or lead = `lead_body`
///   or called = `lead_body`, or (lead, assists or called = `body`
///   and (not private or `with_private`))
///   or (place by `kind` and private and (state in `private_states` or an appeal))
///   or what one reported, holds, checks, claims or is offered, or (follows and not private).
/// A little more than may_see() shows; whoever shows a list asks may_see() for each case.
/// Nothing at all for Kind::nothing.
struct Scope {
  enum class Kind {
    nothing,
    county,
    township,  // cases of its communities, and those known to lie in it only
    community,
    body,  // owner, lead, assists or called = `org`
    grid,  // grid in `grids`
    own,
    member  // claimable (places > 0) and of community `org`
  } kind = Kind::nothing;
  std::string org;                 // county, township, community or body
  std::vector<std::string> grids;  // for grid
  std::string user;                // own reports and what one holds are always included
  std::string device;              // the same for somebody without account
  std::string lead_body;           // where it leads, private cases are included too; may be empty
  std::string body = {};           // cases of this body elsewhere too
  bool with_private = false;       // private categories
  std::vector<std::string> private_states = {};  // else those of the place while in one of these
  bool private_appeals = false;                  // and those whose refused reopening was appealed
};
Scope scope_of(const World& world, const Actor& actor);

}  // namespace gongzhi
