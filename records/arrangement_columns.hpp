// The tables of migration 11 as row types, and the way between them and governance's types.
#pragma once

#include "records/case_columns.hpp"
#include "records/configuration.hpp"

namespace gongzhi::records {

struct EmergencyColumns {
  Integer rank = 0;
  Text id, prefix, numbers, keywords, words, words_en;

  template <class V>
  void each(V&& v) {
    v("rank", rank), v("id", id), v("prefix", prefix), v("numbers", numbers);
    v("keywords", keywords), v("words", words), v("words_en", words_en);
  }
};

struct TemplateColumns {
  Integer rank = 0;
  Text code, kind, action, title, body;
  Integer active = 0;

  template <class V>
  void each(V&& v) {
    v("rank", rank), v("code", code), v("kind", kind), v("action", action), v("title", title);
    v("body", body), v("active", active);
  }
};

struct DutyColumns {
  Integer rank = 0;
  Text id, org, role;
  Integer from_at = 0, until_at = 0;
  Text person, phone;

  template <class V>
  void each(V&& v) {
    v("rank", rank), v("id", id), v("org", org), v("role", role), v("from_at", from_at);
    v("until_at", until_at), v("person", person), v("phone", phone);
  }
};

struct AbsenceColumns {
  Integer rank = 0;
  Text id, person;
  Integer from_at = 0, until_at = 0;
  Text deputy, reason;

  template <class V>
  void each(V&& v) {
    v("rank", rank), v("id", id), v("person", person), v("from_at", from_at);
    v("until_at", until_at), v("deputy", deputy), v("reason", reason);
  }
};

// To columns. Errc::invalid when an item of a list is empty or contains `;`.
Result<void> fill(EmergencyColumns& row, const EmergencyAdvice& item);
Result<void> fill(TemplateColumns& row, const ReplyTemplate& item);
Result<void> fill(DutyColumns& row, const DutyShift& item);
Result<void> fill(AbsenceColumns& row, const Absence& item);

// From columns. True: whatever stands there can be read.
bool read(const EmergencyColumns& row, EmergencyAdvice& item);
bool read(const TemplateColumns& row, ReplyTemplate& item);
bool read(const DutyColumns& row, DutyShift& item);
bool read(const AbsenceColumns& row, Absence& item);

}  // namespace gongzhi::records
