// The query of a request: only parameters that the route knows, each once (security.md S39). Pure.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/request.hpp"
#include "governance/error.hpp"

namespace gongzhi::gateway {

class Parameters {
 public:
  /// Errc::invalid naming the first parameter that is unknown, doubled, not well encoded (`%`), not
  /// UTF-8 or longer than 1,000 bytes.
  static Result<Parameters> parse(const Request& request,
                                  std::initializer_list<std::string_view> known);

  bool has(std::string_view name) const;
  /// Empty when absent.
  const std::string& text(std::string_view name) const;

  /// Absent is `otherwise`. Errc::invalid naming the parameter when it is no number within the
  /// bounds.
  Result<int> integer(std::string_view name, int otherwise, std::pair<int, int> bounds) const;
  Result<double> number(std::string_view name) const;
  /// `true` or `false`; absent = false.
  Result<bool> flag(std::string_view name) const;
  Result<std::optional<Instant>> instant(std::string_view name) const;

  /// In which the request wants its answer.
  wire::Language language() const { return language_; }

  /// The query again without `name`, for links to the next page.
  std::string without(std::string_view name) const;

 private:
  std::vector<std::pair<std::string, std::string>> items_;
  wire::Language language_ = wire::Language::zh;
};

/// `text` as it may stand in a query.
std::string percent_encode(std::string_view text);

}  // namespace gongzhi::gateway
