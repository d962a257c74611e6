// What all pages that the server sends have in common: their frame, their style, how text and times
// stand in them. No script in it; pure.
#pragma once

#include <string>
#include <string_view>

#include "governance/instant.hpp"
#include "wire/language.hpp"

namespace gongzhi::gateway {

/// `text` as it may stand in HTML, in an attribute too.
std::string html_text(std::string_view text);

/// What every page says besides its content: its language, and what went wrong with the form.
struct PageFrame {
  wire::Language language = wire::Language::zh;
  std::string trouble = {};  // shown beside the field it is about; empty = nothing
  std::string first = {};    // HTML before everything else
};

/// In the page's language, escaped.
std::string words(const PageFrame& frame, wire::Wording wording);
/// The whole page around `content`, which is HTML.
std::string framed(const PageFrame& frame, std::string_view title, const std::string& content);
/// `2026-11-24 06:36`, escaped.
std::string page_time(Instant at);

std::string_view page_style();

}  // namespace gongzhi::gateway
