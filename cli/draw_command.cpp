// draw verifier and draw reinspection: anyone can re-run a draw from what the timeline published.
#include <cstdio>

#include "cli/commands.hpp"
#include "governance/draw.hpp"
#include "wire/json_writer.hpp"

namespace gongzhi::cli {

int draw_verifier(const Options& options, const std::string& seed,
                  const std::vector<std::string>& ids) {
  auto drawn = draw_one(seed, ids);
  if (!drawn) return report(drawn.error());
  if (!options.json) {
    std::puts(drawn->c_str());
    return 0;
  }
  wire::JsonWriter json;
  {
    const auto all = json.object();
    json.text("seed", seed);
    json.texts("from", ids);
    json.text("drawn", *drawn);
  }
  std::puts(json.take().c_str());
  return 0;
}

int draw_reinspection(const Options& options, const std::string& seed,
                      const std::vector<std::string>& numbers) {
  wire::JsonWriter json;
  {
    const auto list = json.array();
    for (const std::string& number : numbers) {
      const bool drawn = drawn_for_reinspection(seed, number, reinspection_per_mille_default);
      if (!options.json) std::printf("%s  %s\n", number.c_str(), drawn ? "inspected again" : "-");
      const auto one = json.object();
      json.text("number", number);
      json.boolean("drawn", drawn);
    }
  }
  if (options.json) std::puts(json.take().c_str());
  return 0;
}

}  // namespace gongzhi::cli
