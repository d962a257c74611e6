#include "workers/audit_heads.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <set>

#include "wire/audit_head.hpp"

namespace gongzhi::workers {
namespace {

constexpr std::size_t line_bytes_max = 2'048;

class OpenFile {
 public:
  explicit OpenFile(const std::filesystem::path& file)
      : fd_(::open(file.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) {}
  ~OpenFile() {
    if (fd_ >= 0) ::close(fd_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  int fd() const { return fd_; }

 private:
  int fd_;
};

bool ends_within_a_line(int fd) {
  struct stat info {};
  char last = '\n';
  return ::fstat(fd, &info) == 0 && info.st_size > 0 &&
         ::pread(fd, &last, 1, info.st_size - 1) == 1 && last != '\n';
}

Error not_written(const std::filesystem::path& file) {
  return fail(Errc::unavailable, "cannot write " + file.string() + ": " + std::strerror(errno));
}

}  // namespace

std::filesystem::path audit_heads_file(const runtime::Settings::Audit& settings,
                                       const runtime::DataDir& dir) {
  return settings.heads_file.empty() ? dir.root() / "audit_heads.jsonl"
                                     : std::filesystem::path(settings.heads_file);
}

std::string signed_line(const vault::Keyring& keyring, const AuditHead& head) {
  return wire::write_signed_head({head, keyring.audit_head_mac(wire::signed_text(head))});
}

Result<void> append_durably(const std::filesystem::path& file, std::span<const std::string> lines) {
  if (lines.empty()) return {};
  const OpenFile open(file);
  if (open.fd() < 0) return not_written(file);
  std::string text = ends_within_a_line(open.fd()) ? "\n" : "";
  for (const std::string& line : lines) text += line + "\n";
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t n = ::write(open.fd(), text.data() + done, text.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return not_written(file);
    done += static_cast<std::size_t>(n);
  }
  if (::fsync(open.fd()) != 0) return not_written(file);
  return {};
}

Result<KeptHeads> load_kept_heads(const vault::Keyring& keyring,
                                  const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return fail(Errc::not_found, "cannot read " + file.string());
  KeptHeads kept;
  std::set<std::tuple<int, std::int64_t, std::string>> seen;
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    if (line.empty()) continue;
    const auto head = line.size() > line_bytes_max
                          ? Result<wire::SignedHead>(fail(Errc::invalid, "too long"))
                          : wire::parse_signed_head(line);
    if (!head) {
      ++kept.torn;
      continue;
    }
    if (!keyring.audit_head_mac_matches(wire::signed_text(head->head), head->mac))
      return fail(Errc::corrupt, file.string() + ":" + std::to_string(number) +
                                     ": the signature does not fit; the line was edited, or it is "
                                     "of another installation");
    if (seen.emplace(head->head.partition, head->head.n, head->head.hash).second)
      kept.heads.push_back(head->head);
  }
  return kept;
}

Instant audit_kept_since(const runtime::Settings::Audit& settings, Instant now) {
  using namespace std::chrono;
  const auto today = floor<days>(now);
  const year_month_day day{today};
  auto then = day - months{static_cast<int>(settings.keep_months)};
  if (!then.ok()) then = then.year() / then.month() / last;
  return Instant{sys_days{then}};
}

}  // namespace gongzhi::workers
