// The members of Transaction: each runs one topic's functions and translates their errors.
#include "records/transaction.hpp"

#include "records/case_reading.hpp"
#include "records/case_writer.hpp"
#include "records/chain.hpp"
#include "records/dead_letters.hpp"
#include "records/figures.hpp"
#include "records/inbox.hpp"
#include "records/member_load.hpp"
#include "records/nearby.hpp"
#include "records/outbox.hpp"
#include "records/positions.hpp"
#include "records/store.hpp"

namespace gongzhi::records {
namespace {

const Query<Columns<Integer, Text, Integer>> insert_alias{
    "insert_alias",
    "INSERT INTO aliases (alias_id, alias_number, case_id)"
    " VALUES (:alias_id, :alias_number, :case_id)"};

Error not_ours() {
  return fail(Errc::conflict, "This process does not own the partition any more.",
              "the position did not move: older epoch, or sequence not ahead");
}

}  // namespace

Transaction::Transaction(Store& store)
    : store_(store),
      connection_(store.connection()),
      heads_(std::make_unique<ChainHeads>(*store.heads_)),
      figures_(std::make_unique<Figures>()) {
  cases_ = std::make_unique<CaseWriter>(connection_, *figures_);
  connection_.begin_write();
  store_.in_transaction_ = true;
}

Transaction::~Transaction() {
  if (open_) connection_.rollback();
  store_.in_transaction_ = false;
}

Result<std::map<MessageId, InboxRow>> Transaction::find_inbox(std::span<const MessageId> ids) {
  return translated(connection_, [&] { return read_inbox(connection_, ids); });
}

Result<void> Transaction::insert_inbox(const InboxRow& row) {
  return translated(connection_, [&]() -> Result<void> {
    write_inbox(connection_, row);
    return {};
  });
}

Result<void> Transaction::forget_inbox(const MessageId& id) {
  return translated(connection_, [&]() -> Result<void> {
    if (!delete_inbox_row(connection_, id))
      return fail(Errc::not_found, "The inbox does not know this message.");
    return {};
  });
}

Result<void> Transaction::move_position(const PositionMove& move) {
  return translated(connection_, [&]() -> Result<void> {
    if (!write_position(connection_, move)) return not_ours();
    return {};
  });
}

Result<void> Transaction::hold_position(const PositionMove& move) {
  return translated(connection_, [&]() -> Result<void> {
    if (!touch_position(connection_, move)) return not_ours();
    return {};
  });
}

Result<std::vector<StoredCase>> Transaction::load_cases(std::span<const std::int64_t> keys) {
  return translated(connection_, [&] { return cases_->load(keys); });
}

Result<std::optional<std::int64_t>> Transaction::resolve_alias(std::int64_t key) {
  return translated(connection_, [&]() -> Result<std::optional<std::int64_t>> {
    return read_alias(connection_, key);
  });
}

Result<void> Transaction::insert_case(const StoredCase& stored) {
  return translated(connection_, [&]() -> Result<void> {
    cases_->insert(stored);
    return {};
  });
}

Result<void> Transaction::update_case(const StoredCase& stored, std::int64_t expected_version,
                                      Instant at) {
  return translated(connection_, [&]() -> Result<void> {
    const Result<bool> hit = cases_->update(stored, expected_version, at);
    if (hit.has_error()) return hit.error();
    if (!*hit) {
      return fail(Errc::conflict, "Somebody else changed this case at the same moment.",
                  "case " + stored.item.number.text() + " is not at version " +
                      std::to_string(expected_version));
    }
    return {};
  });
}

Result<void> Transaction::add_alias(const CaseNumber& number, std::int64_t key) {
  return translated(connection_, [&]() -> Result<void> {
    connection_.prepare(insert_alias).with(number.key(), number.text(), key).run();
    return {};
  });
}

Result<std::vector<DuplicateCandidate>> Transaction::candidates_near(const DuplicateProbe& probe,
                                                                     const DuplicateRule& rule) {
  return translated(connection_, [&]() -> Result<std::vector<DuplicateCandidate>> {
    return read_candidates(connection_, probe, rule);
  });
}

Result<void> Transaction::append_timeline(const TimelineAppend& append) {
  return translated(connection_, [&]() -> Result<void> {
    if (append.rows.empty()) return {};
    append_to_chain(connection_, *heads_, append, cases_->take_text_digest(append.case_key));
    return {};
  });
}

Result<bool> Transaction::take_claim(const std::string& user, int open_claims_max, Instant at) {
  return translated(connection_, [&]() -> Result<bool> {
    return take_open_claim(connection_, user, open_claims_max, at);
  });
}

Result<bool> Transaction::release_claim(const std::string& user) {
  return translated(connection_,
                    [&]() -> Result<bool> { return release_open_claim(connection_, user); });
}

Result<bool> Transaction::release_claim_lapsed(const std::string& user, Instant at) {
  return translated(connection_, [&]() -> Result<bool> {
    if (!release_open_claim(connection_, user)) return false;
    note_lapse(connection_, user, at);
    return true;
  });
}

Result<MemberLoad> Transaction::member_load(const std::string& user, Instant at) {
  return translated(
      connection_, [&]() -> Result<MemberLoad> { return read_member_load(connection_, user, at); });
}

Result<std::int64_t> Transaction::add_outbox(const OutboxRow& row) {
  return translated(connection_,
                    [&]() -> Result<std::int64_t> { return write_outbox(connection_, row); });
}

Result<void> Transaction::mark_delivered(std::int64_t id, Instant at) {
  return translated(connection_, [&]() -> Result<void> {
    if (!write_delivered(connection_, id, at)) {
      return fail(Errc::not_found, "Nothing of that id waits to be delivered.");
    }
    return {};
  });
}

Result<std::int64_t> Transaction::add_dead_letter(const DeadLetter& letter) {
  return translated(connection_, [&]() -> Result<std::int64_t> {
    return write_dead_letter(connection_, letter);
  });
}

Result<std::optional<DeadLetter>> Transaction::find_dead_letter(std::int64_t id) {
  return translated(connection_, [&]() -> Result<std::optional<DeadLetter>> {
    return read_dead_letter(connection_, id);
  });
}

Result<void> Transaction::resolve_dead_letter(std::int64_t id, const std::string& resolution,
                                              Instant at) {
  return translated(connection_, [&]() -> Result<void> {
    if (!write_resolution(connection_, id, resolution, at)) {
      return fail(Errc::not_found, "There is no open dead letter of that id.");
    }
    return {};
  });
}

Result<void> Transaction::add_audit(const AuditRow& row) {
  return translated(connection_, [&]() -> Result<void> {
    append_audit(connection_, row);
    return {};
  });
}

Result<std::int64_t> Transaction::config_version() {
  return load_config_version(connection_);
}

Result<void> Transaction::commit() {
  if (!cases_->all_texts_covered()) {
    return fail(Errc::internal, "Internal error.", "a text changed without a timeline entry");
  }
  return translated(connection_, [&]() -> Result<void> {
    figures_->write(connection_);
    heads_->write_changed(connection_);
    connection_.commit();
    open_ = false;
    *store_.heads_ = std::move(*heads_);
    return {};
  });
}

}  // namespace gongzhi::records
