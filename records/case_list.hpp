// Which cases a list holds, by key: a Scope and filters become a few branches, each answered from
// one index, and the branches are merged. Over any connection; throws soci_error.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "records/case_columns.hpp"
#include "records/database.hpp"
#include "records/reader.hpp"

namespace gongzhi::records {

/// What of a list is known without reading its cases.
struct ListedRow {
  Integer id = 0;
  Integer sort = 0;  // accepted_at or promised
  Text state, category, grid;
  Integer is_private = 0;

  template <class V>
  void each(V&& v) {
    v("id", id), v("sort", sort), v("state", state), v("category", category), v("grid", grid);
    v("is_private", is_private);
  }
};

/// Which index answers. Each has three statements: newest, newest of the open ones, most urgent.
enum class Driver {
  time,
  drawn,  // to be inspected again; the same in a township, a community, of a lead
  drawn_in_township,
  drawn_in_community,
  drawn_by_lead,
  township,
  community,
  grid,
  category,
  state,
  lead,
  reporter,
  holder,
  verifier,
  appealed,  // a refused reopening was appealed
  body,      // assists or was called
  claimant,
  candidate,
  follower,
  called  // 吹哨
};
inline constexpr std::size_t driver_count = 20;

enum class Privacy { hidden, shown };

/// One part of a list: what the index is asked for, and what its rows must fulfil besides.
struct ListBranch {
  Driver driver = Driver::time;
  std::string key;
  Privacy privacy = Privacy::hidden;
  std::string state, category, grid, community, township, lead, owner;  // empty = any
  enum class Only { any, claimable, open } only = Only::any;
};

/// The last row of the page before.
struct ListPlace {
  std::int64_t sort = 0;
  std::int64_t id = 0;
};

/// The branches of a scope.
std::vector<ListBranch> branches_of(const CaseFilter& filter);

struct ListRange {
  ListOrder order = ListOrder::newest;
  ListPlace after;  // begin_of(order) for the first page
  int limit = 50;
};
ListPlace begin_of(ListOrder order);

/// Rows of one branch, in order, at most `range.limit`.
std::vector<ListedRow> list_branch(Connection& connection, const CaseFilter& filter,
                                   const ListBranch& branch, const ListRange& range);

/// Rows of all branches, in order, each case once, at most `range.limit`.
std::vector<ListedRow> list_rows(Connection& connection, const CaseFilter& filter,
                                 const ListRange& range);

}  // namespace gongzhi::records
