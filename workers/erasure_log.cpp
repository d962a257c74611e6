#include "workers/erasure_log.hpp"

#include <array>
#include <fstream>

#include "records/erase.hpp"
#include "wire/case_detail.hpp"
#include "wire/json.hpp"
#include "wire/json_writer.hpp"
#include "workers/audit_heads.hpp"

namespace gongzhi::workers {
namespace {

std::optional<records::NotedErasure> parse_line(const std::string& line) {
  const auto json = wire::parse_json(line, {1'024, 2, 8, wire::Language::en});
  records::NotedErasure erasure;
  std::string at;
  if (!json || !wire::read_member(*json, "case", erasure.case_key) ||
      !wire::read_member(*json, "at", at))
    return std::nullopt;
  const auto time = parse_rfc3339(at);
  if (!time) return std::nullopt;
  erasure.at = *time;
  return erasure;
}

// The answers to a kind's questions and the words of a wish are personal; the rest is not.
Result<std::string> detail_without_personal_text(Case item, const std::string& detail) {
  if (auto read = wire::read_case_detail(detail, item); !read) return read.error();
  item.fields.clear();
  item.pending.reason.clear();
  return wire::write_case_detail(item);
}

Result<bool> erase_one(records::Store& store, const records::NotedErasure& erasure) {
  auto transaction = store.begin();
  if (!transaction) return transaction.error();
  const std::array<std::int64_t, 1> keys{erasure.case_key};
  auto found = (*transaction)->load_cases(keys);
  if (!found) return found.error();
  if (found->empty()) return false;  // it came after what was restored
  std::string detail = "{}";
  if (auto blank = detail_without_personal_text(found->front().item, found->front().detail))
    detail = *std::move(blank);
  auto erased = records::erase_personal_text(**transaction, {erasure.case_key, detail, erasure.at});
  if (!erased) return erased.error();
  if (auto committed = (*transaction)->commit(); !committed) return committed.error();
  return true;
}

}  // namespace

std::filesystem::path erasure_log_file(const runtime::DataDir& dir) {
  return dir.root() / "erasures.log";
}

std::string erasure_line(const records::NotedErasure& erasure) {
  wire::JsonWriter json;
  {
    const auto object = json.object();
    json.text("at", format_rfc3339(erasure.at));
    json.integer("case", erasure.case_key);
  }
  return json.take();
}

Result<void> ErasureLog::catch_up(records::Store& store) {
  const auto sum = store.erasure_sum();
  if (!sum) return sum.error();
  if (seen_ == *sum) return {};
  if (!seen_) {
    const auto all = load_erasures(file_);
    if (!all && all.error().code != Errc::not_found) return all.error();
    if (all)
      for (const records::NotedErasure& one : *all) known_[one.case_key] = one.at;
  }
  const auto noted = store.erasures();
  if (!noted) return noted.error();
  std::vector<std::string> lines;
  for (const records::NotedErasure& one : *noted) {
    const auto known = known_.find(one.case_key);
    if (known == known_.end() || known->second != one.at) lines.push_back(erasure_line(one));
  }
  if (auto added = append_durably(file_, lines); !added) return added;
  for (const records::NotedErasure& one : *noted) known_[one.case_key] = one.at;
  seen_ = *sum;
  return {};
}

Result<std::vector<records::NotedErasure>> load_erasures(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return fail(Errc::not_found, "cannot read " + file.string());
  std::vector<records::NotedErasure> all;
  std::string line;
  while (std::getline(in, line))
    if (auto erasure = parse_line(line)) all.push_back(*erasure);
  return all;
}

Result<int> erase_again(records::Store& store, const std::vector<records::NotedErasure>& erasures) {
  int count = 0;
  for (const records::NotedErasure& erasure : erasures) {
    const auto erased = erase_one(store, erasure);
    if (!erased) return erased.error();
    count += *erased ? 1 : 0;
  }
  static_cast<void>(store.connection().truncate_log());
  return count;
}

}  // namespace gongzhi::workers
