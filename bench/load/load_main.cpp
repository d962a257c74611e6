// bench_load: the load generator's words.
//   bench_load post   --to URL --messages FILE…        reports, each with a key of its own
//   bench_load get    --to URL --targets FILE          questions; a line is `TOKEN PATH`
//   bench_load claims --to URL --holders FILE          claim and give up; a line is `NUMBER TOKEN`
// Prints one JSON object on standard output.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <iterator>

#include "bench/load/load_run.hpp"
#include "cli/replay_items.hpp"
#include "vault/bytes.hpp"
#include "vault/keyring.hpp"
#include "workers/bundle.hpp"

namespace gongzhi::bench {
namespace {

struct Words {
  std::string to;
  std::size_t connections = 64;
  double rate = 0;
  double seconds = 10;
  double warm_up = 1;
  std::string applied;  // URL with its path
  std::int64_t backlog_max = 4'000;
  std::vector<std::string> messages;
  std::string config;
  std::string tokens;
  std::string path = "/api/v1/cases";
  std::string lines;
};

std::vector<std::pair<std::string, std::string>> load_pairs(const std::string& file) {
  std::ifstream input(file);
  std::vector<std::pair<std::string, std::string>> pairs;
  std::string first, second;
  while (input >> first >> second) pairs.emplace_back(first, second);
  if (pairs.empty()) throw std::runtime_error("nothing in " + file);
  return pairs;
}

LoadPlan plan_of(const Words& words) {
  LoadPlan plan;
  plan.target = parse_target(words.to);
  plan.connections = words.connections;
  plan.rate = words.rate;
  plan.length = std::chrono::duration<double>(words.seconds);
  plan.warm_up = std::chrono::duration<double>(words.warm_up);
  plan.backlog_max = words.backlog_max;
  if (const auto slash = words.applied.find('/', 8); slash != std::string::npos) {
    plan.applied_url = words.applied.substr(0, slash);
    plan.applied_path = words.applied.substr(slash);
  }
  return plan;
}

// The bodies that replay would send for these messages.
std::vector<std::string> load_bodies(const Words& words) {
  auto messages = cli::load_messages(words.messages);
  if (!messages) throw std::runtime_error(messages.error().message);
  const std::filesystem::path config(words.config);
  const auto files = workers::load_bundle({config / "categories.csv", config / "standards.csv",
                                           config / "routing.csv", config / "calendars",
                                           config / "kinds", config / "demo" / "yanhu"});
  if (!files) throw std::runtime_error(files.error().message);
  auto read = workers::read_bundle(*files, {});
  if (!read) throw std::runtime_error(read.error().message);
  cli::ReplayCounty county{read->world, {}};
  if (read->change.grids) county.areas = std::move(read->change.grids->areas);
  std::vector<std::string> bodies;
  for (cli::ReplayItem& item : cli::make_items(*std::move(messages), county, 1))
    bodies.push_back(std::move(item.body));
  return bodies;
}

std::vector<std::string> load_tokens(const std::string& file) {
  std::vector<std::string> tokens;
  std::ifstream input(file);
  for (std::string token; std::getline(input, token);)
    if (!token.empty()) tokens.push_back(std::move(token));
  if (tokens.empty()) tokens.emplace_back("none");
  return tokens;
}

std::string post(const Words& words) {
  const auto bodies = load_bodies(words);
  const auto tokens = load_tokens(words.tokens);
  const LoadPlan plan = plan_of(words);
  const std::string prefix = vault::to_hex(vault::random_bytes(12)) + "-";
  LoadRun run(plan);
  std::uint64_t made = 0;
  return run.post([&] {
    const std::uint64_t number = made++;
    return post_text(plan.target, words.path,
                     "Authorization: Bearer " + tokens[number % tokens.size()] +
                         "\r\nIdempotency-Key: " + prefix + std::to_string(number) + "\r\n",
                     bodies[number % bodies.size()]);
  });
}

std::string get(const Words& words) {
  const auto pairs = load_pairs(words.lines);
  const LoadPlan plan = plan_of(words);
  LoadRun run(plan);
  std::uint64_t made = 0;
  return run.post([&] {
    const auto& [token, path] = pairs[made++ % pairs.size()];
    return get_text(plan.target, path, token);
  });
}

std::string claims(const Words& words) {
  std::vector<LoadRun::Holder> holders;
  for (auto& [number, token] : load_pairs(words.lines)) holders.push_back({number, token});
  LoadPlan plan = plan_of(words);
  plan.connections = std::min(plan.connections, holders.size());
  LoadRun run(plan);
  return run.claim(holders);
}

int run(int count, char** arguments) {
  CLI::App app{"Load generator of ./gongzhi bench"};
  app.require_subcommand(1);
  Words words;
  std::function<std::string()> chosen;
  const auto add = [&](const char* name, std::string (*command)(const Words&)) {
    CLI::App* word = app.add_subcommand(name);
    word->add_option("--to", words.to)->required();
    word->add_option("--connections", words.connections)->check(CLI::Range(1, 10'000));
    word->add_option("--rate", words.rate);
    word->add_option("--seconds", words.seconds);
    word->add_option("--warm-up", words.warm_up);
    word->callback([&, command] { chosen = [&, command] { return command(words); }; });
    return word;
  };
  CLI::App* post_word = add("post", post);
  post_word->add_option("--messages", words.messages)->required();
  post_word->add_option("--config", words.config)->required();
  post_word->add_option("--tokens", words.tokens);
  post_word->add_option("--path", words.path);
  post_word->add_option("--applied", words.applied);
  post_word->add_option("--backlog-max", words.backlog_max);
  add("get", get)->add_option("--targets", words.lines)->required();
  add("claims", claims)->add_option("--holders", words.lines)->required();
  CLI11_PARSE(app, count, arguments);
  std::puts(chosen().c_str());
  return 0;
}

}  // namespace
}  // namespace gongzhi::bench

int main(int count, char** arguments) {
  try {
    return gongzhi::bench::run(count, arguments);
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "bench_load: %s\n", failure.what());
    return 1;
  }
}
