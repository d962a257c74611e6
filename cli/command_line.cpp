// See command_line.hpp. Words and options only; the work is in the files named after the commands.
#include "cli/command_line.hpp"

#include <signal.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <functional>

#include "cli/word_groups.hpp"
#include "governance/nearest_word.hpp"
#include "images/child.hpp"
#include "runtime/core_dumps.hpp"
#include "runtime/log.hpp"

namespace gongzhi::cli {

runtime::LogLevel log_level(const runtime::Settings& settings) {
  if (settings.log.level == "debug") return runtime::LogLevel::debug;
  if (settings.log.level == "warn") return runtime::LogLevel::warn;
  return settings.log.level == "error" ? runtime::LogLevel::error : runtime::LogLevel::info;
}

CLI::App* add_word(CLI::App& parent, Chosen& chosen, const std::string& name,
                   const std::string& help) {
  CLI::App* command = parent.add_subcommand(name, help);
  command->add_option("--data", chosen.options.data, "Data directory of the installation")
      ->capture_default_str();
  command->add_option("--config", chosen.options.config, "Settings file (gongzhi.toml)");
  command->add_flag("--json", chosen.options.json, "Answer in JSON");
  return command;
}

void add_tls(CLI::App& command, std::string& into) {
  command
      .add_option("--tls", into,
                  "Who encrypts beyond this machine: files, local_ca or behind_proxy (gateway.tls)")
      ->check(CLI::IsMember({"files", "local_ca", "behind_proxy"}));
}

namespace {

CLI::App* add(CLI::App& parent, Chosen& chosen, const std::string& name, const std::string& help) {
  return add_word(parent, chosen, name, help);
}

void add_processes(CLI::App& app, Chosen& chosen) {
  auto* serve_word = add(app, chosen, "serve",
                         "Run the whole platform on this machine: Redis, worker and gateway");
  auto serve_options = std::make_shared<ServeOptions>();
  serve_word->add_flag("--demo", serve_options->demo,
                       "Load the demo county once, if nothing is configured yet");
  serve_word->add_option("--listen", serve_options->listen, "Address of the API, host:port");
  add_tls(*serve_word, serve_options->tls);
  serve_word->add_flag("--accept-gaps", serve_options->accept_gaps,
                       "Go on where messages are missing in a partition; only after looking for "
                       "them. What is passed "
                       "over stands in the dead letters (reason gap)");
  serve_word->callback([&chosen, serve_options] {
    chosen.command = [&chosen, serve_options] { return serve(chosen.options, *serve_options); };
  });
  auto* worker_word = add(app, chosen, "worker", "Run only the worker");
  auto accept = std::make_shared<bool>(false);
  worker_word->add_flag("--accept-gaps", *accept,
                        "Go on where messages are missing in a partition; only after looking for "
                        "them. What is passed over stands in the dead letters (reason gap)");
  worker_word->callback([&chosen, accept] {
    chosen.command = [&chosen, accept] { return run_worker(chosen.options, *accept); };
  });
  auto* gateway_word = add(app, chosen, "gateway", "Run only the gateway");
  auto gateway_options = std::make_shared<GatewayOptions>();
  gateway_word->add_option("--listen", gateway_options->listen, "Address of the API, host:port");
  add_tls(*gateway_word, gateway_options->tls);
  gateway_word->callback([&chosen, gateway_options] {
    chosen.command = [&chosen, gateway_options] {
      return run_gateway(chosen.options, *gateway_options);
    };
  });
}

void add_certificate(CLI::App& app, Chosen& chosen) {
  CLI::App* word = app.add_subcommand("certificate", "The certificate of gateway.tls = local_ca");
  word->require_subcommand(1);
  add(*word, chosen, "show", "What telephones must install, and how long it lasts")
      ->callback(
          [&chosen] { chosen.command = [&chosen] { return show_certificate(chosen.options); }; });
  add(*word, chosen, "renew", "Make the server a new certificate, for the names it has now")
      ->callback(
          [&chosen] { chosen.command = [&chosen] { return renew_certificate(chosen.options); }; });
}

void add_setup(CLI::App& app, Chosen& chosen) {
  add(app, chosen, "migrate", "Bring the record's tables up to date")->callback([&chosen] {
    chosen.command = [&chosen] { return migrate(chosen.options); };
  });
  auto* check_word = add(app, chosen, "check", "Check settings, schemas, tables, kinds and Redis");
  auto print = std::make_shared<bool>(false);
  check_word->add_flag("--print-effective", *print, "Print every setting as it is in force");
  auto own = std::make_shared<std::vector<std::string>>();
  check_word->add_option("paths", *own,
                         "A county's own files or folders; the demo county's if absent");
  check_word->callback([&chosen, print, own] {
    chosen.command = [&chosen, print, own] {
      return *print ? print_settings(chosen.options) : check(chosen.options, *own);
    };
  });
  auto* import_word =
      add(app, chosen, "import", "Take in a county's tables (CSV, GeoJSON, kinds); all or nothing");
  auto paths = std::make_shared<std::vector<std::string>>();
  auto dry = std::make_shared<bool>(false);
  import_word->add_option("paths", *paths, "Files or folders")->required();
  import_word->add_flag("--dry-run", *dry, "Check only");
  import_word->callback([&chosen, paths, dry] {
    chosen.command = [&chosen, paths, dry] { return import(chosen.options, *paths, *dry); };
  });
  auto* token_word = add(app, chosen, "token", "Print the bearer token of a user");
  auto wish = std::make_shared<TokenWish>();
  token_word->add_option("user", wish->user, "Id of the user, as in users.csv")->required();
  token_word->add_option("--scope", wish->scopes, "read, report, act, admin; all if absent");
  token_word->add_option("--days", wish->days, "How long it is valid; until revoked if absent")
      ->check(CLI::Range(1, 3650));
  token_word->add_option("--label", wish->label, "What it is for");
  token_word->callback([&chosen, wish] {
    const bool is_plain = wish->scopes.empty() && wish->days == 0 && wish->label.empty();
    chosen.command = [&chosen, wish, is_plain] {
      return is_plain ? print_token(chosen.options, wish->user)
                      : issue_token(chosen.options, *wish);
    };
  });
}

void add_questions(CLI::App& app, Chosen& chosen) {
  CLI::App* kinds = app.add_subcommand("kinds", "The lifecycles of cases");
  kinds->require_subcommand(1);
  auto* check_word = add(*kinds, chosen, "check", "Prove that no lifecycle has a dead end");
  auto directory = std::make_shared<std::string>();
  check_word->add_option("directory", *directory, "Folder of *.json; the shipped one if absent");
  check_word->callback([&chosen, directory] {
    chosen.command = [&chosen, directory] { return check_kinds(chosen.options, *directory); };
  });
  auto* draw_word =
      add(*kinds, chosen, "draw", "Draw one lifecycle as Markdown with a Mermaid diagram");
  auto kind = std::make_shared<std::string>();
  draw_word->add_option("name", *kind, "incident, request, wish, …")->required();
  draw_word->callback([&chosen, kind] {
    chosen.command = [&chosen, kind] { return draw_kind(chosen.options, *kind); };
  });
  auto* route_word = add(app, chosen, "route", "Where a report would go, and why; creates nothing");
  auto question = std::make_shared<RouteQuestion>();
  route_word->add_option("--category", question->category, "Code of the category");
  route_word->add_option("--lon", question->lon, "Longitude");
  route_word->add_option("--lat", question->lat, "Latitude")->needs("--lon");
  route_word->add_option("--crs", question->crs, "wgs84, gcj02, bd09 or cgcs2000")
      ->capture_default_str();
  route_word->add_option("--source", question->source, "Who reports")->capture_default_str();
  route_word->add_flag("--urgent", question->urgent, "As an urgent case");
  route_word->add_flag("--explain", question->explain, "Show every rule that was looked at");
  auto* what_if_word = add(*route_word, chosen, "what-if",
                           "Which cases of the last 90 days other rules would have sent elsewhere");
  auto rules = std::make_shared<std::string>();
  what_if_word->add_option("--rules", *rules, "The rules as a file like routing.csv")->required();
  what_if_word->callback([&chosen, rules] {
    chosen.command = [&chosen, rules] { return route_what_if(chosen.options, *rules); };
  });
  route_word->callback([&chosen, question, route_word] {
    if (!route_word->get_subcommands().empty()) return;
    question->has_place = route_word->count("--lat") > 0;
    chosen.command = [&chosen, question] { return route(chosen.options, *question); };
  });
  add(app, chosen, "verify", "Walk the hash chain and the tables; names the first difference")
      ->callback([&chosen] { chosen.command = [&chosen] { return verify(chosen.options); }; });
}

void add_draws(CLI::App& app, Chosen& chosen) {
  CLI::App* draw = app.add_subcommand("draw", "Re-run a draw from its published seed");
  draw->require_subcommand(1);
  const auto add_draw = [&](const char* name, const char* help, const char* ids_help, auto run) {
    auto* word = add(*draw, chosen, name, help);
    auto seed = std::make_shared<std::string>();
    auto ids = std::make_shared<std::vector<std::string>>();
    word->add_option("--seed", *seed, "As published; \"gongzhi\" unless the county has its own")
        ->required();
    word->add_option("ids", *ids, ids_help)->required();
    word->callback([&chosen, seed, ids, run] {
      chosen.command = [&chosen, seed, ids, run] { return run(chosen.options, *seed, *ids); };
    });
  };
  add_draw("verifier", "Who checks a case: draw_seed and draw_from stand in its timeline",
           "The ids it was drawn from", draw_verifier);
  add_draw("reinspection", "Which closed cases are inspected again", "Numbers of cases",
           draw_reinspection);
}

void add_queue(CLI::App& app, Chosen& chosen) {
  CLI::App* queue = app.add_subcommand("queue", "The queue");
  queue->require_subcommand(1);
  add(*queue, chosen, "status", "How far each partition is")->callback([&chosen] {
    chosen.command = [&chosen] { return queue_status(chosen.options); };
  });
  add(*queue, chosen, "acl", "The users for a Redis of your own, as lines of its configuration")
      ->callback([&chosen] { chosen.command = [&chosen] { return queue_acl(chosen.options); }; });
  auto* adopt_word =
      add(*queue, chosen, "adopt",
          "After Redis was really lost or replaced: say what is lost, and with --yes "
          "let this record use the present one");
  auto yes = std::make_shared<bool>(false);
  adopt_word->add_flag("--yes", *yes, "Do it; without this it only explains");
  adopt_word->callback([&chosen, yes] {
    chosen.command = [&chosen, yes] { return queue_adopt(chosen.options, *yes); };
  });
  CLI::App* letters = app.add_subcommand("dead-letters", "Messages that could not be applied");
  letters->require_subcommand(1);
  auto* list_word = add(*letters, chosen, "list", "List them");
  auto all = std::make_shared<bool>(false);
  list_word->add_flag("--all", *all, "Also those that are settled");
  list_word->callback([&chosen, all] {
    chosen.command = [&chosen, all] { return list_dead_letters(chosen.options, *all); };
  });
  auto id = std::make_shared<std::int64_t>(0);
  auto* show_word = add(*letters, chosen, "show", "Show one with its envelope");
  show_word->add_option("id", *id, "Its id")->required();
  show_word->callback([&chosen, id] {
    chosen.command = [&chosen, id] { return show_dead_letter(chosen.options, *id); };
  });
  for (const bool drop : {false, true}) {
    auto* word =
        add(*letters, chosen, drop ? "drop" : "replay",
            drop ? "Settle one without applying it" : "Have one applied again, under its own id");
    word->add_option("id", *id, "Its id")->required();
    word->callback([&chosen, id, drop] {
      chosen.command = [&chosen, id, drop] { return order_dead_letter(chosen.options, *id, drop); };
    });
  }
}

void add_replay(CLI::App& app, Chosen& chosen) {
  auto* word = add(app, chosen, "replay",
                   "Send the messages of JSON lines through the API, and check that none is lost");
  auto replay_options = std::make_shared<ReplayOptions>();
  word->add_option("files", replay_options->files, "Files of lines {title, text, at}")->required();
  word->add_option("--to", replay_options->to, "The platform, http://host:port")->required();
  word->add_option("--clients", replay_options->clients, "How many send at a time")
      ->check(CLI::Range(1, 4096))
      ->capture_default_str();
  word->add_option("--rate", replay_options->rate,
                   "Messages a second; as fast as possible if absent")
      ->check(CLI::NonNegativeNumber);
  word->add_option("--seed", replay_options->seed, "Draws places; the same seed sends the same")
      ->capture_default_str();
  word->add_option("--token", replay_options->token, "Bearer token of the sender");
  word->add_option("--user", replay_options->user, "Send as this user of --data");
  word->callback([&chosen, replay_options, word] {
    replay_options->has_data = word->count("--data") > 0;
    chosen.command = [&chosen, replay_options] { return replay(chosen.options, *replay_options); };
  });
}

// The parser would only say that a word is missing, or that one was not expected.
std::string unknown_word(const CLI::App& app, int argc, char** argv) {
  const CLI::App* parent = &app;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const auto commands = parent->get_subcommands([](const CLI::App*) { return true; });
    if (word.starts_with('-') || commands.empty()) return {};
    std::vector<std::string> names;
    const CLI::App* next = nullptr;
    for (const CLI::App* command : commands) {
      names.push_back(command->get_name());
      if (command->get_name() == word) next = command;
    }
    if (next == nullptr) {
      const std::string group = parent == &app ? "" : parent->get_name() + " ";
      const std::string near = did_you_mean(word, names);
      return "there is no command `" + group + word + "`" + (near.empty() ? ";" : near) +
             " see: gongzhi " + group + "--help";
    }
    parent = next;
  }
  return {};
}

}  // namespace

