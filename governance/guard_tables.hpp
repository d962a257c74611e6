// The guard words by what they ask about; guards.cpp joins the tables. Internal to the vocabulary.
#pragma once

#include "governance/guards.hpp"

namespace gongzhi {

/// Words about the case as it stands.
std::span<const GuardWord> record_guards();
/// Words about the actor: who may, besides role and relation.
std::span<const GuardWord> actor_guards();
/// Words about the input of an action and about other cases.
std::span<const GuardWord> input_guards();
/// Words about fields and sheets of any kind.
std::span<const GuardWord> field_guards();
std::span<const GuardWord> sheet_guards();

}  // namespace gongzhi
