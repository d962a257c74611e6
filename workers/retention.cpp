#include "workers/retention.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <span>

#include "governance/retention.hpp"
#include "records/attachments.hpp"
#include "records/erase.hpp"
#include "runtime/log.hpp"
#include "wire/case_detail.hpp"
#include "workers/administration.hpp"

namespace gongzhi::workers {
namespace {

constexpr int cases_max = 100;
constexpr int keys_max = 1'000;
constexpr int lines_max = 500;

// None when there is no such case.
Result<std::optional<Case>> load(records::Transaction& transaction, std::int64_t key) {
  auto stored = transaction.load_cases(std::span(&key, 1));
  if (!stored) return stored.error();
  if (stored->empty()) return std::optional<Case>();
  Case item = std::move(stored->front().item);
  if (auto read = wire::read_case_detail(stored->front().detail, item); !read) return read.error();
  return std::optional(std::move(item));
}

Result<void> note(records::Transaction& transaction, const Forgotten& done, Instant now) {
  AuditEntry entry;
  entry.actor.system = "retention";
  entry.act = "personal.retention";
  entry.facts = {{"contacts", std::int64_t{done.contacts}},
                 {"contents", std::int64_t{done.contents}},
                 {"looks", done.looks},
                 {"letters", done.letters}};
  return transaction.add_audit(audit_row(county_partition, std::move(entry), now));
}

Result<void> forget_contents(records::Transaction& transaction, Instant now, Forgotten& done) {
  records::DueQuery query;
  query.closed_before = months_before(now, rule_of(Kept::content).months);
  query.limit = cases_max;
  const auto due = records::due_texts(transaction.connection(), query);
  if (!due) return due.error();
  for (const std::int64_t key : *due) {
    auto item = load(transaction, key);
    if (!item) return item.error();
    if (!*item) continue;
    if (auto erased = erase_case(transaction, **item, now); !erased) return erased;
    ++done.contents;
  }
  return {};
}

Result<void> forget_contacts(records::Transaction& transaction, Instant now, Forgotten& done) {
  records::DueQuery query;
  query.closed_before = months_before(now, rule_of(Kept::contact).months);
  query.after = done.after;
  query.limit = keys_max;
  const auto due = records::due_keys(transaction.connection(), query);
  if (!due) return due.error();
  done.after = due->after;
  for (const std::int64_t key : due->due) {
    if (done.contacts == cases_max) {
      done.after = key - 1;
      break;
    }
    if (auto erased = records::destroy_personal_key(transaction, key, now); !erased) return erased;
    ++done.contacts;
  }
  return {};
}

// What a crash left of a line; its erasure is not marked as told and so is told again.
void cut_torn_line(int fd) {
  constexpr off_t line_bytes_max = 256;
  const off_t size = ::lseek(fd, 0, SEEK_END);
  const off_t from = std::max<off_t>(0, size - line_bytes_max);
  std::string end(static_cast<std::size_t>(std::max<off_t>(0, size - from)), '\0');
  if (end.empty() || ::pread(fd, end.data(), end.size(), from) != std::ssize(end)) return;
  const auto last = end.rfind('\n');
  if (last == std::string::npos && from > 0) return;
  const off_t whole = last == std::string::npos ? 0 : from + static_cast<off_t>(last) + 1;
  if (whole < size && ::ftruncate(fd, whole) != 0)
    runtime::log_warn("a torn line stays", {{"error", std::strerror(errno)}});
}

Result<void> append_durably(const std::filesystem::path& file, std::string_view lines) {
  const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd >= 0) cut_torn_line(fd);
  const bool written =
      fd >= 0 && ::write(fd, lines.data(), lines.size()) == static_cast<ssize_t>(lines.size()) &&
      ::fsync(fd) == 0;
  const int error = errno;
  if (fd >= 0) ::close(fd);
  if (written) return {};
  return fail(Errc::unavailable, "cannot write " + file.string(), std::strerror(error));
}

struct Line {
  std::int64_t key = 0;
  bool all = false;
};

Result<Line> parse_line(const std::string& text) {
  const auto first = text.find(' ');
  const auto second = text.find(' ', first == std::string::npos ? first : first + 1);
  if (second == std::string::npos) return fail(Errc::invalid, "not a line of erasures.log");
  const auto number = parse_case_number(text.substr(first + 1, second - first - 1));
  const std::string what = text.substr(second + 1);
  if (!number || (what != "contact" && what != "all"))
    return fail(Errc::invalid, "not a line of erasures.log");
  return Line{number->key(), what == "all"};
}

// False when the record has no such case: the backup is older than it.
Result<bool> erase_line(records::Store& store, const Line& line, Instant now) {
  auto transaction = store.begin();
  if (!transaction) return transaction.error();
  auto item = load(**transaction, line.key);
  if (!item) return item.error();
  if (!*item) return false;
  auto erased = line.all ? erase_case(**transaction, **item, now)
                         : records::destroy_personal_key(**transaction, line.key, now);
  if (!erased) return erased.error();
  if (auto committed = (*transaction)->commit(); !committed) return committed.error();
  return true;
}

}  // namespace

