// The words `config …`: the configuration row by row.
#include "cli/word_groups.hpp"

namespace gongzhi::cli {

void add_config(CLI::App& app, Chosen& chosen) {
  CLI::App* config = app.add_subcommand(
      "config", "Bodies, grids, categories, standards, rules and other tables, row by row");
  config->require_subcommand(1);
  auto table = std::make_shared<std::string>();
  auto words = std::make_shared<std::vector<std::string>>();
  auto word = std::make_shared<std::string>();
  auto* list_word = add_word(*config, chosen, "list", "Show a table");
  auto* export_word =
      add_word(*config, chosen, "export", "Write a table as the file that import reads");
  auto* put_word = add_word(*config, chosen, "put", "Put a row in, or change cells of it");
  auto* remove_word = add_word(*config, chosen, "remove", "Take a row out");
  for (CLI::App* one : {list_word, export_word, put_word, remove_word})
    one->add_option("table", *table, "orgs, grids, categories, standards, routing, calendar, …")
        ->required();
  export_word->add_option("--to", *word, "Folder for the file; standard output if absent");
  put_word->add_option("cells", *words, "column=cell (grids: polygon=@FILE)")->required();
  remove_word->add_option("id", *word, "Id or code of the row")->required();
  list_word->callback([&chosen, table] {
    chosen.command = [&chosen, table] { return list_config(chosen.options, *table); };
  });
  export_word->callback([&chosen, table, word] {
    chosen.command = [&chosen, table, word] {
      return export_config(chosen.options, *table, *word);
    };
  });
  put_word->callback([&chosen, table, words] {
    chosen.command = [&chosen, table, words] { return put_config(chosen.options, *table, *words); };
  });
  remove_word->callback([&chosen, table, word] {
    chosen.command = [&chosen, table, word] {
      return remove_config(chosen.options, *table, *word);
    };
  });
}

}  // namespace gongzhi::cli
