// What a worker tells the gateways after a commit: which messages have an outcome, which cases
// changed. Losing one loses nothing: whoever waits looks into the record as well.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "governance/case.hpp"
#include "governance/ids.hpp"

namespace gongzhi::wire {

/// Tab-separated lines, because every gateway thread reads every announcement: `o <id>` for an
/// outcome somebody may wait for, `c <number> <version> …` for a case, `w <version>` for a new
/// configuration.
struct Announcement {
  std::vector<MessageId> outcomes;
  /// Only what permission needs: number, version, kind, state, places and people; nothing of a
  /// person's words.
  std::vector<Case> cases;
  std::int64_t world_version = 0;  // 0 = unchanged
};

std::string write_announcement(const Announcement& announcement);

/// Whether anybody wants to know of cases: with nobody listening they are most of the work.
enum class AnnouncedCases { read, leave_out };

/// Errc::invalid for a line that is none of these; nothing else is kept of it then.
Result<Announcement> parse_announcement(std::string_view payload,
                                        AnnouncedCases cases = AnnouncedCases::read);

}  // namespace gongzhi::wire
