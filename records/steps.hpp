// Several entries of one message in one row of the timeline (architecture.md, "Lean on the hot
// path"): a report that is filed, routed and dispatched at once is one message and one row.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "records/transaction.hpp"

namespace gongzhi::records {

/// How many entries a row holds; more begin another row.
inline constexpr std::size_t steps_max = 64;

/// Text of the column `steps`: empty for one entry. Otherwise its first line is the state after the
/// first entry, and each further entry is a line of `actor_kind actor action from to visibility
/// facts`, parted by tabs; backslash, tab and line feed stand escaped. The first entry itself is in
/// the columns of the row; so is the state before it and the one after the last.
std::string write_steps(std::span<const TimelineRow> entries);

/// Puts back what write_steps() took: `entries` begins with the first entry as its columns say, and
/// grows by the others. Errc::corrupt for a text that is none of ours.
Result<void> read_steps(std::string_view steps, std::vector<TimelineRow>& entries);

/// The state after the last of them; empty when none changes it.
std::string state_after(std::span<const TimelineRow> entries);

std::string_view visibility_word(Visibility visibility);

/// The entries from the first on that share a row: a later one with a note begins another, because
/// a row has one note.
std::span<const TimelineRow> next_row_of(std::span<const TimelineRow> entries);

}  // namespace gongzhi::records
