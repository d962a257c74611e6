// Who may administer whom: by part of the county, and what no table loosens.
#include <gtest/gtest.h>

#include "tests/unit/governance/permission_county.hpp"

namespace gongzhi {
namespace {

using namespace test::permission;

bool may(const char* who, std::string_view act, const char* whom, std::optional<Role> role = {}) {
  const User* user = world().directory.find_user(whom);
  return may_administer(world(), by(who), act, {user, user ? user->org : std::string(), role});
}

bool may_in(const char* who, std::string_view act, std::string body,
            std::optional<Role> role = {}) {
  return may_administer(world(), by(who), act, {nullptr, std::move(body), role});
}

TEST(Administration, OfPeopleEndsWhereOnesPartOfTheCountyEnds) {
  for (const char* act : {"user.disable", "user.enable", "user.change", "invitation.create"}) {
    EXPECT_TRUE(may("sec1", act, "gw1")) << act;
    EXPECT_TRUE(may("sec1", act, "prop1")) << act;
    EXPECT_FALSE(may("sec1", act, "gw3")) << act << ": of another community";
    EXPECT_FALSE(may("sec1", act, "tsec1")) << act << ": above";
    EXPECT_FALSE(may("sec1", act, "env1")) << act << ": a department of the county";
    EXPECT_TRUE(may("tsec1", act, "sec1")) << act << ": below the township";
    EXPECT_FALSE(may("tsec1", act, "bsec1")) << act << ": of another township";
    EXPECT_TRUE(may("admin", act, "bsec1")) << act;
    EXPECT_FALSE(may("gw1", act, "gw2")) << act;
    EXPECT_FALSE(may("triager1", act, "gw1")) << act;
  }
  constexpr Role role = Role::property_staff;
  EXPECT_TRUE(may_in("sec1", "user.create", "com1-pm", role));
  EXPECT_FALSE(may_in("sec1", "user.create", "com2-pm", role));
  EXPECT_FALSE(may_in("sec1", "user.create", "", role)) << "the whole county";
  EXPECT_TRUE(may_in("admin", "user.create", ""));
}

TEST(Administration, OfResidentsAndMembersIsTheirCommunitys) {
  for (const char* whom : {"res1", "m1"}) {
    EXPECT_TRUE(may("sec1", "user.disable", whom)) << whom;
    EXPECT_TRUE(may("tsec1", "user.disable", whom)) << whom;
    EXPECT_FALSE(may("sec2", "user.disable", whom)) << whom;
    EXPECT_FALSE(may("unitsec", "user.disable", whom)) << whom;
  }
}

TEST(Administration, OfAPartGivesNoOfficeThatLooksBeyondIt) {
  EXPECT_TRUE(may_in("sec1", "user.create", "com1", Role::grid_worker));
  for (const Role role : {Role::supervisor, Role::inspector, Role::county_admin, Role::api_client})
    EXPECT_FALSE(may_in("sec1", "user.create", "com1", role)) << name(role);
  EXPECT_TRUE(may_in("admin", "user.create", "c", Role::supervisor));
  EXPECT_TRUE(may("sec1", "user.roles", "gw1", Role::committee_member));
  EXPECT_FALSE(may("sec1", "user.roles", "gw1", Role::county_admin));
  EXPECT_FALSE(may("sec1", "user.roles", "gw1")) << "which role was not said";
}

TEST(Administration, OfOneselfIsForOthersToDo) {
  for (const char* act : {"user.roles", "user.disable", "user.enable", "user.change",
                          "invitation.create", "user.create"}) {
    EXPECT_FALSE(may("admin", act, "admin")) << act;
    EXPECT_FALSE(may("sec1", act, "sec1")) << act;
  }
  EXPECT_FALSE(may("secadmin", "second_factor.remove", "secadmin"));
  EXPECT_FALSE(may("secadmin", "token.issue", "secadmin"));
  EXPECT_FALSE(may("secadmin", "user.enable", "secadmin"));
  for (const char* act :
       {"personal.copy", "personal.correct", "session.list", "session.revoke_all"}) {
    EXPECT_TRUE(may("res1", act, "res1")) << act << ": one's own";
    EXPECT_FALSE(may("res1", act, "res2")) << act;
  }
}

TEST(S31, TheThreeAdministrationsAreKeptApart) {
  for (const char* who : {"sysadmin", "secadmin", "admin", "sup", "sec1"}) {
    EXPECT_FALSE(may_in(who, "audit.read", "")) << who;
    EXPECT_FALSE(may_in(who, "audit.export", "")) << who;
  }
  EXPECT_TRUE(may_in("auditor", "audit.read", ""));
  for (const char* act : {"user.create", "user.roles", "user.disable", "session.revoke_all",
                          "token.issue", "config.rules", "personal.reveal", "backup.run"})
    EXPECT_FALSE(may("auditor", act, "gw1")) << act;
  for (const char* act : {"user.create", "user.roles", "user.disable", "session.revoke_all",
                          "token.issue", "config.rules", "personal.reveal"})
    EXPECT_FALSE(may("sysadmin", act, "gw1")) << act;
  EXPECT_TRUE(may_in("sysadmin", "backup.run", ""));
}

TEST(S31, TheCountyAdministrationManagesEverybodyButThem) {
  for (const char* act : {"user.roles", "user.disable", "user.enable", "invitation.create"})
    for (const char* whom : {"sysadmin", "secadmin", "auditor"})
      EXPECT_FALSE(may("admin", act, whom)) << act << whom;
  for (const Role role : {Role::system_admin, Role::security_admin, Role::auditor}) {
    EXPECT_FALSE(may_in("admin", "user.create", "c", role)) << name(role);
    EXPECT_FALSE(may("admin", "user.roles", "gw1", role)) << name(role);
  }
  EXPECT_TRUE(may_administer(world(), {.system = "cli"}, "user.create",
                             {nullptr, "c", Role::security_admin}));
}

TEST(S31, TheSecurityAdministrationDisablesResetsAndRevokes) {
  for (const char* whom : {"gw1", "admin", "sysadmin", "auditor"})
    for (const char* act : {"user.disable", "session.revoke_all", "token.revoke"})
      EXPECT_TRUE(may("secadmin", act, whom)) << act << whom;
  for (const char* act : {"invitation.create", "second_factor.remove", "token.issue"}) {
    EXPECT_TRUE(may("secadmin", act, "admin")) << act;
    // Whoever holds such a link or token reads the trail as the auditor.
    for (const char* whom : {"sysadmin", "auditor"})
      EXPECT_FALSE(may("secadmin", act, whom)) << act << whom;
    EXPECT_TRUE(may_administer(world(), {.system = "cli"}, act, {nullptr, "c"}));
  }
  EXPECT_FALSE(may("secadmin", "user.roles", "gw1"));
  EXPECT_FALSE(may("secadmin", "user.create", "gw1"));
  EXPECT_FALSE(may("secadmin", "config.rules", "gw1"));
}

TEST(Administration, RevealsOfACaseOnlyToWhoStandsTowardsIt) {
  const Action reveal = find_action("personal.reveal").value();
  const Case item = case_in_com1();
  const auto may_reveal = [&](const char* who, const Case& of) {
    return permits(world(), by(who), reveal, {.item = &of, .org = of.owner});
  };
  for (const char* who : {"sec1", "triager1", "dispatcher1", "gw1", "env1", "prop1", "sup"})
    EXPECT_TRUE(may_reveal(who, item)) << who;
  for (const char* who :
       {"sec2", "gw3", "law1", "prop3", "observer", "auditor", "admin", "sysadmin", "res2", "m1"})
    EXPECT_FALSE(may_reveal(who, item)) << who;
  EXPECT_FALSE(may_reveal("gw1", made_private(item))) << "may not see it";
  EXPECT_FALSE(may("gw1", "personal.reveal", "res1")) << "of a person";
  EXPECT_FALSE(may("env1", "personal.reveal", "res1")) << "of a person";
}

TEST(Administration, AsksNobodyItDoesNotKnow) {
  EXPECT_FALSE(may_in("left", "user.create", "com1"));
  EXPECT_FALSE(may_in("nobody", "user.create", "com1"));
  EXPECT_FALSE(may_administer(world(), {}, "user.create", {}));
  EXPECT_FALSE(may_administer(world(), {.system = "gateway"}, "user.create", {}));
  EXPECT_FALSE(may_in("admin", "user.elevate", "")) << "no such act";
  EXPECT_FALSE(may_in("admin", "case.see", "")) << "not an act of administration";
}

TEST(Administration, LetsEverybodyWhoMayReportSendPhotos) {
  EXPECT_TRUE(may_administer(world(), device("phone"), "upload.create", {}));
  EXPECT_TRUE(may_in("res1", "upload.create", ""));
  EXPECT_FALSE(may_in("auditor", "upload.create", ""));
  EXPECT_FALSE(may_administer(world(), {}, "upload.create", {}));
}

}  // namespace
}  // namespace gongzhi
