#include "cli/import_bundle.hpp"

#include "cli/grid_gaps.hpp"
#include "cli/kind_problems.hpp"
#include "cli/platform.hpp"
#include "workers/bundle.hpp"
#include "workers/bundle_sealing.hpp"

namespace gongzhi::cli {
namespace {

struct Checked {
  workers::BundleFiles files;
  workers::BundleRead read;
};

Result<Checked> read_checked(const Installation& installation,
                             const std::vector<std::filesystem::path>& paths) {
  auto files = workers::load_bundle(paths);
  if (!files) return files.error();
  records::ConfigurationRows present;
  if (auto reader = open_reader(installation)) {
    auto rows = (*reader)->load_configuration();
    if (!rows) return rows.error();
    present = std::move(*rows);
  }
  auto read = workers::read_bundle(*files, std::move(present));
  if (!read) return read.error();
  if (auto problems = kind_problems(*files); !problems.empty())
    return Error{Errc::invalid, "a kind cannot be lived by", {}, std::move(problems)};
  return Checked{*std::move(files), *std::move(read)};
}

}  // namespace

Result<std::vector<std::string>> check_bundle(const Installation& installation,
                                              const std::vector<std::filesystem::path>& paths) {
  const auto checked = read_checked(installation, paths);
  if (!checked) return checked.error();
  return gap_warnings(checked->read);
}

Result<std::int64_t> import_bundle(const Installation& installation,
                                   const std::vector<std::filesystem::path>& paths,
                                   const std::string& label) {
  auto checked = read_checked(installation, paths);
  if (!checked) return checked.error();
  workers::BundleFiles& files = checked->files;
  if (auto sealed = workers::seal_phones(files, installation.keyring); !sealed)
    return sealed.error();
  if (auto staged = workers::stage_bundle(installation.dir.imports(), files); !staged)
    return staged.error();
  auto outcome = send_and_wait(installation, county_partition,
                               ImportBundle{workers::bundle_hash(files), label}, "import");
  if (!outcome) return outcome.error();
  if (outcome->status == OutcomeStatus::refused) return refusal_of(*outcome);
  return outcome->version;
}

}  // namespace gongzhi::cli
