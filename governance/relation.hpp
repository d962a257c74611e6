// How an actor stands to a case, and who is permitted an action.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "governance/directory.hpp"

namespace gongzhi {

/// Several may hold at once (domain.md section 1: scope = role x organisation subtree).
enum class Relation {
  anyone,    // no relation asked
  reporter,  // sent the report, or follows it on the same key
  follower,
  candidate,  // active member of the case's community who may claim
  claimant,   // holds one of its places
  holder,     // has it in hand
  verifier,   // was drawn to check it
  lead_body,  // works in the responsible body
  assist_body,
  owner_body,     // works in the Party committee of record
  own_grid,       // walks the case's grid (worker or deputy)
  own_community,  // works in, or is registered with, the case's community
  subtree         // the case lies in the subtree of the actor's org (own community included)
};
inline constexpr int relation_count = 13;
std::string_view name(Relation relation);
std::optional<Relation> parse_relation(std::string_view text);

/// The relations that hold at once.
class RelationSet {
 public:
  constexpr RelationSet() = default;
  constexpr RelationSet(std::initializer_list<Relation> relations) {
    for (Relation relation : relations) insert(relation);
  }
  constexpr void insert(Relation relation) { bits_ |= bit(relation); }
  constexpr bool contains(Relation relation) const { return (bits_ & bit(relation)) != 0; }
  bool operator==(const RelationSet&) const = default;

 private:
  static constexpr std::uint32_t bit(Relation relation) {
    return std::uint32_t{1} << static_cast<unsigned>(relation);
  }
  std::uint32_t bits_ = 0;
};

/// One way to be permitted: written `role@relation`, `@relation` (any role) or `system` (the
/// platform itself).
struct Permit {
  std::optional<Role> role;  // none = any role, also people without account
  Relation relation = Relation::anyone;
  bool is_system = false;

  bool operator==(const Permit&) const = default;
};

/// Reads `grid_worker@own_grid`, `@reporter`, `supervisor` (= `supervisor@anyone`) or `system`.
/// Errc::invalid otherwise.
Result<Permit> parse_permit(std::string_view text);
std::string format_permit(const Permit& permit);

}  // namespace gongzhi
