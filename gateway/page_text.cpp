#include "gateway/page_text.hpp"

#include "governance/instant.hpp"

namespace gongzhi::gateway {
namespace {

using wire::Wording;

std::string words(const PageFrame& frame, Wording wording) {
  return html_text(wording.in(frame.language));
}

std::string framed(const PageFrame& frame, Wording title, const std::string& content) {
  const std::string name = words(frame, title);
  return "<!doctype html>\n<html lang=\"" +
         std::string(frame.language == wire::Language::zh ? "zh-CN" : "en") +
         "\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
         "content=\"width=device-width, initial-scale=1\">\n<title>" +
         name +
         " · 共治</title>\n<link rel=\"stylesheet\" href=\"/login.css\">\n</head>\n<body>\n" +
         "<main>\n<h1>" + name + "</h1>\n" + content + "</main>\n</body>\n</html>\n";
}

std::string trouble_of(const PageFrame& frame) {
  if (frame.trouble.empty()) return {};
  return "<p class=\"trouble\" id=\"trouble\" role=\"alert\">" + html_text(frame.trouble) +
         "</p>\n";
}

/// One field of a form. `kind` is the autocomplete word, by which browsers know it.
struct Field {
  std::string_view name;
  Wording label;
  std::string_view type = "text";
  std::string_view kind = "off";
  std::string_view value = {};
};

std::string field(const PageFrame& frame, const Field& one) {
  std::string html = "<label for=\"" + std::string(one.name) + "\">" + words(frame, one.label) +
                     "</label>\n<input id=\"" + std::string(one.name) + "\" name=\"" +
                     std::string(one.name) + "\" type=\"" + std::string(one.type) +
                     "\" autocomplete=\"" + std::string(one.kind) + "\" required";
  if (!one.value.empty()) html += " value=\"" + html_text(one.value) + "\"";
  if (!frame.trouble.empty()) html += " aria-describedby=\"trouble\"";
  return html + ">\n";
}

std::string form(const PageFrame& frame, std::string_view action, const std::string& inside,
                 Wording button) {
  return "<form method=\"post\" action=\"" + std::string(action) + "\">\n" + inside +
         "<button type=\"submit\">" + words(frame, button) + "</button>\n</form>\n";
}

std::string paragraph(const PageFrame& frame, Wording wording) {
  return "<p>" + words(frame, wording) + "</p>\n";
}

std::string sign_out_form(const PageFrame& frame) {
  return form(frame, "/logout", "", {"退出登录", "Sign out"});
}

std::string sittings_table(const PageFrame& frame, const AccountPage& page) {
  std::string html = "<h2>" + words(frame, {"登录的设备", "Sessions"}) + "</h2>\n<ul>\n";
  for (const Sitting& sitting : page.sittings) {
    const bool is_current = sitting.id == page.current;
    html += "<li>" + html_text(sitting.agent) + " · " + html_text(sitting.address) + " · " +
            html_text(format_rfc3339(std::chrono::floor<std::chrono::seconds>(sitting.seen)));
    if (is_current)
      html += " · " + words(frame, {"本设备", "this one"});
    else
      html += form(frame, "/account/sessions",
                   "<input type=\"hidden\" name=\"id\" value=\"" +
                       html_text(sitting.id.substr(0, 32)) + "\">\n",
                   {"下线", "End it"});
    html += "</li>\n";
  }
  return html + "</ul>\n";
}

}  // namespace

std::string html_text(std::string_view text) {
  std::string html;
  for (const char c : text) {
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

std::string login_page(const PageFrame& frame, std::string_view login) {
  const std::string inside =
      field(frame, {"login", {"账号或手机号", "Account or telephone"}, "text", "username", login}) +
      field(frame, {"password", {"密码", "Password"}, "password", "current-password"}) +
      trouble_of(frame);
  return framed(frame, {"登录", "Sign in"},
                form(frame, "/login", inside, {"登录", "Sign in"}) +
                    paragraph(frame, {"忘记密码请联系管理员，由其发送一次性链接。",
                                      "Forgotten? An administrator sends you a one-time link."}));
}

std::string code_page(const PageFrame& frame) {
  const std::string inside =
      field(frame, {"code",
                    {"动态口令（6 位）或恢复码", "Code (6 digits) or a recovery code"},
                    "text",
                    "one-time-code"}) +
      trouble_of(frame);
  return framed(frame, {"动态口令", "Second factor"},
                form(frame, "/login/code", inside, {"继续", "Go on"}) + sign_out_form(frame));
}

std::string link_page(const PageFrame& frame) {
  const std::string inside =
      field(frame, {"token", {"链接中 # 后面的一次性代码", "The code behind the # of your link"}}) +
      field(frame, {"password",
                    {"新密码（至少 8 个字符，越长越好）", "New password (8 characters at least)"},
                    "password",
                    "new-password"}) +
      trouble_of(frame);
  return framed(frame, {"设置密码", "Set your password"},
                form(frame, "/invitation", inside, {"设置", "Set"}) +
                    "<script src=\"/login.js\"></script>\n");
}

std::string link_done_page(const PageFrame& frame) {
  return framed(
      frame, {"密码已设置", "Your password is set"},
      "<p><a href=\"/login\">" + words(frame, {"现在登录", "Sign in now"}) + "</a></p>\n");
}

std::string password_page(const PageFrame& frame) {
  const std::string inside =
      field(frame,
            {"old_password", {"现在的密码", "Present password"}, "password", "current-password"}) +
      field(frame, {"password",
                    {"新密码（至少 8 个字符，越长越好）", "New password (8 characters at least)"},
                    "password",
                    "new-password"}) +
      trouble_of(frame);
  return framed(
      frame, {"修改密码", "Change your password"},
      form(frame, "/account/password", inside, {"修改", "Change"}) + sign_out_form(frame));
}

std::string enrol_page(const PageFrame& frame, std::string_view secret, std::string_view uri) {
  std::string content;
  if (secret.empty()) {
    content = paragraph(frame, {"您的岗位需要动态口令。请准备好手机上的验证器程序。",
                                "Your role needs a second factor. Have an authenticator program "
                                "ready."}) +
              trouble_of(frame) +
              form(frame, "/account/second-factor", "", {"生成密钥", "Make a secret"});
  } else {
    const std::string inside =
        "<p>" + words(frame, {"在验证器中输入密钥：", "Type this secret into the program:"}) +
        " <code>" + html_text(secret) + "</code></p>\n<p><a href=\"" + html_text(uri) + "\">" +
        words(frame, {"在本机的验证器中打开", "Open it in a program on this device"}) +
        "</a></p>\n" +
        field(frame, {"code", {"动态口令（6 位）", "Code (6 digits)"}, "text", "one-time-code"});
    content = form(frame, "/account/second-factor/confirm", inside, {"启用", "Put it in force"});
  }
  return framed(frame, {"启用动态口令", "Second factor"}, content + sign_out_form(frame));
}

std::string recovery_page(const PageFrame& frame, const std::vector<std::string>& codes) {
  std::string list =
      paragraph(frame, {"请抄下恢复码并妥善保管，每个只能用一次。只显示这一次。",
                        "Write these recovery codes down; each counts once. They are "
                        "shown this once only."}) +
      "<ul>\n";
  for (const std::string& code : codes) list += "<li><code>" + html_text(code) + "</code></li>\n";
  return framed(
      frame, {"恢复码", "Recovery codes"},
      list + "</ul>\n<p><a href=\"/account\">" + words(frame, {"继续", "Go on"}) + "</a></p>\n");
}

std::string account_page(const PageFrame& frame, const AccountPage& page) {
  std::string content = "<p>" + html_text(page.user.name) + " · " + html_text(page.user.id) +
                        " · " + html_text(page.org_name) + " · " + html_text(name(page.user.role)) +
                        "</p>\n" + trouble_of(frame) + sittings_table(frame, page);
  content += "<p><a href=\"/account/password\">" +
             words(frame, {"修改密码", "Change the password"}) + "</a></p>\n";
  if (page.has_second_factor)
    content += paragraph(frame, {"动态口令已启用。", "The second factor is in force."});
  else
    content += "<p><a href=\"/account/second-factor\">" +
               words(frame, {"启用动态口令", "Set up a second factor"}) + "</a></p>\n";
  return framed(frame, {"我的账号", "My account"}, content + sign_out_form(frame));
}

// The part behind the # stays in the browser; it is taken out of the address bar at once.
std::string_view login_script() {
  return "\"use strict\";\n"
         "(function () {\n"
         "  var field = document.getElementById(\"token\");\n"
         "  var token = window.location.hash.slice(1);\n"
         "  if (!field || !/^[0-9a-f]{64}$/.test(token)) return;\n"
         "  field.value = token;\n"
         "  window.history.replaceState(null, \"\", window.location.pathname);\n"
         "})();\n";
}

std::string_view login_style() {
  return "body{font:1rem/1.6 system-ui,sans-serif;margin:0;background:#f5f5f4;color:#1c1917}\n"
         "main{max-width:26rem;margin:2rem "
         "auto;padding:1.5rem;background:#fff;border-radius:.5rem}\n"
         "h1{font-size:1.4rem;margin-top:0}\n"
         "label{display:block;margin-top:1rem}\n"
         "input{width:100%;box-sizing:border-box;font:inherit;padding:.6rem;border:1px solid "
         "#78716c;"
         "border-radius:.3rem}\n"
         "button{font:inherit;margin-top:1rem;padding:.6rem 1.2rem;min-height:2.75rem;border:0;"
         "border-radius:.3rem;background:#b91c1c;color:#fff}\n"
         ":focus-visible{outline:3px solid #1d4ed8;outline-offset:2px}\n"
         ".trouble{color:#b91c1c;font-weight:600}\n"
         "code{word-break:break-all}\n";
}

}  // namespace gongzhi::gateway
