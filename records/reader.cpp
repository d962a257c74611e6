// Single cases, outcomes, timelines, lists of cases, tasks, and the small questions.
#include "records/reader.hpp"

#include <algorithm>
#include <charconv>

#include "records/case_list.hpp"
#include "records/case_reading.hpp"
#include "records/dead_letters.hpp"
#include "records/inbox.hpp"
#include "records/member_load.hpp"
#include "records/positions.hpp"
#include "records/steps.hpp"

namespace gongzhi::records {
namespace {

constexpr int list_max = 200;
constexpr int tasks_max = 200;
constexpr int entries_max = 500;
constexpr int letters_max = 1000;
constexpr std::uint64_t places_of_row = 100;
static_assert(steps_max <= places_of_row);

struct EntryColumns {
  Integer n = 0, version = 0, at = 0;
  Text actor_kind, actor, action, from_state, to_state, visibility, facts, steps, note_digest;
  Nullable<Text> note;

  template <class V>
  void each(V&& v) {
    v("n", n), v("version", version), v("at", at), v("actor_kind", actor_kind);
    v("actor", actor), v("action", action), v("from_state", from_state);
    v("to_state", to_state), v("visibility", visibility), v("facts", facts);
    v("steps", steps), v("note_digest", note_digest), v("note", note);
  }
};

const Query<Columns<Integer, Integer, Integer>, EntryColumns> select_entries{
    "select_entries",
    "SELECT t.n, t.version, t.at, t.actor_kind, t.actor, t.action, t.from_state, t.to_state,"
    " t.visibility, t.facts, t.steps, t.note_digest, p.note"
    " FROM timeline t LEFT JOIN timeline_notes p ON p.partition = t.partition AND p.n = t.n"
    " WHERE t.case_id = :case_id AND t.n >= :from ORDER BY t.n LIMIT :limit"};

const Query<Columns<>, Columns<Integer>> count_outbox{
    "count_outbox", "SELECT COUNT(*) FROM outbox WHERE delivered_at IS NULL"};

const Query<Columns<>, Columns<Text>> select_generation{
    "select_generation", "SELECT generation FROM store WHERE one = 1"};

// All entries of a row, each with its place: the row's, a hundred apart, plus its own in the row.
Result<std::vector<StoredEntry>> entries_of(const EntryColumns& row) {
  std::vector<TimelineRow> entries(1);
  TimelineEntry& first = entries.front().entry;
  first.actor = actor_of(row.actor_kind, row.actor);
  first.action = row.action;
  first.from = row.from_state;
  first.to = row.to_state;
  first.visibility = row.visibility == visibility_word(Visibility::everyone) ? Visibility::everyone
                                                                             : Visibility::staff;
  first.note = row.note.get().value_or(std::string{});
  entries.front().facts = row.facts;
  if (const Result<void> read = read_steps(row.steps, entries); read.has_error())
    return read.error();
  std::vector<StoredEntry> stored;
  for (TimelineRow& entry : entries) {
    const std::uint64_t place = static_cast<std::uint64_t>(row.n) * places_of_row + stored.size();
    stored.push_back({place, row.version, from_ms(row.at), std::move(entry.entry),
                      std::move(entry.facts), false});
  }
  stored.front().erased = !row.note_digest.empty() && !row.note.get();
  return stored;
}

std::vector<std::int64_t> keys_of(const std::vector<ListedRow>& rows) {
  std::vector<std::int64_t> keys;
  keys.reserve(rows.size());
  for (const ListedRow& row : rows) keys.push_back(row.id);
  return keys;
}

char letter_of(ListOrder order) {
  return order == ListOrder::urgency ? 'u' : 'n';
}

std::string cursor_of(ListOrder order, const ListedRow& last) {
  return std::string(1, letter_of(order)) + std::to_string(last.sort) + "." +
         std::to_string(last.id);
}

Result<ListPlace> parse_cursor(ListOrder order, const std::string& cursor) {
  if (cursor.empty()) return begin_of(order);
  ListPlace place;
  const char* const end = cursor.data() + cursor.size();
  const auto sort = std::from_chars(cursor.data() + 1, end, place.sort);
  if (cursor.front() == letter_of(order) && sort.ec == std::errc{} && sort.ptr != end &&
      *sort.ptr == '.') {
    const auto id = std::from_chars(sort.ptr + 1, end, place.id);
    if (id.ec == std::errc{} && id.ptr == end) return place;
  }
  return fail(Errc::invalid, "This cursor does not belong to this list.", cursor);
}

}  // namespace

Reader::Reader(std::unique_ptr<Connection> connection, DatabaseConfig config)
    : config_(std::move(config)), connection_(std::move(connection)) {}
Reader::~Reader() = default;

Result<std::unique_ptr<Reader>> Reader::open(const DatabaseConfig& config) {
  Result<std::unique_ptr<Connection>> connection = Connection::open(config, Access::read);
  if (connection.has_error()) return connection.error();
  return std::unique_ptr<Reader>(new Reader(std::move(*connection), config));
}

Result<std::optional<FoundCase>> Reader::find_case(const CaseNumber& number) {
  return translated(*connection_, [&]() -> Result<std::optional<FoundCase>> {
    const ReadSnapshot snapshot(*connection_);
    std::int64_t key = number.key();
    Result<std::vector<StoredCase>> cases = read_cases(*connection_, std::span(&key, 1));
    if (cases.has_error()) return cases.error();
    const bool by_alias = cases->empty();
    if (by_alias) {
      const std::optional<std::int64_t> target = read_alias(*connection_, key);
      if (!target) return std::optional<FoundCase>{};
      key = *target;
      cases = read_cases(*connection_, std::span(&key, 1));
      if (cases.has_error()) return cases.error();
      if (cases->empty()) return std::optional<FoundCase>{};
    } else if (cases->front().item.number != number) {
      return std::optional<FoundCase>{};  // the same key with another day is no number of ours
    }
    return std::optional(FoundCase{std::move(cases->front()), by_alias});
  });
}

Result<std::vector<StoredCase>> Reader::find_cases(std::span<const std::int64_t> keys) {
  const std::span<const std::int64_t> bounded =
      keys.first(std::min<std::size_t>(keys.size(), list_max));
  return translated(*connection_, [&]() -> Result<std::vector<StoredCase>> {
    const ReadSnapshot snapshot(*connection_);
    return read_cases_in_order(*connection_, bounded);
  });
}

Result<std::optional<InboxRow>> Reader::find_outcome(const MessageId& id) {
  return translated(*connection_, [&]() -> Result<std::optional<InboxRow>> {
    Result<std::map<MessageId, InboxRow>> found = read_inbox(*connection_, std::span(&id, 1));
    if (found.has_error()) return found.error();
    if (found->empty()) return std::optional<InboxRow>{};
    return std::optional(std::move(found->begin()->second));
  });
}

Result<CasePage> Reader::list_cases(const CaseQuery& query) {
  const Result<ListPlace> after = parse_cursor(query.order, query.cursor);
  if (after.has_error()) return after.error();
  return translated(*connection_, [&]() -> Result<CasePage> {
    const ReadSnapshot snapshot(*connection_);
    const int limit = std::clamp(query.limit, 1, list_max);
    // One more than asked tells whether there is another page.
    std::vector<ListedRow> rows =
        list_rows(*connection_, query.filter, {query.order, *after, limit + 1});
    CasePage page;
    if (std::ssize(rows) > limit) {
      rows.resize(static_cast<std::size_t>(limit));
      page.next = cursor_of(query.order, rows.back());
    }
    Result<std::vector<StoredCase>> items = read_cases_in_order(*connection_, keys_of(rows));
    if (items.has_error()) return items.error();
    page.items = std::move(*items);
    return page;
  });
}

Result<std::int64_t> Reader::count_cases(const CaseFilter& filter, int at_most) {
  return translated(*connection_, [&]() -> Result<std::int64_t> {
    const ReadSnapshot snapshot(*connection_);
    return std::ssize(
        list_rows(*connection_, filter, {ListOrder::newest, begin_of(ListOrder::newest), at_most}));
  });
}

Result<std::vector<StoredEntry>> Reader::timeline(std::int64_t key, std::uint64_t after,
                                                  int limit) {
  return translated(*connection_, [&]() -> Result<std::vector<StoredEntry>> {
    const auto most = static_cast<std::size_t>(std::clamp(limit, 1, entries_max));
    std::vector<StoredEntry> entries;
    std::optional<Error> broken;
    // One row more than asked: the first may have nothing left to show.
    connection_->prepare(select_entries)
        .with(Integer{key}, static_cast<Integer>(after / places_of_row),
              static_cast<Integer>(most + 1))
        .rows([&](const EntryColumns& row) {
          Result<std::vector<StoredEntry>> of_row = entries_of(row);
          if (of_row.has_error()) {
            broken = of_row.error();
            return;
          }
          for (StoredEntry& entry : *of_row)
            if (entry.n > after && entries.size() < most) entries.push_back(std::move(entry));
        });
    if (broken) return *broken;
    return entries;
  });
}

Result<StoredTasks> Reader::tasks(const std::string& user, Instant now) {
  return translated(*connection_, [&]() -> Result<StoredTasks> {
    const ReadSnapshot snapshot(*connection_);
    const ListRange range{ListOrder::urgency, begin_of(ListOrder::urgency), tasks_max};
    const auto read = [&](std::initializer_list<Driver> drivers) {
      std::vector<ListedRow> rows;
      for (const Driver driver : drivers) {
        ListBranch branch;
        branch.driver = driver;
        branch.key = user;
        branch.privacy = Privacy::shown;
        const std::vector<ListedRow> more = list_branch(*connection_, {}, branch, range);
        rows.insert(rows.end(), more.begin(), more.end());
      }
      std::ranges::sort(rows, [](const ListedRow& a, const ListedRow& b) {
        return std::tie(a.sort, a.id) < std::tie(b.sort, b.id);
      });
      return read_cases_in_order(*connection_, keys_of(rows));
    };
    StoredTasks tasks;
    Result<std::vector<StoredCase>> offered = read({Driver::candidate});
    if (offered.has_error()) return offered.error();
    Result<std::vector<StoredCase>> held = read({Driver::holder, Driver::claimant});
    if (held.has_error()) return held.error();
    Result<std::vector<StoredCase>> to_check = read({Driver::verifier});
    if (to_check.has_error()) return to_check.error();
    tasks.offered = std::move(*offered);
    tasks.held = std::move(*held);
    tasks.to_check = std::move(*to_check);
    tasks.load = read_member_load(*connection_, user, now);
    return tasks;
  });
}

Result<std::vector<DeadLetter>> Reader::dead_letters(const DeadLetterQuery& query) {
  return translated(*connection_, [&]() -> Result<std::vector<DeadLetter>> {
    return read_dead_letters(*connection_, query.open_only ? LetterState::open : LetterState::any,
                             query.after, std::clamp(query.limit, 1, letters_max));
  });
}

Result<std::optional<DeadLetter>> Reader::find_dead_letter(std::int64_t id) {
  return translated(*connection_, [&]() -> Result<std::optional<DeadLetter>> {
    return read_dead_letter(*connection_, id);
  });
}

Result<std::optional<DeadLetter>> Reader::find_dead_letter_of(const MessageId& id) {
  return translated(*connection_, [&]() -> Result<std::optional<DeadLetter>> {
    return read_dead_letter_of(*connection_, id);
  });
}

Result<std::optional<DeadLetter>> Reader::find_dead_letter_of(const CaseNumber& number) {
  return translated(*connection_, [&]() -> Result<std::optional<DeadLetter>> {
    return read_dead_letter_of(*connection_, number);
  });
}

Result<std::map<int, Position>> Reader::positions() {
  return translated(*connection_, [&]() -> Result<std::map<int, Position>> {
    return read_positions(*connection_);
  });
}

Result<std::int64_t> Reader::outbox_waiting() {
  return translated(*connection_, [&]() -> Result<std::int64_t> {
    return std::get<0>(connection_->prepare(count_outbox).first().value().values);
  });
}

Result<std::string> Reader::generation() {
  return translated(*connection_, [&]() -> Result<std::string> {
    const auto row = connection_->prepare(select_generation).first();
    return row ? std::get<0>(row->values) : std::string{};
  });
}

Result<std::int64_t> Reader::config_version() {
  return load_config_version(*connection_);
}

Result<ConfigurationRows> Reader::load_configuration() {
  return records::load_configuration(*connection_);
}

}  // namespace gongzhi::records
