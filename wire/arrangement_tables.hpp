// Configuration files of what a county arranged besides bodies and rules, as types of governance/:
// emergency numbers, texts for replies, duty rosters, absences. See tables.hpp.
#pragma once

#include "governance/arrangements.hpp"
#include "wire/tables.hpp"

namespace gongzhi::wire {

/// `id,prefix,numbers,keywords,text` and optionally `text_en`.
Result<Table<EmergencyAdvice>> parse_emergency(const TableFile& file);
/// `code,title,body` and optionally `kind,action,active` (yes when absent or empty).
Result<Table<ReplyTemplate>> parse_templates(const TableFile& file);
/// `id,org,from,until,person` and optionally `role,phone`. Times are RFC 3339, or a day: its first
/// moment.
Result<Table<DutyShift>> parse_duty(const TableFile& file);
/// `id,person,from,until` and optionally `deputy,reason`. Times as in parse_duty.
Result<Table<Absence>> parse_absences(const TableFile& file);

}  // namespace gongzhi::wire
