#include "gateway/page_text.hpp"

#include <array>

#include "gateway/role_words.hpp"

namespace gongzhi::gateway {
namespace {

using wire::Wording;

std::string titled(const PageFrame& frame, Wording title, const std::string& content) {
  return framed(frame, title.in(frame.language), content);
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

std::string quiet(const PageFrame& frame, Wording wording) {
  return "<p class=\"quiet\">" + words(frame, wording) + "</p>\n";
}

std::string minor_form(const PageFrame& frame, std::string_view action, const std::string& inside,
                       Wording button) {
  return "<form method=\"post\" action=\"" + std::string(action) + "\">\n" + inside +
         "<button type=\"submit\" class=\"minor\">" + words(frame, button) + "</button>\n</form>\n";
}

std::string sign_out_form(const PageFrame& frame) {
  return minor_form(frame, "/logout", "", {"退出登录", "Sign out"});
}

// The browser and the system in what a browser says of itself, in the order in which the words
// tell more; the first of it when it says neither.
std::string program_of(std::string_view agent) {
  static constexpr std::array<std::string_view, 6> programs{"MicroMessenger", "Edg",    "OPR",
                                                            "Firefox",        "Chrome", "Safari"};
  static constexpr std::array<std::string_view, 6> names{"微信",    "Edge",   "Opera",
                                                         "Firefox", "Chrome", "Safari"};
  static constexpr std::array<std::string_view, 6> systems{"Android", "iPhone", "iPad",
                                                           "Windows", "Mac OS", "Linux"};
  std::string text;
  for (std::size_t i = 0; i < programs.size() && text.empty(); ++i)
    if (agent.find(programs[i]) != agent.npos) text = names[i];
  for (const std::string_view system : systems)
    if (agent.find(system) != agent.npos) {
      if (!text.empty()) text += " · ";
      text += system;
      break;
    }
  return text.empty() ? std::string(agent.substr(0, 30)) : text;
}

std::string sittings_list(const PageFrame& frame, const AccountPage& page) {
  std::string html =
      "<h2>" + words(frame, {"登录的设备", "Sessions"}) + "</h2>\n<ul class=\"plain\">\n";
  for (const Sitting& sitting : page.sittings) {
    const bool is_current = sitting.id == page.current;
    html += "<li>" + html_text(program_of(sitting.agent)) + " · " + html_text(sitting.address);
    if (is_current) html += " <strong>" + words(frame, {"本设备", "this one"}) + "</strong>";
    html += "<br><span class=\"quiet\">" + words(frame, {"最近使用", "last used"}) + " " +
            page_time(sitting.seen) + "</span>";
    if (!is_current)
      html += minor_form(frame, "/account/sessions",
                         "<input type=\"hidden\" name=\"id\" value=\"" +
                             html_text(sitting.id.substr(0, 32)) + "\">\n",
                         {"下线", "End it"});
    html += "</li>\n";
  }
  return html + "</ul>\n";
}

}  // namespace

std::string login_page(const PageFrame& frame, std::string_view login) {
  const std::string inside =
      field(frame, {"login", {"账号或手机号", "Account or telephone"}, "text", "username", login}) +
      field(frame, {"password", {"密码", "Password"}, "password", "current-password"}) +
      trouble_of(frame);
  return titled(frame, {"登录", "Sign in"},
                form(frame, "/login", inside, {"登录", "Sign in"}) +
                    quiet(frame, {"忘记密码请联系管理员，由其发送一次性链接。",
                                  "Forgotten? An administrator sends you a one-time link."}));
}

std::string code_page(const PageFrame& frame) {
  const std::string inside =
      field(frame, {"code",
                    {"动态口令（6 位）或恢复码", "Code (6 digits) or a recovery code"},
                    "text",
                    "one-time-code"}) +
      trouble_of(frame);
  return titled(frame, {"动态口令", "Second factor"},
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
  return titled(frame, {"设置密码", "Set your password"},
                form(frame, "/invitation", inside, {"设置", "Set"}) +
                    "<script src=\"/login.js\"></script>\n");
}

std::string link_done_page(const PageFrame& frame) {
  return titled(
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
  return titled(
      frame, {"修改密码", "Change your password"},
      form(frame, "/account/password", inside, {"修改", "Change"}) + sign_out_form(frame));
}

std::string enrol_page(const PageFrame& frame) {
  return titled(
      frame, {"启用动态口令", "Second factor"},
      paragraph(frame, {"密码之外再加一道锁：登录时还要输入手机验证器上的 6 位动态口令。"
                        "书记、督查和管理员必须启用。请先在手机上装好验证器程序。",
                        "A second lock besides the password: every login asks for the six digits "
                        "of an authenticator program. Secretaries, supervisors and administrators "
                        "must have it. Have such a program ready."}) +
          trouble_of(frame) +
          form(frame, "/account/second-factor", "", {"生成密钥", "Make a secret"}) +
          sign_out_form(frame));
}

std::string enrol_code_page(const PageFrame& frame, std::string_view secret, std::string_view uri) {
  std::string inside;
  if (secret.empty())
    inside = paragraph(frame, {"刚才的密钥仍然有效，请输入验证器上现在显示的口令。",
                               "The secret shown before still counts; type the code that the "
                               "program shows now."});
  else
    inside = paragraph(frame, {"在验证器中输入这个密钥：", "Type this secret into the program:"}) +
             "<p class=\"secret\"><code>" + html_text(secret) + "</code></p>\n<p><a href=\"" +
             html_text(uri) + "\">" +
             words(frame, {"在本机的验证器中打开", "Open it in a program on this device"}) +
             "</a></p>\n";
  inside +=
      field(frame, {"code", {"动态口令（6 位）", "Code (6 digits)"}, "text", "one-time-code"}) +
      trouble_of(frame);
  std::string content =
      form(frame, "/account/second-factor/confirm", inside, {"启用", "Put it in force"});
  if (secret.empty())
    content += minor_form(frame, "/account/second-factor", "", {"换一个密钥", "Another secret"});
  return titled(frame, {"启用动态口令", "Second factor"}, content + sign_out_form(frame));
}

std::string recovery_page(const PageFrame& frame, const std::vector<std::string>& codes) {
  std::string list =
      paragraph(frame, {"请抄下恢复码并妥善保管，每个只能用一次。只显示这一次。",
                        "Write these recovery codes down; each counts once. They are "
                        "shown this once only."}) +
      "<ul class=\"plain\">\n";
  for (const std::string& code : codes) list += "<li><code>" + html_text(code) + "</code></li>\n";
  return titled(
      frame, {"恢复码", "Recovery codes"},
      list + "</ul>\n<p><a href=\"/account\">" + words(frame, {"继续", "Go on"}) + "</a></p>\n");
}

std::string account_page(const PageFrame& frame, const AccountPage& page) {
  const auto line = [&](Wording label, const std::string& html) {
    return html.empty() ? std::string()
                        : "<dt>" + words(frame, label) + "</dt><dd>" + html + "</dd>\n";
  };
  std::string content = "<dl>\n" + line({"姓名", "Name"}, html_text(page.user.name)) +
                        line({"账号", "Account"}, html_text(page.user.id)) +
                        line({"单位", "Body"}, html_text(page.org_name)) +
                        line({"角色", "Role"}, words(frame, wording_of(page.user.role))) +
                        line({"动态口令", "Second factor"},
                             page.has_second_factor ? words(frame, {"已启用", "in force"})
                                                    : words(frame, {"未启用", "none"})) +
                        "</dl>\n" + trouble_of(frame);
  content += "<p><a href=\"/account/password\">" +
             words(frame, {"修改密码", "Change the password"}) + "</a>";
  if (!page.has_second_factor)
    content += "<br><a href=\"/account/second-factor\">" +
               words(frame, {"启用动态口令", "Set up a second factor"}) + "</a>";
  content += "</p>\n" + sittings_list(frame, page);
  return titled(frame, {"我的账号", "My account"}, content + sign_out_form(frame));
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

}  // namespace gongzhi::gateway
