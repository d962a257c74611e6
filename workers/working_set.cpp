#include "workers/working_set.hpp"

#include <utility>

#include "wire/case_detail.hpp"

namespace gongzhi::workers {

Result<void> WorkingSet::prefetch(std::span<const std::int64_t> keys) {
  auto loaded = transaction_.load_cases(keys);
  if (!loaded) return loaded.error();
  for (records::StoredCase& stored : *loaded) {
    if (auto read = wire::read_case_detail(stored.detail, stored.item); !read) return read.error();
    const std::int64_t key = stored.item.number.key();
    cases_[key] = std::move(stored.item);
  }
  return {};
}

Result<const Case*> WorkingSet::find(std::int64_t key) {
  auto known = cases_.find(key);
  if (known == cases_.end()) {
    if (auto loaded = prefetch(std::span(&key, 1)); !loaded) return loaded.error();
    known = cases_.try_emplace(key, std::nullopt).first;
  }
  if (known->second) return &*known->second;
  auto alias = transaction_.resolve_alias(key);
  if (!alias) return alias.error();
  if (!*alias || **alias == key) return static_cast<const Case*>(nullptr);
  return find(**alias);
}

void WorkingSet::put(const Case& item) {
  cases_[item.number.key()] = item;
}

MemberLoad WorkingSet::load_of(std::string_view user) const {
  auto load = transaction_.member_load(std::string(user), now_);
  if (load) return *load;
  if (!failure_) failure_ = load.error();
  return MemberLoad{std::string(user), 0, 0, std::nullopt};
}

std::vector<DuplicateCandidate> WorkingSet::candidates_near(const DuplicateProbe& probe,
                                                            const DuplicateRule& rule) const {
  auto candidates = transaction_.candidates_near(probe, rule);
  if (candidates) return std::move(*candidates);
  if (!failure_) failure_ = candidates.error();
  return {};
}

std::optional<Case> WorkingSet::find_case(const CaseNumber& number) const {
  // The port is const for decide(); loading on demand does not change what it answers.
  auto found = const_cast<WorkingSet*>(this)->find(number.key());
  if (!found) {
    if (!failure_) failure_ = found.error();
    return std::nullopt;
  }
  return *found ? std::optional<Case>(**found) : std::nullopt;
}

}  // namespace gongzhi::workers
