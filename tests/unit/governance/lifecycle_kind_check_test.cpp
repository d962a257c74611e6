// What kind_check finds: each way of breaking a kind has a finding of its own.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "governance/kind_check.hpp"
#include "governance/kind_drawing.hpp"

namespace gongzhi {
namespace {

StateSpec state(std::string name, std::string clock = "triage") {
  StateSpec spec;
  spec.name = std::move(name);
  spec.label = "状态";
  spec.step = "信息收集";
  spec.owner = "triager";
  spec.clock = std::move(clock);
  spec.extended_status = "OPEN";
  return spec;
}

StateSpec end(std::string name) {
  StateSpec spec = state(std::move(name), "");
  spec.owner.clear();
  spec.final = true;
  spec.open311 = "closed";
  return spec;
}

ActionSpec move(std::string name, std::string from, std::string to) {
  ActionSpec action;
  action.name = std::move(name);
  action.label = "动作";
  action.from = {std::move(from)};
  action.to = std::move(to);
  action.row = "5";
  action.who = {parse_permit("triager@subtree").value()};
  return action;
}

/// received → doing → closed.
KindSpec sound() {
  KindSpec kind;
  kind.name = "tiny";
  kind.label = "小件";
  kind.who_creates = {parse_permit("@anyone").value()};
  kind.states = {state("received"), state("doing"), end("closed")};
  kind.actions = {move("begin", "received", "doing"), move("finish", "doing", "closed")};
  return kind;
}

std::vector<std::string> codes_after(const std::function<void(KindSpec&)>& damage) {
  KindSpec kind = sound();
  damage(kind);
  std::vector<std::string> codes;
  for (const KindFinding& finding : check_kind(kind)) {
    EXPECT_FALSE(finding.pointer.empty());
    EXPECT_FALSE(finding.detail.empty());
    codes.push_back(finding.code);
  }
  return codes;
}

using Codes = std::vector<std::string>;

TEST(KindCheck, FindsNothingInASoundKind) {
  EXPECT_TRUE(check_kind(sound()).empty());
}

TEST(KindCheck, FindsStatesThatNobodyReaches) {
  EXPECT_EQ(codes_after([](KindSpec& kind) {
              kind.states.push_back(state("island"));
              kind.actions.push_back(move("leave", "island", "closed"));
            }),
            Codes{"unreachable"});
}

TEST(KindCheck, FindsStatesWithoutAWayOut) {
  EXPECT_EQ(codes_after([](KindSpec& kind) {
              kind.states.push_back(state("trap"));
              kind.actions.push_back(move("fall", "doing", "trap"));
            }),
            Codes{"no_exit"});
}

TEST(KindCheck, FindsStatesWithoutOwnerOrDeadline) {
  EXPECT_EQ(codes_after([](KindSpec& kind) { kind.states[1].owner.clear(); }), Codes{"no_owner"});
  EXPECT_EQ(codes_after([](KindSpec& kind) { kind.states[1].owner = "king"; }),
            Codes{"unknown_owner"});
  EXPECT_EQ(codes_after([](KindSpec& kind) { kind.states[1].clock.clear(); }),
            Codes{"no_deadline"});
  EXPECT_EQ(codes_after([](KindSpec& kind) { kind.states[1].clock = "moon"; }),
            Codes{"unknown_clock"});
  EXPECT_EQ(codes_after([](KindSpec& kind) { kind.states[2].clock = "triage"; }), Codes{"clock"});
}

TEST(KindCheck, FindsActionsThatNobodyMayDo) {
  EXPECT_EQ(codes_after([](KindSpec& kind) { kind.actions[0].who.clear(); }), Codes{"no_role"});
  EXPECT_EQ(codes_after([](KindSpec& kind) { kind.who_creates.clear(); }), Codes{"no_role"});
  EXPECT_EQ(
      codes_after([](KindSpec& kind) { kind.actions[0].who = {parse_permit("system").value()}; }),
      Codes{"trigger"});
}

TEST(KindCheck, FindsWordsThatNobodyKnows) {
  EXPECT_EQ(codes_after([](KindSpec& kind) { kind.actions[0].guards = {{"moon_is_full"}}; }),
            Codes{"unknown_guard"});
  EXPECT_EQ(codes_after([](KindSpec& kind) { kind.actions[0].when = {{"moon_is_full"}}; }),
            (Codes{"unknown_guard", "no_default"}));
  EXPECT_EQ(codes_after([](KindSpec& kind) { kind.actions[0].effects = {{"rain"}}; }),
            Codes{"unknown_effect"});
  EXPECT_EQ(codes_after([](KindSpec& kind) {
              kind.actions[0].effects = {{"notify", {"lead"}}};
            }),
            Codes{"arguments"});
  EXPECT_EQ(codes_after([](KindSpec& kind) {
              kind.actions[0].effects = {{"notify", {"king", "x"}}};
            }),
            Codes{"unknown_target"});
  EXPECT_EQ(codes_after([](KindSpec& kind) { kind.actions[0].effects = {{"reassign"}}; }),
            Codes{"missing_input"});
  EXPECT_EQ(codes_after([](KindSpec& kind) { kind.actions[0].to = "nowhere"; }),
            Codes{"unknown_state"});
}

TEST(KindCheck, TellsARenamedStateOnceWithItsPlaceAndTheNearestName) {
  KindSpec kind = sound();
  kind.states[1].name = "doings";

  const auto findings = check_kind(kind);

  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].place, "/actions/0/to");
  EXPECT_NE(findings[0].detail.find("did you mean `doings`?"), std::string::npos);
  EXPECT_NE(findings[0].detail.find("2 places"), std::string::npos);
}

