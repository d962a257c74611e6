#include "cli/archive.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "wire/json.hpp"
#include "wire/json_writer.hpp"

namespace gongzhi::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view manifest_name = "MANIFEST";
constexpr std::size_t line_bytes_max = 8'192;
constexpr std::size_t block_bytes = 64 * 1024;

Error trouble(std::string_view what, const fs::path& path) {
  return fail(Errc::unavailable,
              std::string(what) + " " + path.string() + ": " + std::strerror(errno));
}

class Descriptor {
 public:
  Descriptor(const fs::path& path, int flags) : fd_(::open(path.c_str(), flags | O_CLOEXEC)) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int fd() const { return fd_; }

 private:
  int fd_;
};

Result<void> write_all(int fd, std::string_view bytes, const fs::path& path) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return trouble("cannot write", path);
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return {};
}

Result<std::size_t> read_some(int fd, char* bytes, std::size_t count, const fs::path& path) {
  std::size_t done = 0;
  while (done < count) {
    const ssize_t n = ::read(fd, bytes + done, count - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return trouble("cannot read", path);
    if (n == 0) break;
    done += static_cast<std::size_t>(n);
  }
  return done;
}

std::string head_line(const ArchiveEntry& entry) {
  wire::JsonWriter json;
  {
    const auto object = json.object();
    json.text("path", entry.path);
    json.integer("bytes", static_cast<std::int64_t>(entry.bytes));
  }
  return json.take() + "\n";
}

std::string manifest_line(const ArchiveEntry& entry, const std::string& hash) {
  return hash + " " + std::to_string(entry.bytes) + " " + entry.path + "\n";
}

// Relative, and without a way up.
bool is_safe(const std::string& path) {
  const fs::path given(path);
  return !path.empty() && given.is_relative() && given == given.lexically_normal() &&
         *given.begin() != ".." && path.find('\\') == std::string::npos;
}

// Lines and counted bytes out of the opened stream.
class EntryReader {
 public:
  explicit EntryReader(vault::SealedReader reader) : reader_(std::move(reader)) {}

  Result<std::string> line() {
    std::string text;
    while (true) {
      auto more = fill();
      if (!more) return more.error();
      if (!*more) return fail(Errc::corrupt, "the backup ends in the middle");
      const auto end = have_.find('\n');
      text.append(have_.substr(0, end));
      have_.remove_prefix(end == std::string_view::npos ? have_.size() : end + 1);
      if (text.size() > line_bytes_max) return fail(Errc::corrupt, "the backup is damaged");
      if (end != std::string_view::npos) return text;
    }
  }

  Result<void> bytes(std::uint64_t count, const vault::ByteSink& sink) {
    while (count > 0) {
      auto more = fill();
      if (!more) return more.error();
      if (!*more) return fail(Errc::corrupt, "the backup ends in the middle");
      const auto part =
          have_.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(count, have_.size())));
      if (auto taken = sink(part); !taken) return taken;
      have_.remove_prefix(part.size());
      count -= part.size();
    }
    return {};
  }

  Result<bool> is_over() {
    auto more = fill();
    if (!more) return more.error();
    return !*more;
  }

 private:
  Result<bool> fill() {
    if (!have_.empty()) return true;
    auto next = reader_.read();
    if (!next) return next.error();
    have_ = *next;
    return !have_.empty();
  }

  vault::SealedReader reader_;
  std::string_view have_;
};

Result<ArchiveEntry> parse_head(const std::string& line) {
  const auto json = wire::parse_json(line, {line_bytes_max, 2, 8, wire::Language::en});
  ArchiveEntry entry;
  std::int64_t bytes = -1;
  if (!json || !wire::read_member(*json, "path", entry.path) ||
      !wire::read_member(*json, "bytes", bytes) || bytes < 0 || !is_safe(entry.path))
    return fail(Errc::corrupt, "the backup is damaged");
  entry.bytes = static_cast<std::uint64_t>(bytes);
  return entry;
}

// One entry through its target; its hash is held against the one behind it.
Result<std::string> read_entry(EntryReader& from, const ArchiveEntry& entry,
                               const EntryTarget& target) {
  vault::ContentHasher hasher;
  auto read = from.bytes(entry.bytes, [&](std::string_view part) -> Result<void> {
    hasher.add(part);
    return target.write(part);
  });
  if (!read) return read.error();
  if (auto closed = target.close(); !closed) return closed.error();
  const auto written = from.line();
  if (!written) return written.error();
  std::string hash = hasher.take();
  if (hash != *written) return fail(Errc::corrupt, entry.path + " does not match its hash");
  return hash;
}

}  // namespace

ArchiveWriter::ArchiveWriter(fs::path file)
    : file_(std::move(file)),
      partial_(file_.string() + ".partial"),
      manifest_file_(file_.string() + ".manifest.partial") {}

