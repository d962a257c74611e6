// The words `backup …` and `restore` of the command line.
#include "cli/backup_command.hpp"
#include "cli/word_groups.hpp"

namespace gongzhi::cli {
namespace {

constexpr const char* passphrase_help =
    "File whose first line is the passphrase, readable by its owner only; asked for if absent";

void add_restore(CLI::App& app, Chosen& chosen) {
  auto* word = add_word(app, chosen, "restore",
                        "Put an installation back from a backup, into a new data directory");
  auto wanted = std::make_shared<RestoreOptions>();
  word->add_option("--from", wanted->from, "The backup, or a folder of them: the newest");
  word->add_option("--passphrase-file", wanted->passphrase_file, passphrase_help);
  word->add_option("--queue-from", wanted->queue_from,
                   "Old data directory whose Redis files are still there: what came after the "
                   "backup is applied too");
  word->add_option("--erasures", wanted->erasures,
                   "A later erasures.log: who was forgotten after the backup stays forgotten");
  word->add_flag("--new-queue", wanted->new_queue,
                 "The Redis of the settings is a new, empty one; without this it must still hold "
                 "the queue");
  word->add_option("--skip", wanted->skip,
                   "With a new queue: how many numbers of each partition are passed over, because "
                   "they may have been given after the backup")
      ->check(CLI::Range(std::int64_t{1'000}, std::int64_t{1'000'000'000}))
      ->capture_default_str();
  word->footer(
      "Examples:\n"
      "  gongzhi restore --from /mnt/backup --data ./data --passphrase-file "
      "/etc/gongzhi/passphrase\n"
      "  gongzhi restore --from /mnt/backup --data ./data2 --passphrase-file "
      "/etc/gongzhi/passphrase "
      "--queue-from ./data");
  word->callback([&chosen, wanted] {
    chosen.command = [&chosen, wanted] { return restore(chosen.options, *wanted); };
  });
}

}  // namespace

void add_backup(CLI::App& app, Chosen& chosen) {
  auto* word = add_word(app, chosen, "backup",
                        "Write record, uploads, settings and keys into one sealed file; may run "
                        "while the platform serves");
  auto wanted = std::make_shared<BackupOptions>();
  word->add_option("--to", wanted->to, "Folder for the file");
  word->add_option("--passphrase-file", wanted->passphrase_file, passphrase_help);
  word->add_option("--keep", wanted->keep, "Remove older ones, so that so many stay; 0 = all")
      ->check(CLI::Range(0, 100'000))
      ->capture_default_str();
  word->footer(
      "Examples:\n"
      "  gongzhi backup --data ./data --to /mnt/backup --passphrase-file /etc/gongzhi/passphrase "
      "--keep 14\n"
      "  gongzhi backup verify /mnt/backup --passphrase-file /etc/gongzhi/passphrase");
  word->callback([&chosen, wanted, word] {
    if (!word->get_subcommands().empty()) return;  // verify was chosen
    chosen.command = [&chosen, wanted] { return make_backup(chosen.options, *wanted); };
  });
  auto* verify_word =
      word->add_subcommand("verify", "Check every hash of a backup without restoring it");
  auto file = std::make_shared<std::string>();
  verify_word->add_option("file", *file, "The backup, or a folder of them: the newest")->required();
  verify_word->add_option("--passphrase-file", wanted->passphrase_file, passphrase_help);
  verify_word->add_flag("--json", chosen.options.json, "Answer in JSON");
  verify_word->callback([&chosen, wanted, file] {
    chosen.command = [&chosen, wanted, file] {
      return verify_backup(chosen.options, *file, wanted->passphrase_file);
    };
  });
  add_restore(app, chosen);
}

}  // namespace gongzhi::cli
