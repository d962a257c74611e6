#include "governance/message.hpp"

#include <array>

namespace gongzhi {
namespace {

constexpr std::array<std::string_view, 6> source_names{"grid_worker", "resident", "property",
                                                       "hotline",     "api",      "platform"};
constexpr std::array<std::string_view, 7> type_names{
    "case.create", "case.action", "timer", "followup", "import", "dead-letter", "administration"};

}  // namespace

std::string_view type_of(const MessageBody& body) {
  return type_names[body.index()];
}

std::string_view name(Source source) {
  return source_names[static_cast<std::size_t>(source)];
}

std::optional<Source> parse_source(std::string_view text) {
  for (std::size_t i = 0; i < source_names.size(); ++i)
    if (source_names[i] == text) return static_cast<Source>(i);
  return std::nullopt;
}

}  // namespace gongzhi
