// The effect words by what they touch; effects.cpp joins the tables. Internal to the vocabulary.
#pragma once

#include "governance/effects.hpp"

namespace gongzhi {

std::span<const EffectWord> place_effects();   // where and what: locate, classify, route
std::span<const EffectWord> clock_effects();   // handling clock, contact, suspension, extension
std::span<const EffectWord> people_effects();  // lead, holder, claims, followers
std::span<const EffectWord> check_effects();   // handled, checked, closed, reopened
std::span<const EffectWord> matter_effects();  // merge, link, whistle, notices

std::span<const EffectWord> field_effects();  // fields of any kind, and whom they name
std::span<const EffectWord> sheet_effects();  // lines of sheets
std::span<const EffectWord> case_effects();   // cases that open others and tell them

/// Adds `text` unless empty or there already.
void add_once(std::vector<std::string>& list, const std::string& text);

/// Sets owner, rule, lead, assists, places and check policy from the routing table.
void take_route(Turn& turn);

/// Offers the case to the members who fit, in order; none when it is not claimable.
void offer_to_members(Turn& turn);

}  // namespace gongzhi