int run(int argc, char** argv) {
  // Not for people: the gateway starts itself so to decode a picture (images/child.hpp).
  if (argc == 2 && argv[1] == images::child_word) return images::run_child();
  ::signal(SIGPIPE, SIG_IGN);
  runtime::forbid_core_dumps();
  runtime::start_log(argc > 1 ? argv[1] : "cli", runtime::LogLevel::info);
  CLI::App app{"共治 Gongzhi: a county governs its neighbourhoods together"};
  app.require_subcommand(1);
  Chosen chosen;
  add_processes(app, chosen);
  add_setup(app, chosen);
  add_questions(app, chosen);
  add_draws(app, chosen);
  add_config(app, chosen);
  add_queue(app, chosen);
  add_users(app, chosen);
  add_replay(app, chosen);
  add_certificate(app, chosen);
  add_audit(app, chosen);
  add_backup(app, chosen);
  add_personal(app, chosen);
  add(app, chosen, "version", "Print the version")->callback([&chosen] {
    chosen.command = [&chosen] {
      std::puts(chosen.options.json ? "{\"name\":\"gongzhi\",\"version\":\"" GONGZHI_VERSION "\"}"
                                    : "gongzhi " GONGZHI_VERSION);
      return 0;
    };
  });
  if (const std::string wrong = unknown_word(app, argc, argv); !wrong.empty()) {
    std::fprintf(stderr, "gongzhi: %s\n", wrong.c_str());
    return 2;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  try {
    return chosen.command();
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "gongzhi: unexpected failure: %s\n", failure.what());
    return 1;
  }
}

}  // namespace gongzhi::cli