Result<void> erase_case(records::Transaction& transaction, Case& item, Instant now) {
  const std::int64_t key = item.number.key();
  item.title.clear();
  item.description.clear();
  item.address.clear();
  item.on_behalf_of.clear();
  item.result_text.clear();
  item.personal = {};
  item.fields.clear();
  item.sheets.clear();
  // The files go with the next sweep of what no case names: another case may show the same picture.
  item.attachments.clear();
  if (auto forgotten = records::forget_attachments(transaction, key); !forgotten)
    return forgotten.error();
  item.pending.reason.clear();
  auto erased =
      records::erase_personal_text(transaction, {key, wire::write_case_detail(item), now});
  if (!erased) return erased;
  // The transaction remembers cases it has loaded: it must not know the old words any more.
  auto again = transaction.load_cases(std::span(&key, 1));
  if (!again) return again.error();
  return {};
}

Result<Forgotten> forget_due(records::Store& store, Instant now, std::int64_t after) {
  auto transaction = store.begin();
  if (!transaction) return transaction.error();
  Forgotten done;
  done.after = after;
  if (auto step = forget_contents(**transaction, now, done); !step) return step.error();
  if (auto step = forget_contacts(**transaction, now, done); !step) return step.error();
  const auto looks = records::prune_access_log(
      **transaction, months_before(now, rule_of(Kept::access_log).months), keys_max);
  if (!looks) return looks.error();
  done.looks = *looks;
  const auto letters = records::empty_dead_letters(
      **transaction, {months_before(now, rule_of(Kept::dead_letter).months), now, cases_max});
  if (!letters) return letters.error();
  done.letters = *letters;
  if (!done.did_something()) return done;
  if (auto noted = note(**transaction, done, now); !noted) return noted.error();
  if (auto committed = (*transaction)->commit(); !committed) return committed.error();
  return done;
}

Result<int> tell_erasures(records::Store& store, const std::filesystem::path& file) {
  const auto erased = records::unlogged_erasures(store.connection(), lines_max);
  if (!erased) return erased.error();
  if (erased->empty()) return 0;
  std::string lines;
  for (const records::ErasedCase& one : *erased)
    lines += format_rfc3339(one.at) + " " + one.number + " " + one.what + "\n";
  if (auto written = append_durably(file, lines); !written) return written.error();
  auto transaction = store.begin();
  if (!transaction) return transaction.error();
  if (auto marked = records::mark_logged(**transaction, *erased); !marked) return marked.error();
  if (auto committed = (*transaction)->commit(); !committed) return committed.error();
  return static_cast<int>(erased->size());
}

Result<int> erase_again(records::Store& store, const std::filesystem::path& file) {
  std::ifstream in(file);
  int count = 0;
  for (std::string text; std::getline(in, text);) {
    if (in.eof()) break;  // torn by a crash; the platform that wrote it writes it again
    const auto line = parse_line(text);
    if (!line) return line.error();
    const auto instant = parse_rfc3339(text.substr(0, text.find(' ')));
    if (!instant) return instant.error();
    const auto erased = erase_line(store, *line, *instant);
    if (!erased) return erased.error();
    if (*erased) ++count;
  }
  if (count > 0) store.connection().truncate_log();
  return count;
}

}  // namespace gongzhi::workers
