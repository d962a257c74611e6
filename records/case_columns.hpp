// The columns of a case, grouped by how often they change, and the way between them and
// governance's Case. Each group visits (column name, field), so that the SQL text and the exchange
// cannot disagree.
#pragma once

#include <string>

#include "governance/case.hpp"
#include "records/statement.hpp"

namespace gongzhi::records {

/// Whether a case's state is final. The lifecycle knows; the caller says it.
enum class Standing { open, closed };

/// A case as the record keeps it. `detail` is the caller's text for the members of `item` that have
/// neither a column below nor rows of their own (assists, claims, candidates, followers); those
/// members are left as they are in a new Case when it is loaded.
struct StoredCase {
  Case item;
  std::string detail;
  Standing standing = Standing::open;
  /// What it is found by (index_terms()); none for kinds that index nothing, and after loading.
  std::optional<std::vector<std::pair<std::string, std::string>>> terms = {};
};

using Integer = std::int64_t;
using Text = std::string;

/// Settled at birth.
struct CaseBirth {
  Integer id = 0;
  Text number, kind;
  Integer kind_version = 0;
  Text source, reporter_kind, reporter, on_behalf_of;
  Integer accepted_at = 0;
  Nullable<Integer> observed_at;

  template <class V>
  void each(V&& v) {
    v("id", id), v("number", number), v("kind", kind), v("kind_version", kind_version);
    v("source", source), v("reporter_kind", reporter_kind), v("reporter", reporter);
    v("on_behalf_of", on_behalf_of), v("accepted_at", accepted_at), v("observed_at", observed_at);
  }
};

/// What it is about and where; changes when somebody recategorises or relocates.
struct CaseSubject {
  Text category, standard;
  Integer urgent = 0, safety = 0, is_private = 0;
  Nullable<double> lon, lat;
  Text grid, community, township, owner, flag;

  template <class V>
  void each(V&& v) {
    v("category", category), v("standard", standard), v("urgent", urgent), v("safety", safety);
    v("is_private", is_private), v("lon", lon), v("lat", lat), v("grid", grid);
    v("community", community), v("township", township), v("owner", owner), v("flag", flag);
  }

  bool operator==(const CaseSubject& other) const;
};

/// What every step may change.
struct CaseProgress {
  Integer version = 0;
  Text state;
  Integer closed = 0, promised = 0;
  Text lead, holder, verifier, rejected_by;
  Integer places = 0;
  Text parent, route_rule, route_why;
  Nullable<Integer> due, due_original, stage_due;
  Integer stage_since = 0, stage_run = 0;
  Nullable<Integer> contact_due, contacted_at, pool_until;
  Integer rungs_fired = 0;
  Nullable<Integer> next_timer_at;
  Integer returns = 0, hops = 0, rework = 0, reopened = 0, check_unable = 0;
  Integer ruled = 0, appealed = 0, reopen_appealed = 0, self_handled = 0, exempt = 0,
          unconfirmed = 0, suspended_once = 0, whistle = 0, reinspect = 0;
  Text result, result_text, satisfaction;
  Nullable<Integer> first_handled_at, handled_at, closed_at;
  Text detail;

  template <class V>
  void each(V&& v) {
    v("version", version), v("state", state), v("closed", closed), v("promised", promised);
    v("lead", lead), v("holder", holder), v("verifier", verifier), v("rejected_by", rejected_by);
    v("places", places), v("parent", parent), v("route_rule", route_rule);
    v("route_why", route_why), v("due", due), v("due_original", due_original);
    v("stage_due", stage_due), v("stage_since", stage_since), v("stage_run", stage_run);
    v("contact_due", contact_due), v("contacted_at", contacted_at), v("pool_until", pool_until);
    v("rungs_fired", rungs_fired), v("next_timer_at", next_timer_at), v("returns", returns);
    v("hops", hops), v("rework", rework), v("reopened", reopened);
    v("check_unable", check_unable), v("ruled", ruled), v("appealed", appealed);
    v("reopen_appealed", reopen_appealed), v("self_handled", self_handled), v("exempt", exempt);
    v("unconfirmed", unconfirmed), v("suspended_once", suspended_once), v("whistle", whistle);
    v("reinspect", reinspect), v("result", result), v("result_text", result_text);
    v("satisfaction", satisfaction), v("first_handled_at", first_handled_at);
    v("handled_at", handled_at), v("closed_at", closed_at), v("detail", detail);
  }
};

/// The personal part, erasable; the salt is empty once it is erased. `personal` is the sealed
/// fields (personal.hpp); address is sealed text too.
struct CaseText {
  Text title, description, address, personal, text_salt;

  template <class V>
  void each(V&& v) {
    v("title", title), v("description", description), v("address", address);
    v("personal", personal), v("text_salt", text_salt);
  }
};

/// A whole row.
struct CaseRow {
  CaseBirth birth;
  CaseSubject subject;
  CaseProgress progress;
  CaseText text;

  template <class V>
  void each(V&& v) {
    birth.each(v), subject.each(v), progress.each(v), text.each(v);
  }
};

void fill(CaseBirth& row, const Case& item);
void fill(CaseSubject& row, const Case& item);
void fill(CaseProgress& row, const StoredCase& stored);

/// Errc::corrupt when a row says what no writer of ours would have written. Lists that have tables
/// of their own stay empty.
Result<StoredCase> stored_case(const CaseRow& row);

/// How an actor stands in two columns: ("user" | "device" | "system", name).
struct ActorColumns {
  std::string_view kind;
  const std::string& name;
};
ActorColumns columns_of(const Actor& actor);
Actor actor_of(const std::string& kind, const std::string& name);

}  // namespace gongzhi::records
