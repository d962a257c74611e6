// Obstacles to a claim, and the order of the offer.
#include "governance/members.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "governance/draw.hpp"
#include "governance/free_hours.hpp"

namespace gongzhi {
namespace {

using namespace std::string_view_literals;

struct ObstacleWords {
  std::string_view name;
  std::string_view words;
};
constexpr std::array<ObstacleWords, 9> obstacle_words{
    {{"none"sv, "可以认领。"sv},
     {"not_a_member"sv, "只有已报到的在职党员可以认领。"sv},
     {"other_community"sv, "这项任务不在您报到的社区。"sv},
     {"own_report"sv, "您是上报人，请由其他党员认领。"sv},
     {"already_yours"sv, "您已经认领了这项任务。"sv},
     {"skill_missing"sv, "这项任务需要专门的特长。"sv},
     {"already_claimed"sv, "这项任务已被认领，感谢您的热心。"sv},
     {"too_many_open"sv, "您手上的任务已到上限，办结一项后再认领。"sv},
     {"needs_approval"sv, "近期有任务未完成，这次认领请先联系社区党组织。"sv}}};

bool has_any(const std::vector<std::string>& wanted, const std::vector<std::string>& present) {
  return std::any_of(wanted.begin(), wanted.end(), [&](const std::string& skill) {
    return std::find(present.begin(), present.end(), skill) != present.end();
  });
}

/// What depends neither on the member's load nor on how many places are left.
ClaimObstacle standing_obstacle(const Case& item, const User* user) {
  if (!user || user->role != Role::member || !user->active) return ClaimObstacle::not_a_member;
  if (item.community.empty() || user->community != item.community)
    return ClaimObstacle::other_community;
  if (item.reporter.user == user->id) return ClaimObstacle::own_report;
  for (const Claim& claim : item.claims)
    if (claim.user == user->id) return ClaimObstacle::already_yours;
  const std::vector<std::string> required = skills_required(item);
  if (!required.empty() && !has_any(required, user->skills)) return ClaimObstacle::skill_missing;
  return ClaimObstacle::none;
}

ClaimObstacle load_obstacle(const Policy& policy, const MemberLoad& load) {
  if (load.open_claims >= policy.open_claims_max) return ClaimObstacle::too_many_open;
  if (load.lapses_90d >= policy.lapses_max) return ClaimObstacle::needs_approval;
  return ClaimObstacle::none;
}

/// Everything by which two members are told apart, in the order in which it counts.
struct Standing {
  const User* user = nullptr;
  bool has_skill = false;
  bool own_grid = false;
  int open_claims = 0;
  std::optional<Instant> last_served;
  bool is_free = false;
  std::uint64_t draw = 0;

  auto key() const {
    // std::nullopt sorts before every instant: never served comes first.
    return std::tuple(!has_skill, !own_grid, open_claims, last_served, !is_free, draw,
                      std::string_view(user->id));
  }
};

std::string why_of(const Standing& standing) {
  std::string why = "在本社区报到";
  if (standing.has_skill) why += "，特长相符";
  if (standing.own_grid) why += "，住在本网格";
  why += "，手上有 " + std::to_string(standing.open_claims) + " 项任务";
  if (standing.last_served)
    why += "，上次服务 " + format_date(business_day(*standing.last_served));
  else
    why += "，还没有服务过";
  if (standing.is_free) why += "，此时有空";
  return why + "。";
}

bool is_free_at(const User& member, Instant at) {
  return std::any_of(member.free_hours.begin(), member.free_hours.end(),
                     [&](const std::string& hours) { return covers(hours, at); });
}

}  // namespace

std::string_view name(ClaimObstacle obstacle) {
  return obstacle_words[static_cast<std::size_t>(obstacle)].name;
}

std::string_view kind_words(ClaimObstacle obstacle) {
  return obstacle_words[static_cast<std::size_t>(obstacle)].words;
}

std::vector<std::string> skills_required(const Case& item) {
  if (const auto* list = find_value<std::vector<std::string>>(item.fields, "skills")) return *list;
  if (const std::string& skill = text_of(item.fields, "skills"); !skill.empty()) return {skill};
  return {};
}

ClaimObstacle obstacle_to_claim(const World& world, const Case& item, std::string_view user,
                                const Facts& facts) {
  const ClaimObstacle standing = standing_obstacle(item, world.directory.find_user(user));
  if (standing != ClaimObstacle::none) return standing;
  if (static_cast<int>(item.claims.size()) >= item.places) return ClaimObstacle::already_claimed;
  return load_obstacle(world.policy, facts.load_of(user));
}

std::vector<Candidate> rank_candidates(const World& world, const Case& item, const Facts& facts,
                                       Instant at) {
  const Category* category = world.catalogue.find_category(item.category);
  const std::string seed = draw_seed(world.policy.draw_seed, item.number.text(), 1);
  std::vector<Standing> standings;
  for (const User* user : world.directory.members_of(item.community)) {
    if (standing_obstacle(item, user) != ClaimObstacle::none) continue;
    if (world.arrangements.absence_of(user->id, at) != nullptr) continue;
    const MemberLoad load = facts.load_of(user->id);
    if (load_obstacle(world.policy, load) != ClaimObstacle::none) continue;
    Standing standing;
    standing.user = user;
    standing.has_skill = category && has_any(category->claim_skills, user->skills);
    standing.own_grid =
        std::find(user->grids.begin(), user->grids.end(), item.grid) != user->grids.end();
    standing.open_claims = load.open_claims;
    standing.last_served = load.last_served;
    standing.is_free = is_free_at(*user, at);
    standing.draw = draw_rank(seed, user->id);
    standings.push_back(standing);
  }
  const auto wanted = static_cast<std::size_t>(std::max(0, world.policy.candidates_max));
  const std::size_t count = std::min(wanted, standings.size());
  std::partial_sort(standings.begin(), standings.begin() + static_cast<std::ptrdiff_t>(count),
                    standings.end(),
                    [](const Standing& a, const Standing& b) { return a.key() < b.key(); });
  std::vector<Candidate> candidates;
  candidates.reserve(count);
  for (std::size_t i = 0; i < count; ++i)
    candidates.push_back({standings[i].user->id, why_of(standings[i])});
  return candidates;
}

}  // namespace gongzhi
