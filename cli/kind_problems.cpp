#include "cli/kind_problems.hpp"

#include "wire/kinds.hpp"

namespace gongzhi::cli {

std::vector<FieldError> kind_problems(const workers::BundleFiles& files) {
  std::vector<FieldError> problems;
  for (const auto& [name, text] : files) {
    if (!name.starts_with("kinds/")) continue;
    const auto found = wire::check_kind_text(text, name);
    problems.insert(problems.end(), found.begin(), found.end());
  }
  return problems;
}

}  // namespace gongzhi::cli
