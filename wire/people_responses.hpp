// Answers of the API about who has what in hand, who is on duty, and what an action would do to a
// case's way. Pure.
#pragma once

#include <string>
#include <vector>

#include "governance/case.hpp"
#include "governance/world.hpp"

namespace gongzhi::wire {

/// How somebody signs in, as those may know who manage them.
struct SignInView {
  std::string login;
  std::string state;  // "ready", "no_password", "disabled"
  bool second_factor = false;
};
/// A person; `phone` is masked already.
struct PersonView {
  const World& world;
  const User& user;
  SignInView sign_in = {};
  std::string phone = {};
  Instant at{};
};
/// user.json: with telephone, unit, skills and free hours.
std::string render_person(const PersonView& view);
/// users.json: without them.
std::string render_people(const std::vector<PersonView>& views, const std::string& next_cursor);

/// A case and how somebody is tied to it.
struct TiedCaseView {
  std::string number;
  std::string state;
  std::string category;
  std::string tie;
};

/// user_work.json.
struct UserWorkView {
  std::string user;
  std::int64_t held = 0;
  std::int64_t claimed = 0;
  std::int64_t to_check = 0;
  std::int64_t offered = 0;
  std::vector<TiedCaseView> items;
  std::vector<std::string> grids;  // walked as worker or deputy
};
std::string render_user_work(const UserWorkView& view);

/// handed_over.json: `message` names the cases.
struct HandedOverView {
  std::string outcome;
  std::string message;
};
std::string render_handed_over(const HandedOverView& view);

/// duty.json: who is on duty for the body, mobile numbers with their middle hidden.
struct DutyView {
  const World& world;
  std::string org;
  Instant at{};
};
std::string render_duty(const DutyView& view);

/// action_preview.json: the case as it is and as it would be.
struct PreviewView {
  const World& world;
  std::string action;
  const Case& before;
  const Case& after;
};
std::string render_preview(const PreviewView& view);

}  // namespace gongzhi::wire
