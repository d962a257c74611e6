// The port through which a decision sees what lies outside its own case. The worker answers it from
// the batch's working set and the record; tests answer it from tables. Read only.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "governance/case.hpp"
#include "governance/duplicates.hpp"

namespace gongzhi {

/// What is going on with one in-service member.
struct MemberLoad {
  std::string user;
  int open_claims = 0;
  int lapses_90d = 0;  // gave up late within 90 days; 2 = claims need approval
  std::optional<Instant> last_served;
};

class Facts {
 public:
  virtual ~Facts() = default;
  virtual MemberLoad load_of(std::string_view user) const = 0;
  /// Another case as it stands within this batch; none when unknown.
  virtual std::optional<Case> find_case(const CaseNumber& number) const = 0;
  /// Cases that may be the same thing, for rank_duplicates(); a few, in no order. Where nobody
  /// keeps cases by place there are none.
  virtual std::vector<DuplicateCandidate> candidates_near(const DuplicateProbe& /*probe*/,
                                                          const DuplicateRule& /*rule*/) const {
    return {};
  }
  /// Whether the file of that upload is there; an id that is none never is. Where nobody keeps
  /// files every upload is.
  virtual bool has_upload(std::string_view id) const { return is_upload_id(id); }
};

}  // namespace gongzhi
