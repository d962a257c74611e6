// How a group of words joins the command line from a file of its own.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>

#include "cli/commands.hpp"

namespace gongzhi::cli {

/// What the words chose; run after parsing.
struct Chosen {
  Options options;
  std::function<int()> command;
};

/// A word with the options that all have.
CLI::App* add_word(CLI::App& parent, Chosen& chosen, const std::string& name,
                   const std::string& help);

void add_audit(CLI::App& app, Chosen& chosen);
void add_backup(CLI::App& app, Chosen& chosen);
void add_config(CLI::App& app, Chosen& chosen);
void add_users(CLI::App& app, Chosen& chosen);
/// Below `users`.
void add_people(CLI::App& users, Chosen& chosen);
void add_personal(CLI::App& app, Chosen& chosen);

}  // namespace gongzhi::cli
