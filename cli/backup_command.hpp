// backup and restore: the whole installation into one sealed file while it serves, and out of it on
// an empty machine.
#pragma once

#include <cstdint>
#include <string>

#include "cli/installation.hpp"

namespace gongzhi::cli {

struct BackupOptions {
  std::string to;  // a folder
  std::string passphrase_file;
  int keep = 0;  // of the newest; 0 = all
};
int make_backup(const Options& options, const BackupOptions& wanted);
int verify_backup(const Options& options, const std::string& file,
                  const std::string& passphrase_file);

struct RestoreOptions {
  std::string from;  // a file, or a folder: its newest
  std::string passphrase_file;
  std::string queue_from;  // data directory whose private Redis is still there
  std::string erasures;    // a later erasures.log
  bool new_queue = false;  // a configured Redis that is empty may be filled
  std::int64_t skip = 10'000;
};
int restore(const Options& options, const RestoreOptions& wanted);

/// What a backup says of itself first.
inline constexpr const char* about_name = "ABOUT.json";
/// What of the queue it carries.
inline constexpr const char* tail_name = "queue/tail.jsonl";

}  // namespace gongzhi::cli
