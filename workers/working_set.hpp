// The cases a batch works on, as they stand within it: later messages see what earlier ones did.
// Answers the questions of decide() (facts.hpp) from the same transaction.
#pragma once

#include <optional>
#include <span>
#include <unordered_map>

#include "governance/facts.hpp"
#include "records/transaction.hpp"
#include "runtime/uploads.hpp"

namespace gongzhi::workers {

class WorkingSet final : public Facts {
 public:
  /// `now` moves with each message; it bounds the window of lapses.
  WorkingSet(records::Transaction& transaction, const runtime::Uploads& uploads)
      : transaction_(transaction), uploads_(uploads) {}

  /// Loads cases that messages of the batch name, in one query.
  Result<void> prefetch(std::span<const std::int64_t> keys);

  /// The case as it stands, aliases followed; nullptr when there is none.
  Result<const Case*> find(std::int64_t key);
  void put(const Case& item);
  /// The next question about it asks the record.
  void forget(std::int64_t key) { cases_.erase(key); }

  void set_now(Instant now) { now_ = now; }
  /// An error of the record that a question of decide() met; it may only answer with emptiness.
  const std::optional<Error>& failure() const { return failure_; }

  MemberLoad load_of(std::string_view user) const override;
  std::optional<Case> find_case(const CaseNumber& number) const override;
  std::vector<DuplicateCandidate> candidates_near(const DuplicateProbe& probe,
                                                  const DuplicateRule& rule) const override;
  bool has_upload(std::string_view id) const override { return uploads_.has(id); }

 private:
  records::Transaction& transaction_;
  const runtime::Uploads& uploads_;
  std::unordered_map<std::int64_t, std::optional<Case>> cases_;
  Instant now_{};
  mutable std::optional<Error> failure_;
};

}  // namespace gongzhi::workers