TEST(KindCheck, FindsMovesThatTheTableDoesNotList) {
  const auto of_items = [](auto change) {
    return codes_after([change](KindSpec& kind) {
      kind.rules = KindSpec::Rules::item;
      change(kind.actions[0].row);
    });
  };
  EXPECT_EQ(of_items([](std::string& row) { row.clear(); }), Codes{"no_row"});
  EXPECT_EQ(of_items([](std::string& row) { row = "30"; }), Codes{"row"});
  EXPECT_EQ(codes_after([](KindSpec& kind) { kind.actions[0].row.clear(); }), Codes{});
}

TEST(KindCheck, FindsAlternativesThatHideEachOther) {
  EXPECT_EQ(codes_after([](KindSpec& kind) {
              kind.actions.push_back(move("begin", "received", "closed"));
            }),
            Codes{"shadowed"});
  EXPECT_EQ(codes_after([](KindSpec& kind) {
              kind.actions.push_back(move("begin", "received", "closed"));
              kind.actions[0].when = {{"returns_left"}};
              kind.actions[0].who = {parse_permit("@reporter").value()};
            }),
            Codes{"alternatives"});
}

TEST(KindCheck, FindsMovesThatWouldFollowOfThemselvesForEver) {
  EXPECT_EQ(codes_after([](KindSpec& kind) {
              for (const auto& [from, to] :
                   {std::pair{"received", "doing"}, std::pair{"doing", "received"}}) {
                ActionSpec action = move(std::string("auto_") + to, from, to);
                action.trigger = Trigger::entry;
                action.who = {parse_permit("system").value()};
                kind.actions.push_back(action);
              }
            }),
            (Codes{"entry_circle", "entry_circle"}));
}

TEST(KindCheck, FindsClockMovesWithoutAClock) {
  EXPECT_EQ(codes_after([](KindSpec& kind) {
              kind.states[1].clock = "handling";
              ActionSpec action = move("timeout", "doing", "closed");
              action.trigger = Trigger::clock;
              action.who = {parse_permit("system").value()};
              kind.actions.push_back(action);
            }),
            Codes{"no_clock"});
}

TEST(KindCheck, FindsDoubledNamesAndChoicesWithoutChoices) {
  EXPECT_EQ(codes_after([](KindSpec& kind) { kind.states.push_back(end("closed")); }),
            Codes{"double"});
  EXPECT_EQ(codes_after([](KindSpec& kind) {
              FieldSpec field;
              field.name = "which";
              field.type = FieldSpec::Type::choice;
              kind.fields = {field};
            }),
            Codes{"choices"});
}

