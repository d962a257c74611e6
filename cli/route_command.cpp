// route: where a report would go, and why, without creating anything.
#include <cstdio>

#include "cli/commands.hpp"
#include "governance/crs.hpp"
#include "governance/routing.hpp"
#include "runtime/wall_clock.hpp"
#include "wire/json_writer.hpp"

namespace gongzhi::cli {
namespace {

void print_routing(const Options& options, const World& world, const Routing& routing,
                   const std::vector<RuleTrial>& trials) {
  const auto name_of = [&](const std::string& id) {
    const Org* org = world.directory.find_org(id);
    return id + (org ? " " + org->name : "");
  };
  if (!options.json) {
    std::printf("rule    %s\nowner   %s\nlead    %s\n", routing.rule.c_str(),
                name_of(routing.owner).c_str(), name_of(routing.lead).c_str());
    for (const std::string& assist : routing.assists)
      std::printf("assist  %s\n", name_of(assist).c_str());
    std::printf("pool    %s\ncheck   %s\ncertain %s\nwhy     %s\n", routing.pool ? "yes" : "no",
                std::string(name(routing.check)).c_str(), routing.certain ? "yes" : "no",
                routing.why.c_str());
    for (const RuleTrial& trial : trials)
      std::printf("  %-14s %-20s %s\n", trial.rule.c_str(),
                  std::string(name(trial.verdict)).c_str(), trial.words.c_str());
    return;
  }
  wire::JsonWriter json;
  {
    const auto all = json.object();
    json.text("rule", routing.rule);
    json.text("owner", routing.owner);
    json.text("lead", routing.lead);
    {
      const auto assists = json.array("assists");
      for (const std::string& assist : routing.assists) json.text(assist);
    }
    json.boolean("pool", routing.pool);
    json.text("check", name(routing.check));
    json.boolean("certain", routing.certain);
    json.text("why", routing.why);
    const auto tried = json.array("tried");
    for (const RuleTrial& trial : trials) {
      const auto one = json.object();
      json.text("rule", trial.rule);
      json.text("verdict", name(trial.verdict));
      json.text("words", trial.words);
    }
  }
  std::puts(json.take().c_str());
}

}  // namespace

int route(const Options& options, const RouteQuestion& question) {
  auto installation = find_installation(options);
  if (!installation) return report(installation.error());
  auto world = load_world(*installation);
  if (!world) return report(world.error());
  const auto source = parse_source(question.source);
  if (!source) return report(fail(Errc::invalid, "no source is called " + question.source));
  RouteInputs inputs;
  inputs.category = question.category;
  inputs.urgent = question.urgent;
  inputs.source = *source;
  inputs.at = runtime::wall_now();
  if (!question.category.empty() && (*world)->catalogue.find_category(question.category) == nullptr)
    return report(fail(Errc::not_found, "no category has the code " + question.category));
  if (question.has_place) {
    const auto crs = parse_crs(question.crs);
    if (!crs) return report(fail(Errc::invalid, "no datum is called " + question.crs));
    const auto place = to_wgs84(question.lon, question.lat, *crs);
    if (!place) return report(place.error());
    const GridInfo* grid = (*world)->directory.grid_at(*place);
    if (grid == nullptr)
      return report(fail(Errc::not_found, "that place is in no grid of the county"));
    inputs.area_code = grid->code;
    inputs.community = grid->community;
    if (const Org* township = (*world)->directory.township_of(grid->community))
      inputs.township = township->id;
    if (!options.json) std::printf("grid    %s %s\n", grid->code.c_str(), grid->name.c_str());
  }
  const Routing routing = (*world)->routing.route(inputs, (*world)->directory, (*world)->calendar);
  std::vector<RuleTrial> trials;
  if (question.explain)
    trials = (*world)->routing.explain(inputs, (*world)->directory, (*world)->calendar);
  print_routing(options, **world, routing, trials);
  return 0;
}

}  // namespace gongzhi::cli
