// Effects on the end of the work: handled, checked by somebody else, confirmed, closed, reopened.
#include <array>
#include <vector>

#include "governance/answerable.hpp"
#include "governance/draw.hpp"
#include "governance/effect_tables.hpp"
#include "governance/inputs.hpp"

namespace gongzhi {
namespace {

using Arguments = std::span<const std::string>;

void mark_handled(Turn& turn) {
  Case& item = turn.item;
  item.handled_at = turn.now;
  if (!item.first_handled_at) item.first_handled_at = turn.now;
}

void record_result(Turn& turn, Arguments) {
  Case& item = turn.item;
  const std::string& given = text_of(*turn.input, "result");
  item.result = !given.empty() ? given : item.claims.empty() ? "resolved" : "member_resolved";
  item.result_text = text_of(*turn.input, "text");
  mark_handled(turn);
  turn.noted["result"] = item.result;
}

/// Row 22: solved on the spot. At creation the words stand in the fields, as an action in the
/// input.
void record_self_handled(Turn& turn, Arguments) {
  Case& item = turn.item;
  const Values& words = is_given(*turn.input, "after") ? *turn.input : item.fields;
  item.self_handled = true;
  item.holder = item.reporter.user;
  item.result = "self_handled";
  item.result_text = text_of(words, "after");
  mark_handled(turn);
  turn.noted["result"] = item.result;
}

/// The draw is on record with everything needed to repeat it (draw.hpp).
void draw(Turn& turn) {
  Case& item = turn.item;
  const std::vector<std::string> pool = verifier_pool(turn.world, item, turn.now);
  ++item.draws;  // each draw of a case has a seed of its own, also after rework
  const std::string seed = draw_seed(turn.world.policy.draw_seed, item.number.text(), item.draws);
  const auto drawn = draw_one(seed, pool);
  item.verifier = drawn ? *drawn : std::string{};
  turn.noted["draw_seed"] = seed;
  turn.noted["draw_from"] = pool;
  turn.noted["verifier"] = item.verifier;
}

void draw_verifier(Turn& turn, Arguments) {
  turn.item.verifiers_tried.clear();
  turn.item.check_unable = 0;
  draw(turn);
}

void draw_again(Turn& turn, Arguments) {
  add_once(turn.item.verifiers_tried, turn.item.verifier);
  draw(turn);
}

void count_unable(Turn& turn, Arguments) {
  ++turn.item.check_unable;
  turn.noted["unable"] = std::int64_t{turn.item.check_unable};
}

/// Row 26: after the second "unable" a secretary decides, of a body that has no part in it.
void secretary_checks(Turn& turn, Arguments) {
  Case& item = turn.item;
  add_once(item.verifiers_tried, item.verifier);
  item.verifier.clear();
  const std::string& county = turn.world.directory.county().id;
  for (const std::string& org : {item.owner, item.township, county}) {
    if (org.empty()) continue;
    for (const User* secretary : secretaries_of(turn.world, org)) {
      if (is_own_work(turn.world, item, *secretary)) continue;
      item.verifier = secretary->id;
      turn.noted["verifier"] = item.verifier;
      return;
    }
  }
}

void tick_closing(Turn& turn, Arguments) {
  turn.item.closing_ticked = true;
  const Standard* standard = turn.world.catalogue.find_standard(turn.item.standard);
  if (standard && !standard->closing.empty()) turn.noted["closing"] = standard->closing;
}

void skip_check(Turn& turn, Arguments arguments) {
  turn.item.check_skipped = true;
  turn.noted["policy"] = turn.item.check_policy;
  tick_closing(turn, arguments);
}

void record_answer(Turn& turn, Arguments) {
  const std::string& satisfaction = text_of(*turn.input, "satisfaction");
  turn.item.satisfaction = satisfaction.empty() ? "satisfied" : satisfaction;
  turn.noted["satisfaction"] = turn.item.satisfaction;
}

void record_dissatisfaction(Turn& turn, Arguments) {
  turn.item.satisfaction = "unsatisfied";
}

void mark_unconfirmed(Turn& turn, Arguments) {
  turn.item.unconfirmed = true;
}

void mark_confirmed(Turn& turn, Arguments) {
  turn.item.unconfirmed = false;
}

void record_rejection(Turn& turn, Arguments) {
  Case& item = turn.item;
  item.result = text_of(*turn.input, "reason_code");
  item.result_text = text_of(*turn.input, "where");
  item.rejected_by = turn.actor->user;
  item.closed_at = turn.now;
}

void record_end(Turn& turn, Arguments arguments) {
  turn.item.result = arguments[0];
  turn.item.closed_at = turn.now;
}

/// Closing for the first time, or again after a refused wish to reopen: the window of 14 days runs
/// from the first closing, so that asking does not prolong it.
void close(Turn& turn, Arguments) {
  Case& item = turn.item;
  if (item.result.empty()) item.result = "resolved";
  item.pending = {};
  turn.noted["result"] = item.result;
  turn.noted["unconfirmed"] = item.unconfirmed;
  if (item.closed_at) return;
  item.closed_at = turn.now;
  item.reinspect = drawn_for_reinspection(turn.world.policy.draw_seed, item.number.text(),
                                          turn.world.policy.reinspection_per_mille);
  turn.noted["reinspect"] = item.reinspect;
}

void appeal(Turn& turn, Arguments) {
  Case& item = turn.item;
  item.appealed = true;
  item.result.clear();
  item.result_text.clear();
  item.closed_at.reset();
}

void accept_reopen(Turn& turn, Arguments) {
  Case& item = turn.item;
  ++item.reopened;
  item.reopen_refused = false;
  item.appeal_open = false;
  item.unconfirmed = false;
  item.satisfaction.clear();
  item.closed_at.reset();
  turn.noted["reopened"] = std::int64_t{item.reopened};
}

void refuse_reopen(Turn& turn, Arguments) {
  turn.item.reopen_refused = true;
}

void appeal_reopen(Turn& turn, Arguments) {
  turn.item.reopen_appealed = true;
  turn.item.appeal_open = true;
}

void end_appeal(Turn& turn, Arguments) {
  turn.item.appeal_open = false;
  turn.item.stage_due.reset();
}

constexpr std::array table{
    EffectWord{"record_result", 0, record_result, "text"},
    EffectWord{"record_self_handled", 0, record_self_handled, {}, Hand::fills},
    EffectWord{"draw_verifier", 0, draw_verifier},
    EffectWord{"draw_again", 0, draw_again},
    EffectWord{"count_unable", 0, count_unable},
    EffectWord{"secretary_checks", 0, secretary_checks},
    EffectWord{"tick_closing", 0, tick_closing},
    EffectWord{"skip_check", 0, skip_check},
    EffectWord{"record_answer", 0, record_answer},
    EffectWord{"record_dissatisfaction", 0, record_dissatisfaction},
    EffectWord{"mark_unconfirmed", 0, mark_unconfirmed},
    EffectWord{"mark_confirmed", 0, mark_confirmed},
    EffectWord{"record_rejection", 0, record_rejection, "reason_code"},
    EffectWord{"record_end", 1, record_end},
    EffectWord{"close", 0, close},
    EffectWord{"appeal", 0, appeal},
    EffectWord{"accept_reopen", 0, accept_reopen},
    EffectWord{"refuse_reopen", 0, refuse_reopen},
    EffectWord{"appeal_reopen", 0, appeal_reopen},
    EffectWord{"end_appeal", 0, end_appeal},
};

}  // namespace

std::span<const EffectWord> check_effects() {
  return table;
}

}  // namespace gongzhi
