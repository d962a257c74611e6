// decide(world, facts, case, message, now): the one place where messages become decisions. Pure.
#pragma once

#include "governance/decision.hpp"
#include "governance/facts.hpp"
#include "governance/world.hpp"

namespace gongzhi {

/// Decides a message about one case. `before` is nullptr for CreateCase. `now` is message.at or
/// later and is the only clock. Never throws for foreseeable input: what may not be is a Decision
/// with a refused outcome, except that a CreateCase always becomes a case (flagged, in triage, when
/// something about it is wrong: an acknowledged report is never refused).
Decision decide(const World& world, const Facts& facts, const Case* before, const Message& message,
                Instant now);

/// The earliest clock of the case that will come due, as the message that the worker applies then.
/// None when the case is final or nothing is running.
std::optional<TimerFired> next_timer(const World& world, const Case& item);

}  // namespace gongzhi