/// As sound(), with somebody who has it in hand while it is being done.
void give_to_holder(KindSpec& kind, const std::vector<Term>& effects) {
  kind.states[1].owner = "holder";
  kind.actions[0].needs = {{.name = "person", .label = "承办人", .type = FieldSpec::Type::user}};
  kind.actions[0].effects = effects;
}

TEST(KindCheck, FindsWaysOnWhichNobodyHasTheCaseInHand) {
  EXPECT_EQ(codes_after([](KindSpec& kind) { give_to_holder(kind, {}); }), Codes{"no_holder"});
  EXPECT_EQ(codes_after([](KindSpec& kind) { give_to_holder(kind, {{"sign_person"}}); }), Codes{});
  EXPECT_EQ(codes_after([](KindSpec& kind) {
              give_to_holder(kind, {{"sign_person"}, {"release_holder"}});
            }),
            Codes{"no_holder"});
  EXPECT_EQ(codes_after([](KindSpec& kind) {
              give_to_holder(kind, {{"sign_person"}});
              kind.actions.push_back(move("drop", "doing", ""));
              kind.actions.back().effects = {{"release_holder"}};
            }),
            Codes{"no_holder"});
}

TEST(KindCheck, FindsFieldsThatBringAlongWhatIsNotThere) {
  const auto with = [](const char* other) {
    return codes_after([other](KindSpec& kind) {
      kind.fields = {{.name = "done", .label = "已办", .type = FieldSpec::Type::boolean},
                     {.name = "after", .label = "办后"}};
      kind.fields.front().with = {other};
    });
  };
  EXPECT_EQ(with("after"), Codes{});
  EXPECT_EQ(with("before"), Codes{"with"});
  EXPECT_EQ(with("done"), Codes{"with"});
}

TEST(KindDrawing, DrawsEachArrowOnceWithAllItsNames) {
  KindSpec kind = sound();
  kind.actions.push_back(move("hurry", "received", "doing"));
  kind.actions.back().label = "加急";

  EXPECT_EQ(draw_diagram(kind),
            "stateDiagram-v2\n"
            "  state \"状态\" as received\n"
            "  state \"状态\" as doing\n"
            "  state \"状态\" as closed\n"
            "  [*] --> received\n"
            "  received --> doing: 动作 / 加急\n"
            "  doing --> closed: 动作\n"
            "  closed --> [*]\n");
}

TEST(Terms, AreReadAndWritten) {
  EXPECT_EQ(parse_term("close").value(), (Term{"close"}));
  EXPECT_EQ(parse_term("notify(lead,dispatched)").value(),
            (Term{"notify", {"lead", "dispatched"}}));
  EXPECT_EQ(format_term({"notify", {"lead", "dispatched"}}), "notify(lead,dispatched)");
  for (const char* bad : {"", "A", "a(", "a()", "a(b", "a(b,)", "a b", "a(b)c", "a(b(c))", "字"})
    EXPECT_FALSE(parse_term(bad).has_value()) << bad;
}

TEST(KindSet, NamesTheKindsThatACategoryFits) {
  KindSpec wide = sound();
  wide.name = "wide";
  wide.label = "大件";
  wide.takes = {"tiny"};
  const KindSet kinds({sound(), wide});

  EXPECT_EQ(kinds.labels_taking("tiny"), "“小件”、“大件”");
  EXPECT_EQ(kinds.labels_taking("wide"), "“大件”");
  EXPECT_TRUE(kinds.find("tiny")->takes_category_of(""));
}

TEST(KindSet, KeepsVersionsAndFindsTheNewest) {
  KindSpec old = sound();
  KindSpec young = sound();
  young.version = 2;
  const KindSet kinds({old, young});

  EXPECT_EQ(kinds.find("tiny")->version, 2);
  EXPECT_EQ(kinds.find("tiny", 1)->version, 1);
  EXPECT_EQ(kinds.find("tiny", 3), nullptr);
  EXPECT_EQ(kinds.find("other"), nullptr);
}

}  // namespace
}  // namespace gongzhi
