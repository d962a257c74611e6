// The named vocabulary of conditions: what `when` and `guards` of a kind may say. Each word is one
// pure question about a case, an actor and an input; a table joins word, function and the words of
// refusal.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "governance/facts.hpp"
#include "governance/world.hpp"

namespace gongzhi {

/// What a guard may look at. Without `input` and `facts` only what is open is asked: words that
/// read them hold, unless the case alone rules them out (GuardWord::can_hold).
struct Look {
  const World& world;
  const Case& item;
  const Actor& actor;
  Instant now{};
  const Values* input = nullptr;
  const Facts* facts = nullptr;
  std::string_view came_from = {};  // the state left within the same message, for entry actions

  /// The actor's account; nullptr without one.
  const User* user() const { return world.directory.find_user(actor.user); }
};

/// What a word looks at.
enum class Reads {
  record,  // the case, the actor and the configuration only
  input    // also the input of the action or facts outside the case
};

using GuardFunction = bool (*)(const Look&, std::span<const std::string> arguments);

struct GuardWord {
  std::string_view word;
  std::size_t arguments = 0;
  Reads reads = Reads::record;
  GuardFunction holds = nullptr;
  Errc code = Errc::conflict;
  std::string_view reason;   // machine word of the refusal
  std::string_view message;  // kind words, shown to the person
  std::string_view english;  // the same for who asks in English (english_of())
  /// What a word on the input can say of the case alone, when only what is open is asked; without
  /// it the word holds then. Must be true wherever some input would make `holds` true.
  GuardFunction can_hold = nullptr;
};

/// All words, for kind_check and documentation.
std::span<const GuardWord> guard_words();
/// nullptr for a word that does not exist.
const GuardWord* find_guard(std::string_view word);

/// The first of `terms` that does not hold; nullptr when all do. Unknown words never hold (a kind
/// is checked before it is loaded).
const GuardWord* first_broken(const Look& look, std::span<const Term> terms);

/// A claim is given up freely until then (domain.md section 3 row 9).
Instant free_give_up_until(const World& world, const Claim& claim);

}  // namespace gongzhi
