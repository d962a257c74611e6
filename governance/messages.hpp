// The four ways in which a message reaches a case; decide.cpp chooses among them. Internal to
// decide().
#pragma once

#include "governance/decide.hpp"
#include "governance/lifecycle.hpp"

namespace gongzhi {

/// What every message brings along.
struct Hearing {
  const World& world;
  const Facts& facts;
  const Message& message;
  Instant now{};
};

/// Always a case, whatever is wrong with it.
Decision create_case(const Hearing& hearing, const CreateCase& report);

Decision act_on_case(const Hearing& hearing, const Case& before, const CaseAction& action);

/// Nothing when the run of that clock is over or it is not due.
Decision fire_timer(const Hearing& hearing, const Case& before, const TimerFired& timer);

Decision take_followup(const Hearing& hearing, const Case& before, const Followup& followup);

/// Work of somebody who leaves or is away goes to another (handover.cpp). Input: `from`, `to`; an
/// empty `to` finds somebody.
Decision take_handover(Turn turn, const KindSpec& kind, const Followup& followup);

/// A decision that changes nothing and says why.
Decision refuse(Refusal refusal, const Case* before);

/// Applied, and nothing changed.
Decision unchanged(const Case& before);

/// A turn on a copy of `before`, with the message's actor and no input.
Turn begin_turn(const Hearing& hearing, const Case& before);

/// Settles the turn and hands out its decision.
Decision conclude(Turn turn, const KindSpec& kind);

}  // namespace gongzhi
