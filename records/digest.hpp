// Digests of the record: salted ones of personal text, and the link from one timeline entry to the
// next. Every field is preceded by its length, so that no two different rows have one encoding.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace gongzhi::records {

/// 32 hex digits of fresh randomness.
std::string fresh_salt();

/// SHA-256 over the salt and the note, 64 hex digits.
std::string note_digest(std::string_view salt, std::string_view note);

/// SHA-256 over fields of a row in their order, 64 hex digits.
std::string fields_hash(std::initializer_list<std::variant<std::int64_t, std::string_view>> fields);

struct CaseText;

/// SHA-256 over the salt, title, description, address and sealed fields of a case, 64 hex digits.
std::string text_digest(const CaseText& text);

/// What an entry hashes, without personal text.
struct ChainedFields {
  std::int64_t partition = 0;
  std::int64_t n = 0;
  std::int64_t case_id = 0;
  std::int64_t version = 0;
  std::int64_t at = 0;
  std::string actor_kind, actor, action, from_state, to_state, visibility, facts;
  std::string note_digest, text_digest;  // empty = no such text
  std::string prev_hash;                 // of entry n - 1; empty for the first
  std::string steps;                     // further entries of the same message (steps.hpp)

  template <class V>
  void each(V&& v) {
    visit(*this, v);
  }
  template <class Self, class V>
  static void visit(Self& self, V&& v) {
    v("partition", self.partition), v("n", self.n), v("case_id", self.case_id);
    v("version", self.version), v("at", self.at), v("actor_kind", self.actor_kind);
    v("actor", self.actor), v("action", self.action), v("from_state", self.from_state);
    v("to_state", self.to_state), v("visibility", self.visibility), v("facts", self.facts);
    v("note_digest", self.note_digest), v("text_digest", self.text_digest);
    v("prev_hash", self.prev_hash), v("steps", self.steps);
  }
};

/// SHA-256 over all fields, 64 hex digits: the entry's place in the chain. Empty steps do not
/// count, so that entries from before migration 3 keep their hash.
std::string chain_hash(const ChainedFields& fields);

}  // namespace gongzhi::records
