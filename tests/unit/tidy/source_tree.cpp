// Walks the repository; what a build, a run or somebody else made is left out.
#include "tests/unit/tidy/source_tree.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace gongzhi::tidy {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 6> foreign_folders = {".git",         "build",  "data",
                                                             "node_modules", ".cache", "dist"};
constexpr std::array<std::string_view, 13> text_suffixes = {
    ".cpp",     ".hpp",  ".cmake", ".txt",  ".md", ".lua", ".toml",
    ".service", ".yaml", ".sh",    ".bash", ".ts", ".vue"};

bool is_foreign(const fs::path& folder) {
  return std::ranges::find(foreign_folders, folder.filename().string()) != foreign_folders.end();
}

bool is_written_text(const fs::path& file) {
  const auto suffix = file.extension().string();
  return file.filename() == "gongzhi" ||
         std::ranges::find(text_suffixes, suffix) != text_suffixes.end();
}

std::string read_text(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + file.string());
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

Tree load_tree() {
  const fs::path root(GONGZHI_SOURCE_DIR);
  Tree tree;
  for (auto at = fs::recursive_directory_iterator(root); at != fs::recursive_directory_iterator();
       ++at) {
    if (at->is_directory()) {
      if (is_foreign(at->path())) at.disable_recursion_pending();
    } else if (at->is_regular_file() && is_written_text(at->path())) {
      auto path = at->path().lexically_relative(root).generic_string();
      tree.push_back(std::make_unique<SourceFile>(std::move(path), read_text(at->path())));
    }
  }
  std::ranges::sort(tree, {}, [](const auto& file) { return file->path; });
  return tree;
}

}  // namespace gongzhi::tidy
