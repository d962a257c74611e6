// What another case asks of this one (architecture.md, "What several cases share", c): a merged
// case brings its followers, a link is drawn from both sides.
#include <algorithm>
#include <utility>

#include "governance/inputs.hpp"
#include "governance/messages.hpp"
#include "governance/sheets.hpp"

namespace gongzhi {
namespace {

constexpr std::size_t followers_max = 1000;
constexpr std::size_t links_max = 100;

void add_follower(Case& item, Follower follower) {
  const bool is_there = std::ranges::any_of(item.followers, [&](const Follower& other) {
    return other.user == follower.user && other.device == follower.device;
  });
  const bool is_reporter =
      item.reporter.user == follower.user && item.reporter.device == follower.device;
  if (!is_there && !is_reporter && item.followers.size() < followers_max)
    item.followers.push_back(std::move(follower));
}

/// Parents of parents that are looked up; two cases merged into each other at the same moment would
/// else pass a child round for ever.
constexpr std::int64_t passed_max = 8;

std::int64_t passed(const Followup& followup) {
  const auto* times = find_value<std::int64_t>(followup.input, "passed");
  return times ? *times : 0;
}

/// A parent that was itself merged meanwhile hands the child on to its own parent.
Decision pass_on(const Case& before, const Followup& followup) {
  Decision decision = unchanged(before);
  Followup next = followup;
  next.target = *before.parent;
  next.input["passed"] = passed(followup) + 1;
  decision.followups.push_back(std::move(next));
  return decision;
}

Decision adopt(Turn turn, const KindSpec& kind, const Followup& followup) {
  Case& item = turn.item;
  const auto* weight = find_value<std::int64_t>(followup.input, "weight");
  item.weight += static_cast<int>(weight ? std::clamp<std::int64_t>(*weight, 1, 100000) : 1);
  for (const std::string& user : list_of(followup.input, "users")) add_follower(item, {user, {}});
  for (const std::string& device : list_of(followup.input, "devices"))
    add_follower(item, {{}, device});
  if (item.parent) item.flag = "merged_in_a_circle";  // a person must part them
  turn.noted["child"] = followup.cause.text();
  turn.noted["weight"] = std::int64_t{item.weight};
  if (kind.is_final(item.state)) {
    Notice notice;  // too late to be told by the closing itself
    notice.to_reporter = true;
    notice.template_id = "closed";
    turn.decision.notices.push_back(std::move(notice));
  }
  write_entry(turn, "adopt", item.state, item.state);
  return conclude(std::move(turn), kind);
}

Decision take_link(Turn turn, const KindSpec& kind, const Followup& followup) {
  Case& item = turn.item;
  const std::string number = followup.cause.text();
  if (std::ranges::find(item.links, number) != item.links.end() || item.links.size() >= links_max)
    return unchanged(item);
  item.links.push_back(number);
  turn.noted["number"] = number;
  write_entry(turn, "link", item.state, item.state);
  turn.decision.timeline.back().visibility = Visibility::staff;
  return conclude(std::move(turn), kind);
}

/// A case that this one opened has its number: it is linked, and stands in the line for which it
/// was opened.
Decision take_opened(Turn turn, const KindSpec& kind, const Followup& followup) {
  Case& item = turn.item;
  const std::string number = followup.cause.text();
  if (item.links.size() < links_max) item.links.push_back(number);
  const std::string& line = text_of(followup.input, "line");
  const auto slash = line.find('/');
  const SheetSpec* sheet = kind.find_sheet(line.substr(0, slash));
  if (sheet && slash != std::string::npos && sheet->find_field("case"))
    put_line(item, *sheet, {{sheet->key, line.substr(slash + 1)}, {"case", number}});
  turn.noted["number"] = number;
  turn.noted["kind"] = text_of(followup.input, "kind");
  write_entry(turn, "opened", item.state, item.state);
  return conclude(std::move(turn), kind);
}

/// What another case has to say (effect `tell`); where the kind does not listen in this state, it
/// is noted and nothing moves.
Decision take_word(Turn turn, const KindSpec& kind, const Followup& followup) {
  const std::string word = text_of(followup.input, "word");
  turn.actor = &platform_actor();
  turn.input = &followup.input;
  turn.noted["case"] = followup.cause.text();
  if (const std::string& result = text_of(followup.input, "result"); !result.empty())
    turn.noted["result"] = result;
  const auto listening = kind.alternatives(word, turn.item.state, Trigger::word);
  const Choice choice = choose(turn.look(), listening);
  if (choice.action) {
    perform(turn, kind, *choice.action);
  } else {
    write_entry(turn, word, turn.item.state, turn.item.state);
  }
  return conclude(std::move(turn), kind);
}

}  // namespace

Decision take_followup(const Hearing& hearing, const Case& before, const Followup& followup) {
  const KindSpec* kind = kind_of(hearing.world, before);
  if (!kind) return unchanged(before);
  const bool is_child = before.parent && *before.parent != followup.cause;
  if (followup.effect == "adopt" && is_child && passed(followup) < passed_max)
    return pass_on(before, followup);
  Turn turn = begin_turn(hearing, before);
  if (followup.effect == "adopt") return adopt(std::move(turn), *kind, followup);
  if (followup.effect == "link") return take_link(std::move(turn), *kind, followup);
  if (followup.effect == "opened") return take_opened(std::move(turn), *kind, followup);
  if (followup.effect == "word") return take_word(std::move(turn), *kind, followup);
  if (followup.effect == "handover") return take_handover(std::move(turn), *kind, followup);
  return refuse({Errc::invalid, "unknown_effect", "未知的联动操作"}, &before);
}

}  // namespace gongzhi
