// replay: real messages through the API, each as a report of its own, and a table of what became of
// them.
#include <unistd.h>

#include <cstdio>

#include "cli/commands.hpp"
#include "cli/replay_run.hpp"
#include "governance/permission.hpp"
#include "workers/bundle.hpp"
#include "workers/world_from_rows.hpp"

namespace gongzhi::cli {
namespace {

constexpr std::size_t clients_max = 4'096;

// The county of the installation that was named, else the shipped demo county.
Result<ReplayCounty> county_of(const Installation* installation) {
  ReplayCounty county;
  if (installation != nullptr) {
    auto reader = open_reader(*installation);
    if (!reader) return reader.error();
    auto rows = (*reader)->load_configuration();
    if (!rows) return rows.error();
    county.areas = rows->areas;
    auto world = workers::world_from_rows(*std::move(rows));
    if (!world) return world.error();
    county.world = *std::move(world);
    if (!county.world)
      return fail(Errc::not_found, "nothing is configured yet; run: gongzhi import DIRECTORY");
    return county;
  }
  auto config = shipped_config();
  if (!config) return config.error();
  const auto files = workers::load_bundle({*config / "categories.csv", *config / "standards.csv",
                                           *config / "routing.csv", *config / "calendars",
                                           *config / "kinds", *config / "demo" / "yanhu"});
  if (!files) return files.error();
  auto read = workers::read_bundle(*files, {});
  if (!read) return read.error();
  county.world = read->world;
  if (read->change.grids) county.areas = std::move(read->change.grids->areas);
  return county;
}

// Who is meant for programs comes first, then whoever may report a request.
Result<std::string> sender_in(const World& world, const std::string& wanted) {
  const User* found = nullptr;
  for (const User& user : world.directory.users()) {
    Actor actor;
    actor.user = user.id;
    if (!wanted.empty() ? user.id != wanted : !may_create(world, actor, "request")) continue;
    if (!user.active) continue;
    if (found == nullptr || (user.role == Role::api_client && found->role != Role::api_client))
      found = &user;
  }
  if (found == nullptr)
    return fail(Errc::not_found, wanted.empty() ? "nobody here may report a request"
                                                : "no active user has the id " + wanted);
  return found->id;
}

Result<outbound::HttpFields> proof_of(const ReplayOptions& replay, const Installation* installation,
                                      const World& world) {
  if (!replay.token.empty())
    return outbound::HttpFields{{"Authorization", "Bearer " + replay.token}};
  if (installation == nullptr) {
    // A resident without an account: one device, the same one when the replay is run again.
    const std::string secret = "gongzhi-replay-" + std::to_string(replay.seed) + "-0123456789";
    return outbound::HttpFields{{"Cookie", "gz_device=" + secret}};
  }
  const auto user = sender_in(world, replay.user);
  if (!user) return user.error();
  return outbound::HttpFields{
      {"Authorization", "Bearer " + installation->keyring.issue_token(*user)}};
}

void say_progress(const std::string& line) {
  static const bool is_terminal = ::isatty(STDERR_FILENO) != 0;
  std::fprintf(stderr, is_terminal ? "\r\x1b[K%s" : "%s\n", line.c_str());
  std::fflush(stderr);
}

Result<ReplayReport> run_replay(const Options& options, const ReplayOptions& replay) {
  auto messages = load_messages(replay.files);
  if (!messages) return messages.error();
  ReplayPlan plan;
  auto server = outbound::parse_http_url(replay.to);
  if (!server) return server.error();
  plan.server = *std::move(server);
  std::optional<Installation> installation;
  if (replay.has_data) {
    auto found = find_installation(options);
    if (!found) return found.error();
    installation.emplace(*std::move(found));
  }
  const Installation* known = installation ? &*installation : nullptr;
  const auto county = county_of(known);
  if (!county) return county.error();
  auto proof = proof_of(replay, known, *county->world);
  if (!proof) return proof.error();
  plan.fields = *std::move(proof);
  plan.clients = std::min(replay.clients, clients_max);
  plan.rate = replay.rate;
  plan.seed = replay.seed;
  plan.say = say_progress;
  ReplayRun run(std::move(plan), make_items(*std::move(messages), *county, replay.seed));
  return run.run();
}

}  // namespace

int replay(const Options& options, const ReplayOptions& replay_options) {
  if (const auto server = outbound::parse_http_url(replay_options.to); !server)
    return report(server.error());
  const auto done = run_replay(options, replay_options);
  if (::isatty(STDERR_FILENO) != 0) std::fputs("\r\x1b[K", stderr);
  if (!done) return report_no(done.error());
  for (const ReplayTrouble& trouble : done->troubles)
    std::fprintf(stderr, "%s: %s\n", trouble.place.c_str(), trouble.what.c_str());
  if (options.json)
    std::puts(report_json(*done).c_str());
  else
    std::fputs(report_table(*done).c_str(), stdout);
  return done->is_whole() ? 0 : 1;
}

}  // namespace gongzhi::cli
