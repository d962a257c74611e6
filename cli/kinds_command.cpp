// kinds check and kinds draw: the proof that a lifecycle has no dead end, and its picture.
#include <cstdio>

#include "cli/commands.hpp"
#include "governance/kind_check.hpp"
#include "governance/kind_drawing.hpp"
#include "wire/json_writer.hpp"
#include "wire/kinds.hpp"

namespace gongzhi::cli {
namespace {

Result<KindSet> shipped_kinds() {
  auto config = shipped_config();
  if (!config) return config.error();
  return wire::load_kinds((*config / "kinds").string());
}

}  // namespace

int check_kinds(const Options& options, const std::string& directory) {
  auto kinds = directory.empty() ? shipped_kinds() : wire::load_kinds(directory);
  if (!kinds) return report(kinds.error());
  std::size_t problems = 0;
  wire::JsonWriter json;
  {
    const auto list = json.array();
    for (const KindSpec& kind : kinds->all()) {
      const auto findings = check_kind(kind);
      problems += findings.size();
      const auto one = json.object();
      json.text("kind", kind.name);
      json.integer("states", static_cast<std::int64_t>(kind.states.size()));
      json.integer("actions", static_cast<std::int64_t>(kind.actions.size()));
      const auto inner = json.array("findings");
      for (const KindFinding& finding : findings) {
        if (!options.json)
          std::printf("%s: %s: %s\n", kind.name.c_str(), finding.pointer.c_str(),
                      finding.detail.c_str());
        const auto entry = json.object();
        json.text("pointer", finding.pointer);
        json.text("code", finding.code);
        json.text("detail", finding.detail);
      }
      if (!options.json && findings.empty())
        std::printf(
            "%s: %zu states, %zu actions: each state is reachable and has an owner, a deadline and "
            "a way out\n",
            kind.name.c_str(), kind.states.size(), kind.actions.size());
    }
  }
  if (options.json) std::puts(json.take().c_str());
  return problems == 0 ? 0 : 1;
}

int draw_kind(const Options& /*options*/, const std::string& name) {
  auto kinds = shipped_kinds();
  if (!kinds) return report(kinds.error());
  const KindSpec* kind = kinds->find(name);
  if (kind == nullptr) return report(fail(Errc::invalid, "no kind is called " + name));
  std::fputs(gongzhi::draw_kind(*kind).c_str(), stdout);
  return 0;
}

}  // namespace gongzhi::cli
