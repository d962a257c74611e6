// The files of an import: read together, checked together, staged under the hash of their content,
// so that the message that names them can be applied again after a crash.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "governance/build_world.hpp"
#include "records/configuration.hpp"

namespace gongzhi::workers {

/// Relative path -> bytes. Known paths: orgs.csv, users.csv, grids.geojson, categories.csv,
/// standards.csv, routing.csv, calendars/*.csv, kinds/*.json, policy.csv, permissions.csv,
/// emergency.csv, templates.csv, duty.csv, absences.csv; others are left out by load_bundle and
/// refused by name when given singly.
using BundleFiles = std::map<std::string, std::string>;

inline constexpr std::size_t bundle_file_bytes_max = 64U << 20;

/// Reads the known files of the given files and folders. Errc::not_found, Errc::too_large,
/// Errc::invalid for a file with an unknown name or given twice.
Result<BundleFiles> load_bundle(const std::vector<std::filesystem::path>& paths);

/// What the files say, over what is configured already; nothing is kept.
struct BundleRead {
  records::ConfigurationChange change;
  WorldPtr world;  // as it will be, version one above
};

/// Errc::invalid with one FieldError per problem: `file:line:column` and the fix.
Result<BundleRead> read_bundle(const BundleFiles& files, records::ConfigurationRows present);

/// Hash over names and bytes, 64 hex digits.
std::string bundle_hash(const BundleFiles& files);

/// Writes the bundle durably to `imports/<hash>`; a bundle that is there already stays.
Result<void> stage_bundle(const std::filesystem::path& imports, const BundleFiles& files);
Result<BundleFiles> load_staged(const std::filesystem::path& imports, const std::string& hash);

}  // namespace gongzhi::workers