Result<std::unique_ptr<ArchiveWriter>> ArchiveWriter::create(const fs::path& file,
                                                             const std::string& passphrase) {
  std::unique_ptr<ArchiveWriter> writer(new ArchiveWriter(file));
  const fs::path partial = writer->partial_;
  writer->fd_ = ::open(partial.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (writer->fd_ < 0) return trouble("cannot create", partial);
  const int fd = writer->fd_;
  auto sealing = vault::SealingWriter::begin(
      passphrase, [fd, partial](std::string_view part) { return write_all(fd, part, partial); });
  if (!sealing) return sealing.error();
  writer->sealing_ = std::make_unique<vault::SealingWriter>(*std::move(sealing));
  writer->manifest_.open(writer->manifest_file_, std::ios::binary | std::ios::trunc);
  return writer;
}

ArchiveWriter::~ArchiveWriter() {
  if (fd_ >= 0) ::close(fd_);
  std::error_code ignored;
  fs::remove(partial_, ignored);
  fs::remove(manifest_file_, ignored);
}

Result<void> ArchiveWriter::begin_entry(const ArchiveEntry& entry) {
  return sealing_->write(head_line(entry));
}

Result<void> ArchiveWriter::end_entry(const ArchiveEntry& entry, const std::string& hash) {
  ++summary_.files;
  summary_.bytes += entry.bytes;
  manifest_ << manifest_line(entry, hash);
  return sealing_->write(hash + "\n");
}

Result<void> ArchiveWriter::add_file(const ArchiveEntry& entry, const fs::path& from) {
  const Descriptor source(from, O_RDONLY);
  if (source.fd() < 0) return trouble("cannot read", from);
  if (auto begun = begin_entry(entry); !begun) return begun;
  vault::ContentHasher hasher;
  std::string block(block_bytes, '\0');
  for (std::uint64_t left = entry.bytes; left > 0;) {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(left, block.size()));
    const auto count = read_some(source.fd(), block.data(), wanted, from);
    if (!count) return count.error();
    if (*count == 0)
      return fail(Errc::unavailable, from.string() + " became shorter while it was copied");
    const std::string_view part = std::string_view(block).substr(0, *count);
    hasher.add(part);
    if (auto written = sealing_->write(part); !written) return written;
    left -= *count;
  }
  return end_entry(entry, hasher.take());
}

Result<void> ArchiveWriter::add_text(const std::string& path, std::string_view text) {
  const ArchiveEntry entry{path, text.size()};
  if (auto begun = begin_entry(entry); !begun) return begun;
  if (auto written = sealing_->write(text); !written) return written;
  vault::ContentHasher hasher;
  hasher.add(text);
  return end_entry(entry, hasher.take());
}

Result<ArchiveSummary> ArchiveWriter::finish() {
  const ArchiveSummary summary = summary_;
  manifest_.close();
  std::error_code ec;
  const auto bytes = fs::file_size(manifest_file_, ec);
  if (ec || manifest_.fail()) return trouble("cannot write", manifest_file_);
  if (auto added = add_file({std::string(manifest_name), bytes}, manifest_file_); !added)
    return added.error();
  if (auto finished = sealing_->finish(); !finished) return finished.error();
  if (::fsync(fd_) != 0) return trouble("cannot sync", partial_);
  if (::rename(partial_.c_str(), file_.c_str()) != 0) return trouble("cannot rename", partial_);
  const Descriptor folder(file_.parent_path(), O_RDONLY | O_DIRECTORY);
  if (folder.fd() < 0 || ::fsync(folder.fd()) != 0) return trouble("cannot sync", file_);
  return summary;
}

Result<ArchiveSummary> read_archive(
    const fs::path& file, const std::string& passphrase,
    const std::function<Result<EntryTarget>(const ArchiveEntry&)>& open) {
  const Descriptor source(file, O_RDONLY);
  if (source.fd() < 0) return trouble("cannot read", file);
  auto sealed = vault::SealedReader::begin(passphrase, [&](char* bytes, std::size_t count) {
    return read_some(source.fd(), bytes, count, file);
  });
  if (!sealed) return sealed.error();
  EntryReader reader(*std::move(sealed));
  ArchiveSummary summary;
  vault::ContentHasher listed;
  while (true) {
    const auto line = reader.line();
    if (!line) return line.error();
    const auto entry = parse_head(*line);
    if (!entry) return entry.error();
    if (entry->path == manifest_name) {
      vault::ContentHasher manifest;
      const EntryTarget hashed{[&](std::string_view part) -> Result<void> {
                                 manifest.add(part);
                                 return {};
                               },
                               [] { return Result<void>{}; }};
      if (auto read = read_entry(reader, *entry, hashed); !read) return read.error();
      const auto over = reader.is_over();
      if (!over) return over.error();
      if (!*over || manifest.take() != listed.take())
        return fail(Errc::corrupt, "the manifest names other files than the backup holds");
      return summary;
    }
    auto target = open(*entry);
    if (!target) return target.error();
    const auto hash = read_entry(reader, *entry, *target);
    if (!hash) return hash.error();
    listed.add(manifest_line(*entry, *hash));
    ++summary.files;
    summary.bytes += entry->bytes;
  }
}

Result<fs::path> find_archive(const fs::path& file_or_folder) {
  std::error_code ec;
  if (fs::is_regular_file(file_or_folder, ec)) return file_or_folder;
  fs::path newest;
  for (const auto& entry : fs::directory_iterator(file_or_folder, ec))
    if (entry.path().extension() == ".backup" && entry.path().filename() > newest.filename())
      newest = entry.path();
  if (newest.empty())
    return fail(Errc::not_found, "there is no backup in " + file_or_folder.string());
  return newest;
}

}  // namespace gongzhi::cli
