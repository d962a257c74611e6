// kinds check and kinds draw: the proof that a lifecycle has no dead end, and its picture.
#include <cstdio>
#include <filesystem>

#include "cli/commands.hpp"
#include "governance/kind_drawing.hpp"
#include "wire/json_writer.hpp"
#include "wire/kinds.hpp"

namespace gongzhi::cli {
namespace {

/// The shipped kinds, or the one of a file.
Result<KindSet> kinds_to_draw(const std::string& name) {
  if (name.ends_with(".json")) return wire::load_kinds(name);
  auto config = shipped_config();
  if (!config) return config.error();
  return wire::load_kinds((*config / "kinds").string());
}

// A folder of kinds, or one of a county that has such a folder; the shipped one when none is given.
Result<std::string> folder_of_kinds(const std::string& given) {
  if (given.empty()) {
    auto config = shipped_config();
    if (!config) return config.error();
    return (*config / "kinds").string();
  }
  std::error_code ec;
  const auto inner = std::filesystem::path(given) / "kinds";
  return std::filesystem::is_directory(inner, ec) ? inner.string() : given;
}

void write_findings(wire::JsonWriter& json, const wire::KindFile& file,
                    const std::vector<FieldError>& findings) {
  const auto one = json.object();
  json.text("file", file.path);
  const auto kind = wire::parse_kind(file.text, file.path);
  json.text("kind", kind ? kind->name : "");
  json.integer("states", kind ? static_cast<std::int64_t>(kind->states.size()) : 0);
  json.integer("actions", kind ? static_cast<std::int64_t>(kind->actions.size()) : 0);
  const auto inner = json.array("findings");
  for (const FieldError& finding : findings) {
    const auto entry = json.object();
    json.text("place", finding.pointer);
    json.text("code", finding.code);
    json.text("detail", finding.detail);
  }
}

void print_findings(const wire::KindFile& file, const std::vector<FieldError>& findings) {
  for (const FieldError& finding : findings)
    std::printf("%s: %s\n", finding.pointer.c_str(), finding.detail.c_str());
  if (!findings.empty()) return;
  if (const auto kind = wire::parse_kind(file.text, file.path))
    std::printf(
        "%s: %zu states, %zu actions: each state is reachable and has an owner, a deadline and "
        "a way out\n",
        kind->name.c_str(), kind->states.size(), kind->actions.size());
}

}  // namespace

int check_kinds(const Options& options, const std::string& directory) {
  const auto folder = folder_of_kinds(directory);
  if (!folder) return report(folder.error());
  const auto files = wire::load_kind_files(*folder);
  if (!files) return report_no(files.error());
  std::size_t problems = 0;
  wire::JsonWriter json;
  {
    const auto list = json.array();
    for (const wire::KindFile& file : *files) {
      const auto findings = wire::check_kind_text(file.text, file.path);
      problems += findings.size();
      write_findings(json, file, findings);
      if (!options.json) print_findings(file, findings);
    }
  }
  if (options.json) std::puts(json.take().c_str());
  return problems == 0 ? 0 : 1;
}

int draw_kind(const Options& options, const std::string& name) {
  const auto kinds = kinds_to_draw(name);
  if (!kinds) return report_no(kinds.error());
  const KindSpec* kind = name.ends_with(".json") ? &kinds->all().front() : kinds->find(name);
  if (kind == nullptr) return report(fail(Errc::not_found, "no kind is called " + name));
  const std::string drawing = gongzhi::draw_kind(*kind);
  if (!options.json) {
    std::fputs(drawing.c_str(), stdout);
    return 0;
  }
  wire::JsonWriter json;
  {
    const auto all = json.object();
    json.text("kind", kind->name);
    json.text("label", kind->label);
    json.integer("version", kind->version);
    json.text("mermaid", draw_diagram(*kind));
    json.text("markdown", drawing);
  }
  std::puts(json.take().c_str());
  return 0;
}

}  // namespace gongzhi::cli
