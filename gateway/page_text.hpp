// The HTML of the few pages with which one signs in: no framework, no inline script or style,
// usable without JavaScript. Pure; everything that is not ours is escaped here.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/page_frame.hpp"
#include "gateway/sittings.hpp"
#include "governance/directory.hpp"

namespace gongzhi::gateway {

std::string login_page(const PageFrame& frame, std::string_view login);
std::string code_page(const PageFrame& frame);
std::string link_page(const PageFrame& frame);
std::string link_done_page(const PageFrame& frame);

std::string password_page(const PageFrame& frame);
/// Offers to make a secret.
std::string enrol_page(const PageFrame& frame);
/// Shows the new secret and asks for its first code; empty secret = it was shown before, and the
/// code that was typed is wrong.
std::string enrol_code_page(const PageFrame& frame, std::string_view secret, std::string_view uri);
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

}  // namespace gongzhi::gateway
