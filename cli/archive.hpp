// The file a backup is: entries one after the other in one sealed stream, each followed by the hash
// of its content, and at the end a manifest of all of them. Written and read in one pass, whatever
// its size.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>

#include "vault/sealed_stream.hpp"

namespace gongzhi::cli {

struct ArchiveEntry {
  std::string path;  // relative, with /
  std::uint64_t bytes = 0;
};

struct ArchiveSummary {
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
};

class ArchiveWriter {
 public:
  /// Writes beside `file` under a name of its own until finish().
  static Result<std::unique_ptr<ArchiveWriter>> create(const std::filesystem::path& file,
                                                       const std::string& passphrase);
  /// Removes what is not finished.
  ~ArchiveWriter();
  ArchiveWriter(const ArchiveWriter&) = delete;
  ArchiveWriter& operator=(const ArchiveWriter&) = delete;

  /// The first `entry.bytes` of `from`; Errc::unavailable when it has fewer.
  Result<void> add_file(const ArchiveEntry& entry, const std::filesystem::path& from);
  Result<void> add_text(const std::string& path, std::string_view text);
  /// The manifest; on disk under its name when it returns.
  Result<ArchiveSummary> finish();

  const ArchiveSummary& so_far() const { return summary_; }

 private:
  explicit ArchiveWriter(std::filesystem::path file);
  Result<void> begin_entry(const ArchiveEntry& entry);
  Result<void> end_entry(const ArchiveEntry& entry, const std::string& hash);

  std::filesystem::path file_, partial_, manifest_file_;
  int fd_ = -1;
  std::unique_ptr<vault::SealingWriter> sealing_;
  std::ofstream manifest_;  // grows on disk: there may be a million uploads
  ArchiveSummary summary_;
};

/// Where the content of an entry goes.
struct EntryTarget {
  vault::ByteSink write;
  std::function<Result<void>()> close;
};

/// Hands every entry but the manifest to `open`, in order, and checks every hash and the manifest.
/// Errc::forbidden for another passphrase, Errc::corrupt when anything is not as it was written,
/// also when it is only noticed at the end: what was written out must not be used then.
Result<ArchiveSummary> read_archive(
    const std::filesystem::path& file, const std::string& passphrase,
    const std::function<Result<EntryTarget>(const ArchiveEntry&)>& open);

/// The newest `*.backup` of a folder, or the file itself. Errc::not_found.
Result<std::filesystem::path> find_archive(const std::filesystem::path& file_or_folder);

}  // namespace gongzhi::cli
