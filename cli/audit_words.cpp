// The words `audit …` of the command line.
#include "cli/audit_command.hpp"
#include "cli/word_groups.hpp"

namespace gongzhi::cli {

void add_audit(CLI::App& app, Chosen& chosen) {
  CLI::App* audit = app.add_subcommand("audit", "The audit trail: who did what");
  audit->require_subcommand(1);
  auto* list_word = add_word(*audit, chosen, "list", "Newest rows first");
  list_word->footer(
      "Examples:\n  gongzhi audit list --since 2026-11-01 --act login\n"
      "  gongzhi audit list --actor secretary-001 --json");
  auto wanted = std::make_shared<AuditListOptions>();
  list_word->add_option("--actor", wanted->actor, "Id of the user who did it");
  list_word->add_option("--act", wanted->act, "What was done: login, user.create, …");
  list_word->add_option("--subject", wanted->subject, "Whom or what it was about");
  list_word->add_option("--since", wanted->since, "A date or a time; inclusive");
  list_word->add_option("--until", wanted->until, "A date or a time; exclusive");
  list_word->add_option("--limit", wanted->limit, "Rows at most")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  list_word->callback([&chosen, wanted] {
    chosen.command = [&chosen, wanted] { return list_audit(chosen.options, *wanted); };
  });
  auto* verify_word =
      add_word(*audit, chosen, "verify",
               "Find any row that was edited, deleted, moved or cut off; 0 = none, 1 = found");
  auto files = std::make_shared<std::vector<std::string>>();
  verify_word->add_option("--heads", *files,
                          "Heads kept elsewhere, as `audit heads` prints them; may be repeated. "
                          "audit.heads_file is always looked at");
  verify_word->footer("Example:\n  gongzhi audit verify --heads /mnt/elsewhere/audit_heads.jsonl");
  verify_word->callback([&chosen, files] {
    chosen.command = [&chosen, files] { return verify_audit_trail(chosen.options, *files); };
  });
  auto* heads_word = add_word(*audit, chosen, "heads",
                              "Print the signed head of every chain, to be kept elsewhere");
  heads_word->footer("Example:\n  gongzhi audit heads >> /mnt/elsewhere/audit_heads.jsonl");
  heads_word->callback(
      [&chosen] { chosen.command = [&chosen] { return print_audit_heads(chosen.options); }; });
}

}  // namespace gongzhi::cli
