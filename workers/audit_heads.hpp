// Heads of the audit trail outside the record: signed, appended, read back. What stands there no
// edit of the record can reach (reliability.md R53).
#pragma once

#include <filesystem>
#include <span>
#include <vector>

#include "governance/audit.hpp"
#include "runtime/data_dir.hpp"
#include "runtime/settings.hpp"
#include "vault/keyring.hpp"

namespace gongzhi::workers {

/// Where the settings say, or `audit_heads.jsonl` of the data directory.
std::filesystem::path audit_heads_file(const runtime::Settings::Audit& settings,
                                       const runtime::DataDir& dir);

/// One line without a line feed.
std::string signed_line(const vault::Keyring& keyring, const AuditHead& head);

/// Adds the lines to the end of the file, on disk when it returns. A line that a crash has torn is
/// closed first. Errc::unavailable with the reason.
Result<void> append_durably(const std::filesystem::path& file, std::span<const std::string> lines);

struct KeptHeads {
  std::vector<AuditHead> heads;  // each once
  int torn = 0;                  // lines that are no head at all, as a crash leaves them
};

/// Errc::corrupt naming file and line where a signature is not ours, Errc::not_found when there is
/// no such file.
Result<KeptHeads> load_kept_heads(const vault::Keyring& keyring, const std::filesystem::path& file);

/// The oldest time from which on no row may be missing: `keep_months` ago.
Instant audit_kept_since(const runtime::Settings::Audit& settings, Instant now);

}  // namespace gongzhi::workers
