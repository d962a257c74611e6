#include "gateway/page_frame.hpp"

#include <algorithm>

namespace gongzhi::gateway {

namespace {

// Length of the mark at the beginning of `text` that turns the direction of what follows
// (U+202A to U+202E, U+2066 to U+2069); 0 when there is none.
std::size_t turning_mark(std::string_view text) {
  constexpr std::size_t length = 3;
  const auto between = [&](std::string_view first, std::string_view last) {
    const std::string_view mark = text.substr(0, length);
    return mark.size() == length && mark >= first && mark <= last;
  };
  const bool turns = between("\u202A", "\u202E") || between("\u2066", "\u2069");
  return turns ? length : 0;
}

}  // namespace

std::string html_text(std::string_view text) {
  std::string html;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (const std::size_t mark = turning_mark(text.substr(i)); mark > 0) {
      i += mark - 1;
      continue;
    }
    const char c = text[i];
    switch (c) {
      case '&': html += "&amp;"; break;
      case '<': html += "&lt;"; break;
      case '>': html += "&gt;"; break;
      case '"': html += "&quot;"; break;
      case '\'': html += "&#39;"; break;
      default: html.push_back(c);
    }
  }
  return html;
}

std::string words(const PageFrame& frame, wire::Wording wording) {
  return html_text(wording.in(frame.language));
}

std::string framed(const PageFrame& frame, std::string_view title, const std::string& content) {
  const std::string name = html_text(title);
  return "<!doctype html>\n<html lang=\"" +
         std::string(frame.language == wire::Language::zh ? "zh-CN" : "en") +
         "\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
         "content=\"width=device-width, initial-scale=1\">\n<title>" +
         name +
         " · 共治</title>\n<link rel=\"stylesheet\" href=\"/login.css\">\n</head>\n<body>\n" +
         "<header>共治</header>\n<main>\n" + frame.first + "<h1>" + name + "</h1>\n" + content +
         "</main>\n</body>\n</html>\n";
}

std::string page_time(Instant at) {
  std::string text = format_rfc3339(at).substr(0, 16);
  std::ranges::replace(text, 'T', ' ');
  return html_text(text);
}

std::string_view page_style() {
  return "body{font:1rem/1.6 system-ui,\"PingFang SC\",\"Microsoft YaHei\",\"Noto Sans CJK SC\","
         "sans-serif;margin:0;background:#f5f5f4;color:#1c1917}\n"
         "header{max-width:30rem;margin:2rem auto .75rem;padding:0 1.5rem;font-weight:700;"
         "letter-spacing:.2em;color:#b91c1c}\n"
         "main{max-width:30rem;margin:0 auto 2rem;padding:1.5rem;box-sizing:border-box;"
         "background:#fff;border:1px solid #e7e5e4;border-radius:.5rem;overflow-wrap:anywhere}\n"
         "h1{font-size:1.4rem;line-height:1.3;margin:0 0 1rem}\n"
         "h2{font-size:1.1rem;margin:1.5rem 0 .5rem}\n"
         "label{display:block;margin-top:1rem}\n"
         "input{width:100%;box-sizing:border-box;font:inherit;padding:.6rem;margin-top:.25rem;"
         "border:1px solid #78716c;border-radius:.3rem}\n"
         "button{font:inherit;margin-top:1rem;padding:.6rem 1.2rem;min-height:2.75rem;"
         "border:1px solid #b91c1c;border-radius:.3rem;background:#b91c1c;color:#fff}\n"
         "button.minor{background:#fff;color:#991b1b;border-color:#a8a29e}\n"
         "a{color:#991b1b;display:inline-block;padding:.5rem 0}\n"
         ":focus-visible{outline:3px solid #1d4ed8;outline-offset:2px}\n"
         ".trouble{color:#b91c1c;font-weight:600;margin:.75rem 0 0}\n"
         ".quiet{color:#57534e;font-size:.9rem}\n"
         ".secret{font-size:1.1rem;letter-spacing:.05em}\n"
         "code{font-family:ui-monospace,monospace;word-break:break-all}\n"
         "ul.plain{list-style:none;margin:0;padding:0}\n"
         "ul.plain li{padding:.75rem 0;border-top:1px solid #e7e5e4}\n"
         "ul.plain form button{margin-top:.5rem}\n"
         "dl{display:grid;grid-template-columns:max-content 1fr;gap:.4rem 1rem;margin:0}\n"
         "dt{color:#57534e}\ndd{margin:0}\n"
         "ol{margin:0;padding-left:1.25rem}\nol time{color:#57534e;margin-right:.5rem}\n"
         "@media (max-width:32rem){header{margin-top:1rem}"
         "main{border-width:1px 0;border-radius:0;padding:1.25rem}}\n";
}

}  // namespace gongzhi::gateway
