// Questions to the record over one read-only connection; every answer is of one moment. One thread
// at a time.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "governance/facts.hpp"
#include "governance/permission.hpp"
#include "records/audit.hpp"
#include "records/case_columns.hpp"
#include "records/configuration.hpp"
#include "records/database.hpp"
#include "records/messages.hpp"

namespace gongzhi::records {

/// A case with the number it was asked by.
struct FoundCase {
  StoredCase stored;
  bool by_alias = false;  // the number asked for is another name of it
};

enum class ListedCases { all, open, closed };

/// newest = accepted last first; urgency = promised first, open cases only.
enum class ListOrder { newest, urgency };

/// Empty members do not filter. A filter by a state that is not final is much cheaper together with
/// ListedCases::open.
struct CaseFilter {
  Scope scope;
  ListedCases which = ListedCases::all;
  std::string kind = {};
  std::string state = {};
  std::string category = {};
  std::string grid = {};
  std::string community = {};
  std::string township = {};
  std::string lead = {};
  std::string holder = {};
  std::string reporter = {};                   // user id
  bool reinspect = false;                      // closed and drawn to be inspected again
  std::optional<Instant> overdue_at = {};      // open and promised before
  std::optional<Instant> accepted_from = {};   // inclusive
  std::optional<Instant> accepted_until = {};  // exclusive
};

struct CaseQuery {
  CaseFilter filter;
  ListOrder order = ListOrder::newest;
  std::string cursor = {};  // CasePage::next of the page before
  int limit = 50;           // 1 to 200
};

struct CasePage {
  std::vector<StoredCase> items;
  std::string next;  // empty = last page
};

/// An entry as it stands in the chain; `facts` is the writer's text, `entry.facts` is empty.
struct StoredEntry {
  std::uint64_t n = 0;  // its place, ascending: a hundred times that of its row in the partition's
                        // chain, plus its own in that row
  std::int64_t version = 0;
  Instant at{};
  TimelineEntry entry;
  std::string facts;
  bool erased = false;  // there was a note
};

/// Open cases only, most urgent first.
struct StoredTasks {
  std::vector<StoredCase> offered;   // in the claim pool and offered to the user
  std::vector<StoredCase> held;      // holder or claimant
  std::vector<StoredCase> to_check;  // drawn as verifier
  MemberLoad load;
};

struct BoardCount {
  std::string key;  // state, category or grid code; empty = none yet
  std::int64_t open = 0;
  std::int64_t overdue = 0;
};

/// `waiting_states`: states in which nobody has the case in hand yet; the kinds know which.
struct BoardQuery {
  Scope scope;
  Instant now{};
  std::vector<std::string> waiting_states = {"received", "triage", "dispatch", "sign", "pool"};
  Milliseconds soon = std::chrono::hours{24};  // due_soon = promised within
  int items_max = 10;                          // of each of the three lists
};

/// overdue = promised before `now`; a case counts once, by its earliest promise that runs. The
/// county's numbers count what the scope covers by place only; others count everything that the
/// scope's list shows.
struct BoardNumbers {
  std::int64_t open = 0;
  std::int64_t overdue = 0;
  std::int64_t due_soon = 0;
  std::int64_t waiting = 0;
  std::int64_t received_today = 0;
  std::int64_t closed_today = 0;
  std::vector<BoardCount> by_state;     // most open first
  std::vector<BoardCount> by_category;  // likewise, at most 50
  std::vector<BoardCount> by_grid;      // likewise, at most 50
  std::int64_t by_category_more = 0;    // with open cases, beyond those 50
  std::int64_t by_grid_more = 0;
  std::vector<StoredCase> overdue_items;
  std::vector<StoredCase> due_soon_items;
  std::vector<StoredCase> waiting_items;
};

/// Cases of one category in a box, open or closed since `since`, newest first, at most 50
/// (domain.md 6.3).
struct NearbyQuery {
  std::string category;
  Location south_west;
  Location north_east;
  Instant since{};
  std::int64_t except = 0;  // key of the case that asks
};

/// Cases in which everything typed occurs.
struct SearchQuery {
  std::string typed;
  std::int64_t before = 0;  // SearchPage::next of the page before
  int limit = 50;           // 1 to 200
};

struct SearchPage {
  std::vector<StoredCase> items;
  std::int64_t next = 0;  // 0 = last page
  std::optional<Instant> indexed_until = {};
  bool is_readable = true;  // false = there is no index at the moment; it is being made
};

struct DeadLetterQuery {
  bool open_only = true;
  std::int64_t after = 0;  // id
  int limit = 100;         // 1 to 1000
};

class Reader {
 public:
  /// Errc::unavailable when there is no record yet.
  static Result<std::unique_ptr<Reader>> open(const DatabaseConfig& config);
  ~Reader();

  /// None when unknown. Follows an alias.
  Result<std::optional<FoundCase>> find_case(const CaseNumber& number);
  /// In the order of `keys`, each once; unknown ones are left out. At most 200.
  Result<std::vector<StoredCase>> find_cases(std::span<const std::int64_t> keys);
  Result<std::optional<InboxRow>> find_outcome(const MessageId& id);

  /// Errc::invalid for a cursor that is not ours.
  Result<CasePage> list_cases(const CaseQuery& query);
  /// How many the list holds, counted to `at_most` and no further.
  Result<std::int64_t> count_cases(const CaseFilter& filter, int at_most);
  /// Entries with n > `after`, oldest first, at most `limit` (1 to 500).
  Result<std::vector<StoredEntry>> timeline(std::int64_t key, std::uint64_t after, int limit);
  /// What is offered to, held by and to be checked by the user; at most 200 each.
  Result<StoredTasks> tasks(const std::string& user, Instant now);
  Result<BoardNumbers> board(const BoardQuery& query);
  Result<std::vector<StoredCase>> nearby(const NearbyQuery& query);
  /// Written last first. Trouble of search.db is no error: see SearchPage::is_readable.
  Result<SearchPage> search(const SearchQuery& query);

  Result<std::vector<DeadLetter>> dead_letters(const DeadLetterQuery& query);
  Result<std::optional<DeadLetter>> find_dead_letter(std::int64_t id);
  /// The newest open dead letter of a message: its case shows `received, delayed`.
  Result<std::optional<DeadLetter>> find_dead_letter_of(const MessageId& id);
  Result<std::optional<DeadLetter>> find_dead_letter_of(const CaseNumber& number);

  /// Errc::invalid for a cursor that is not ours.
  Result<AuditPage> audit(const AuditQuery& query);

  Result<std::map<int, Position>> positions();
  /// Outbox rows that wait.
  Result<std::int64_t> outbox_waiting();
  /// The generation of the store; empty when it has none yet.
  Result<std::string> generation();
  Result<std::int64_t> config_version();
  Result<ConfigurationRows> load_configuration();

  Connection& connection() { return *connection_; }

 private:
  Reader(std::unique_ptr<Connection> connection, DatabaseConfig config);
  /// The connection to search.db; opened anew when the file is another one. nullptr when there is
  /// none.
  Connection* search_connection();

  DatabaseConfig config_;
  std::unique_ptr<Connection> connection_;
  std::unique_ptr<Connection> search_;
  std::uint64_t search_inode_ = 0;
};

}  // namespace gongzhi::records
