// The words of relations, and permits as kinds write them.
#include "governance/relation.hpp"

#include <array>

namespace gongzhi {
namespace {

using namespace std::string_view_literals;

constexpr std::array relation_names{
    "anyone"sv,   "reporter"sv,      "follower"sv,  "candidate"sv,   "claimant"sv,
    "holder"sv,   "verifier"sv,      "lead_body"sv, "assist_body"sv, "owner_body"sv,
    "own_grid"sv, "own_community"sv, "subtree"sv};
static_assert(relation_names.size() == relation_count);

Error not_a_permit(std::string_view text, std::string_view why) {
  return fail(Errc::invalid,
              std::string(why) + "; expected role@relation, role, @relation or system",
              std::string(text.substr(0, 100)));
}

}  // namespace

std::string_view name(Relation relation) {
  return relation_names[static_cast<std::size_t>(relation)];
}

std::optional<Relation> parse_relation(std::string_view text) {
  for (std::size_t i = 0; i < relation_names.size(); ++i)
    if (relation_names[i] == text) return static_cast<Relation>(i);
  return std::nullopt;
}

Result<Permit> parse_permit(std::string_view text) {
  Permit permit;
  if (text == "system") {
    permit.is_system = true;
    return permit;
  }
  const auto at = text.find('@');
  const std::string_view role = text.substr(0, at);
  if (!role.empty()) {
    permit.role = parse_role(role);
    if (!permit.role) return not_a_permit(text, "no such role: " + std::string(role.substr(0, 40)));
  }
  if (at == std::string_view::npos) {
    if (role.empty()) return not_a_permit(text, "empty permit");
    return permit;
  }
  const std::string_view relation_word = text.substr(at + 1);
  const auto relation = parse_relation(relation_word);
  if (!relation)
    return not_a_permit(text, "no such relation: " + std::string(relation_word.substr(0, 40)));
  permit.relation = *relation;
  return permit;
}

std::string format_permit(const Permit& permit) {
  if (permit.is_system) return "system";
  std::string text;
  if (permit.role) text = name(*permit.role);
  if (!permit.role || permit.relation != Relation::anyone)
    text += "@" + std::string(name(permit.relation));
  return text;
}

}  // namespace gongzhi
