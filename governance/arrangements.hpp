// What a county has arranged besides bodies, rules and calendars: texts for replies, duty rosters
// (值班), absences with their deputies, and the numbers to call before anything else.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "governance/catalogue.hpp"
#include "governance/directory.hpp"
#include "governance/instant.hpp"
#include "governance/kind.hpp"

namespace gongzhi {

/// Whom to call at once. A report here is no emergency call (110 police, 119 fire, 120 ambulance).
struct EmergencyAdvice {
  std::string id;
  std::string prefix;                 // of category codes; empty = found by its words only
  std::vector<std::string> numbers;   // the first is shown first
  std::vector<std::string> keywords;  // in a report's words, whatever its category
  std::string text;
  std::string text_en;
};

/// A text for a reply or a notice. `{number}` and the other words of template_words() are filled
/// in.
struct ReplyTemplate {
  std::string code;
  std::string kind;    // empty = any
  std::string action;  // empty = any
  std::string title;
  std::string body;
  bool active = true;
};

/// Who answers for a body from one hour to another. `phone` is the body's duty telephone.
struct DutyShift {
  std::string id;
  std::string org;
  std::string role;  // word of Role, or empty
  Instant from{};
  Instant until{};
  std::string person;
  std::string phone;
};

/// Who is away, and who does their new work meanwhile.
struct Absence {
  std::string id;
  std::string person;
  Instant from{};
  Instant until{};
  std::string deputy;  // empty = nobody: offers and draws pass the absent one by
  std::string reason;
};

struct ArrangementTables {
  std::vector<EmergencyAdvice> emergency;
  std::vector<ReplyTemplate> templates;
  std::vector<DutyShift> duty;
  std::vector<Absence> absences;
};

/// What else an arrangement may name.
struct ArrangementNames {
  const Directory& directory;
  const Catalogue& catalogue;
  const KindSet& kinds;
};

/// Words that a template's braces may hold.
std::span<const std::string_view> template_words();

/// The body whose people somebody is one of: where members and residents live, where others work.
const std::string& home_body(const User& user);

/// A telephone number as it is shown: a mobile number keeps its first three and last four digits.
std::string shown_phone(std::string_view phone);

/// Immutable once built; a copy shares the same tables.
class Arrangements {
 public:
  static constexpr std::size_t rows_max = 20000;  // of each table
  static constexpr int deputies_max = 4;          // deputies of deputies that are followed

  /// None.
  Arrangements();

  /// Errc::invalid with one FieldError (`/duty/3/org`, row counted from 0) per doubled id, name
  /// that does not exist, time that ends before it begins, and absences of one person that overlap.
  static Result<Arrangements> build(ArrangementTables tables, const ArrangementNames& names);

  /// The advice of the longest prefix of `category`; nullptr for what is no emergency.
  const EmergencyAdvice* emergency_of(std::string_view category) const;

  /// A word of danger, or of a category that has advice, found in what somebody wrote.
  struct Alarm {
    const EmergencyAdvice* advice = nullptr;  // first of the table whose word stands there
    bool may_suggest = false;  // whether the words may suggest a category that has advice
  };
  /// One pass over `text`, cheap for what is no emergency.
  Alarm alarm_of(std::string_view text) const;

  /// The absence of that person at that time; nullptr when they are there.
  const Absence* absence_of(std::string_view person, Instant at) const;

  /// Who does new work of `person` at that time: themselves, or the first deputy who is active and
  /// there. Empty when nobody is.
  std::string stand_in(const Directory& directory, std::string_view person, Instant at) const;

  /// Who is on duty for the body, the shift that began last first.
  std::vector<const DutyShift*> on_duty(std::string_view org, Instant at) const;

  std::span<const EmergencyAdvice> emergency() const;
  std::span<const ReplyTemplate> templates() const;
  std::span<const DutyShift> duty() const;
  std::span<const Absence> absences() const;

 private:
  struct Index;
  std::shared_ptr<const Index> index_;
};

}  // namespace gongzhi
