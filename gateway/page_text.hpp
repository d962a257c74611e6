// The HTML of the few pages with which one signs in: no framework, no inline script or style,
// usable without JavaScript. Pure; everything that is not ours is escaped here.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/sittings.hpp"
#include "governance/directory.hpp"
#include "wire/language.hpp"

namespace gongzhi::gateway {

/// `text` as it may stand in HTML, in an attribute too.
std::string html_text(std::string_view text);

/// What every page says besides its content: its language, and what went wrong with the form.
struct PageFrame {
  wire::Language language = wire::Language::zh;
  std::string trouble = {};  // shown beside the field it is about; empty = nothing
};

std::string login_page(const PageFrame& frame, std::string_view login);
std::string code_page(const PageFrame& frame);
std::string link_page(const PageFrame& frame);
std::string link_done_page(const PageFrame& frame);

std::string password_page(const PageFrame& frame);
/// Empty secret = there is none yet: offers to begin.
std::string enrol_page(const PageFrame& frame, std::string_view secret, std::string_view uri);
std::string recovery_page(const PageFrame& frame, const std::vector<std::string>& codes);

struct AccountPage {
  const User& user;
  std::string org_name;
  std::vector<Sitting> sittings;
  std::string current;  // id of the present session
  bool has_second_factor = false;
};
std::string account_page(const PageFrame& frame, const AccountPage& page);

std::string_view login_script();
std::string_view login_style();

}  // namespace gongzhi::gateway
