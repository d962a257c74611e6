// The language in which an error is told to a person: Chinese unless the request asks for English.
#pragma once

#include <string_view>

namespace gongzhi::wire {

enum class Language { zh, en };

/// One sentence in both languages.
struct Wording {
  std::string_view zh;
  std::string_view en;

  std::string_view in(Language language) const { return language == Language::zh ? zh : en; }
};

/// The language of an `Accept-Language` header (RFC 9110 12.5.4): the first of zh and en with the
/// highest weight; zh when neither is asked for.
Language parse_accept_language(std::string_view header);

}  // namespace gongzhi::wire
