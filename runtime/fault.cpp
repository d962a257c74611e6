#include "runtime/fault.hpp"

#ifdef GONGZHI_FAULTS

#include <csignal>
#include <cstdlib>
#include <set>
#include <stdexcept>
#include <string>

#include "runtime/log.hpp"

namespace gongzhi::runtime {
namespace {

std::set<std::string, std::less<>> read_names() {
  const char* const list = std::getenv("GONGZHI_FAULT");
  std::string_view rest = list == nullptr ? "" : list;
  std::set<std::string, std::less<>> names;
  while (!rest.empty()) {
    const std::string_view name = rest.substr(0, rest.find(','));
    rest.remove_prefix(name.size() == rest.size() ? rest.size() : name.size() + 1);
    if (!name.empty()) names.emplace(name);
  }
  if (!names.empty()) log_error("this process breaks its promises on purpose", {{"faults", list}});
  return names;
}

}  // namespace

bool fault(std::string_view name) {
  static const auto names = read_names();
  return names.contains(name);
}

void strike(std::string_view text) {
  if (text.find("#poison") == std::string_view::npos) return;
  if (fault("throw_on_marker")) throw std::runtime_error("a poisoned message");
  if (fault("crash_on_marker")) std::raise(SIGSEGV);
  volatile bool turning = fault("loop_on_marker");
  while (turning) {
  }
}

}  // namespace gongzhi::runtime

#endif
