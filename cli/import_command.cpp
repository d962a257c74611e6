// import: a county's own tables, or the shipped ones, into the running platform or into one started
// for it.
#include <cstdio>

#include "cli/commands.hpp"
#include "cli/import_bundle.hpp"
#include "cli/platform.hpp"

namespace gongzhi::cli {

int import(const Options& options, const std::vector<std::string>& paths, bool dry_run) {
  auto installation = open_installation(options);
  if (!installation) return report(installation.error());
  const std::vector<std::filesystem::path> files(paths.begin(), paths.end());
  const auto warnings = check_bundle(*installation, files);
  if (!warnings) return report_no(warnings.error());
  for (const std::string& warning : *warnings) std::fprintf(stderr, "warn   %s\n", warning.c_str());
  if (dry_run) {
    std::puts("nothing is wrong with these files; nothing was imported (--dry-run)");
    return 0;
  }
  std::int64_t version = 0;
  auto done = with_worker(*installation, options, [&]() -> Result<void> {
    auto imported = import_bundle(*installation, files, "gongzhi import");
    if (!imported) return imported.error();
    version = *imported;
    return {};
  });
  if (!done) return report_no(done.error());
  if (options.json)
    std::printf("{\"configuration_version\":%lld}\n", static_cast<long long>(version));
  else
    std::printf("imported; the configuration is now version %lld\n",
                static_cast<long long>(version));
  return 0;
}

}  // namespace gongzhi::cli
