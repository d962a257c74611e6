// A kind of case as data: fields, states, transitions, acts without a move, clocks. Read from
// config/kinds/*.json by wire/, interpreted by lifecycle.cpp with the vocabulary of guards.hpp and
// effects.hpp.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "governance/error.hpp"
#include "governance/limit.hpp"
#include "governance/relation.hpp"

namespace gongzhi {

/// A word with arguments: a guard or an effect, e.g. `pending(suspension)`,
/// `notify(lead,dispatched)`.
struct Term {
  std::string word;
  std::vector<std::string> arguments = {};

  bool operator==(const Term&) const = default;
};

/// Reads `word` or `word(a,b)`: lower-case letters, digits, `_` and `-`. Errc::invalid otherwise.
Result<Term> parse_term(std::string_view text);
std::string format_term(const Term& term);

/// One input of an action or one field of a kind.
struct FieldSpec {
  enum class Type {
    text,  // free words of a person: kept apart in the timeline so that they can be erased
    word,  // a code or id without blanks
    integer,
    number,
    boolean,
    list,   // of texts
    files,  // of ids of uploads
    date,   // YYYY-MM-DD
    time,   // RFC 3339
    user,
    org,
    case_number,
    choice
  };
  std::string name;
  std::string label;  // Chinese
  Type type = Type::text;
  bool required = false;
  std::size_t length_max = 2000;          // code points of a text, elements of a list
  std::vector<std::string> choices = {};  // for choice
  std::vector<std::string> with = {};  // fields that must be given along with it (or with `true`)

  bool operator==(const FieldSpec&) const = default;
};
std::string_view name(FieldSpec::Type type);
std::optional<FieldSpec::Type> parse_field_type(std::string_view text);

struct StateSpec {
  std::string name;   // received, triage, …
  std::string label;  // Chinese
  std::string step;   // one of the seven steps
  std::string owner;  // who is answerable: a word of the vocabulary (triager, lead, holder, …)
  std::string clock;  // what sets the state's due: see state_clocks(); empty only for final states
  std::string open311 = "open";
  std::string extended_status;
  bool final = false;
};

/// A length of time that a kind promises, by name; what a state's `clock` may be besides the stages
/// of clocks.hpp.
struct ClockSpec {
  std::string name;
  std::string label;  // Chinese
  Limit limit;
};

/// A list that a case keeps line by line (表): parties with their answers, attendance, spending.
struct SheetSpec {
  std::string name;
  std::string label;  // Chinese
  std::string key;    // field that tells the lines apart; empty = lines are only ever added
  std::size_t lines_max = 200;
  std::vector<FieldSpec> fields;

  const FieldSpec* find_field(std::string_view field) const;
};

/// What sets an action off: somebody's message, arriving in the state, the state's clock, or word
/// from another case (effect `tell`).
enum class Trigger { person, entry, clock, word };
std::string_view name(Trigger trigger);
std::optional<Trigger> parse_trigger(std::string_view text);

/// A transition (or, with `to` empty, an act without a move). Several may share a name: those that
/// start in one state with the same trigger are alternatives, and the first whose `when` holds is
/// taken.
struct ActionSpec {
  std::string name;
  std::string label;
  Trigger trigger = Trigger::person;
  std::vector<std::string> from;  // states; never empty
  std::string to;                 // empty = stays
  std::vector<Permit> who;
  std::vector<FieldSpec> needs;
  std::vector<Term> when;    // choose between alternatives, never refuse
  std::vector<Term> guards;  // refuse, with a reason
  std::vector<Term> effects;
  std::string row;            // line of domain.md section 3; empty for an act without a move
  bool needs_version = true;  // claim does not
  bool staff_only = false;    // its timeline entry is not for the reporter

  bool starts_in(std::string_view state) const;
};

struct KindSpec {
  std::string name;
  std::string label;
  std::int64_t version = 1;
  std::string initial = "received";
  std::vector<Permit> who_creates;
  std::vector<std::string> takes = {};  // kinds whose categories it takes besides its own
  /// Whether its moves are rows of the one transition table of items (件), or its own.
  enum class Rules { own, item } rules = Rules::own;
  bool is_private = false;  // every case of it
  std::vector<FieldSpec> fields;
  std::vector<ClockSpec> clocks = {};
  std::vector<SheetSpec> sheets = {};
  /// What cases are found by: names of fields, `sheet.field` for lines.
  std::vector<std::string> indexed = {};
  std::vector<StateSpec> states;
  std::vector<ActionSpec> actions;

  const StateSpec* find_state(std::string_view state) const;
  const FieldSpec* find_field(std::string_view field) const;
  const ClockSpec* find_clock(std::string_view clock) const;
  const SheetSpec* find_sheet(std::string_view sheet) const;
  /// The first action of persons of that name that starts in `state`. Its alternatives permit the
  /// same people (kind_check.hpp).
  const ActionSpec* find_action(std::string_view action, std::string_view state) const;
  /// All alternatives of that name and trigger in `state`, in order. For Trigger::entry and
  /// Trigger::clock an empty name means any.
  std::vector<const ActionSpec*> alternatives(std::string_view action, std::string_view state,
                                              Trigger trigger) const;
  /// May a report of this kind name a category that opens cases of `category_kind`? One that opens
  /// no kind of its own fits every kind (domain.md section 0: a request is handled as an incident).
  bool takes_category_of(std::string_view category_kind) const;
  /// True when persons have an action of that name in any state.
  bool knows_action(std::string_view action) const;
  bool is_final(std::string_view state) const;
};

/// All kinds and the versions still in use.
class KindSet {
 public:
  KindSet() = default;
  explicit KindSet(std::vector<KindSpec> kinds);

  /// The newest version, or exactly `version`; nullptr when unknown.
  const KindSpec* find(std::string_view name) const;
  const KindSpec* find(std::string_view name, std::int64_t version) const;
  std::span<const KindSpec> all() const { return kinds_; }
  /// The labels of the kinds that a category of `category_kind` may be reported as: “诉求”、“…”.
  std::string labels_taking(std::string_view category_kind) const;

 private:
  std::vector<KindSpec> kinds_;
};

}  // namespace gongzhi
