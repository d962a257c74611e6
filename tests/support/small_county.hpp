// A county small enough to know by heart, and a desk on which cases live in it: messages go through
// decide() in order, guarded changes hit a table of members, followups are delivered, clocks are
// fired. Pure; needs no room but governance/.
//
// county c (140802) › townships t1, t2 › communities com1, com2 (t1), village vil1 (t2).
// com1: com1-rc residents' committee, com1-oc owners' committee, com1-pm property company.
// com2: com2-rc, com2-pm. vil1: vil1-vc, vil1-sc, vil1-co. Departments: env (sanitation),
// muni (municipal), law (enforcement). Home unit: unit1. Verification office: voffice (below t1).
// Grids of 0.01°: g1, g2 (com1), g3 (com2), g4 (vil1); see the constants.
// Users: sec1, sec2, bsec1 (vil1), tsec1 (t1); triager1 (com1), triager2 (com1), triager0 (c);
// dispatcher1 (t1), dispatcher0 (c); gw1 (g1; deputy gw2), gw2 (g2), gw3 (g3), gw4 (g4);
// prop1, prop2 (com1-pm), prop3 (com2-pm); env1, env2, muni1, law1; cm1 (com1-rc), cm2 (com2-rc),
// cmv (vil1-vc); m1, m2, m3 members of com1 (m2 knows care), m4 of com2; res1, res2 (com1),
// res4 (vil1); ver1, ver2, ver3 (voffice); insp, sup (c); admin, auditor.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "governance/decide.hpp"

namespace gongzhi::test {

inline constexpr Location in_g1{111.005, 35.005};
inline constexpr Location in_g2{111.015, 35.005};
inline constexpr Location in_g3{111.025, 35.005};
inline constexpr Location in_g4{111.035, 35.005};
inline constexpr Location nowhere{112.5, 36.5};

inline const std::string g1 = "1408020010010001";
inline const std::string g2 = "1408020010010002";
inline const std::string g3 = "1408020010020001";
inline const std::string g4 = "1408020022010001";

/// Monday 2026-11-23 09:00 in Shanghai: work time, four weeks without holiday behind it.
Instant monday_morning();

WorldPtr make_small_county(KindSet kinds);

/// A report of that kind and category in grid g1.
CreateCase report(std::string kind, std::string category);

class Desk final : public Facts {
 public:
  explicit Desk(WorldPtr world);

  // Facts
  MemberLoad load_of(std::string_view user) const override;
  std::optional<Case> find_case(const CaseNumber& number) const override;

  /// Creates and returns the number.
  CaseNumber create(const std::string& user, CreateCase report);
  CaseNumber create_by_device(const std::string& device, CreateCase report);

  /// Does the action as that user, with the case's present version.
  Outcome act(const CaseNumber& number, const std::string& user, const std::string& action,
              Values input = {});
  /// The same, and fails the test unless it is applied.
  void must(const CaseNumber& number, const std::string& user, const std::string& action,
            Values input = {});
  /// Any message; `seq` and times are set here.
  Decision send(Actor actor, MessageBody body);

  /// Lets time pass, firing every timer that comes due on the way, in order of time.
  void pass(Milliseconds length);
  void pass_until(Instant then);

  const Case& at(const CaseNumber& number) const;
  /// Puts a case on the desk as it is, for tests that begin in the middle.
  void put(Case item);
  const std::vector<TimelineEntry>& timeline(const CaseNumber& number) const;
  std::vector<std::string> actions_of(const CaseNumber& number) const;
  int count(const CaseNumber& number, std::string_view action) const;
  const TimelineEntry& last(const CaseNumber& number) const;

  std::map<std::string, MemberLoad, std::less<>> loads;
  std::vector<Notice> notices;  // of all messages so far
  Instant now;
  const WorldPtr world;

 private:
  Decision apply(const Message& message, const Case* before);
  bool hit(const GuardedChange& change);

  std::map<CaseNumber, Case> cases_;
  std::map<CaseNumber, std::vector<TimelineEntry>> timelines_;
  std::uint64_t seq_ = 1233;
};

}  // namespace gongzhi::test
