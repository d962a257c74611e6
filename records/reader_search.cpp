// Asking the search index, and reading the cases that it names.
#include <sys/stat.h>

#include <algorithm>

#include "records/case_reading.hpp"
#include "records/reader.hpp"
#include "records/search.hpp"

namespace gongzhi::records {
namespace {

constexpr int hits_max = 200;

std::uint64_t inode_of(const std::filesystem::path& file) {
  struct stat found {};
  return ::stat(file.c_str(), &found) == 0 ? found.st_ino : 0;
}

}  // namespace

Connection* Reader::search_connection() {
  const std::uint64_t inode = config_.search_file.empty() ? 0 : inode_of(config_.search_file);
  if (search_ && inode == search_inode_) return search_.get();
  search_.reset();
  if (inode == 0) return nullptr;
  DatabaseConfig config = config_;
  config.file = config_.search_file;
  Result<std::unique_ptr<Connection>> opened = Connection::open(config, Access::read);
  if (opened.has_error()) return nullptr;
  search_ = std::move(*opened);
  search_inode_ = inode;
  return search_.get();
}

Result<SearchPage> Reader::search(const SearchQuery& query) {
  SearchPage page;
  page.is_readable = false;
  Connection* const search = search_connection();
  if (search == nullptr) return page;
  const int limit = std::clamp(query.limit, 1, hits_max);
  const Result<std::vector<SearchHit>> hits =
      search_cases(*search, {query.typed, query.before, limit});
  const Result<std::optional<Instant>> until = indexed_until(*search);
  if (hits.has_error() || until.has_error()) {
    search_.reset();
    return page;
  }
  page.is_readable = true;
  page.indexed_until = *until;
  if (std::ssize(*hits) == limit) page.next = hits->back().place;
  std::vector<std::int64_t> keys;
  for (const SearchHit& hit : *hits) keys.push_back(hit.case_key);
  Result<std::vector<StoredCase>> items = find_cases(keys);
  if (items.has_error()) return items.error();
  page.items = std::move(*items);
  return page;
}

}  // namespace gongzhi::records
