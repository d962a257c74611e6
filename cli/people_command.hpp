// users show, roles, change, work, hand-over: the people of the county from the command line.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/commands.hpp"

namespace gongzhi::cli {

/// One person as the record has them, the telephone masked.
int show_user(const Options& options, const std::string& id);

struct RoleWish {
  std::string id, role, org;  // empty = as it is
};
int give_role(const Options& options, const RoleWish& wish);

/// None = as it is; an empty text takes away.
struct UserWish {
  std::string id;
  std::optional<std::string> name, phone, unit, community;
  std::vector<std::string> skills;  // none = as they are
};
int change_user(const Options& options, const UserWish& wish);

/// What somebody has in hand.
int show_work(const Options& options, const std::string& id);

/// A sentence about what is still in the hands of somebody who was disabled; empty when nothing is.
std::string work_left(const Installation& installation, const std::string& id);

struct HandoverWish {
  std::string id;
  std::string to;  // empty = the deputy, or who is found for each case
  bool leaves = false;
};
int hand_over(const Options& options, const HandoverWish& wish);

}  // namespace gongzhi::cli
