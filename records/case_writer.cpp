// Insert and update of cases and their side rows.
#include "records/case_writer.hpp"

#include <algorithm>

#include "records/case_reading.hpp"
#include "records/digest.hpp"
#include "records/personal.hpp"

namespace gongzhi::records {
namespace {

const Query<CaseRow> insert_case_row{"insert_case", insert_into<CaseRow>("cases")};

struct ProgressUpdate {
  CaseProgress row;
  Integer id = 0, expected_version = 0;

  template <class V>
  void each(V&& v) {
    row.each(v), v("id", id), v("expected_version", expected_version);
  }
};
const Query<ProgressUpdate> update_progress{"update_case_progress",
                                            "UPDATE cases SET " + assignment_list<CaseProgress>() +
                                                " WHERE id = :id AND version = :expected_version"};

struct SubjectUpdate {
  CaseSubject row;
  Integer id = 0;

  template <class V>
  void each(V&& v) {
    row.each(v), v("id", id);
  }
};
const Query<SubjectUpdate> update_subject{
    "update_case_subject",
    "UPDATE cases SET " + assignment_list<CaseSubject>() + " WHERE id = :id"};

struct TextUpdate {
  CaseText row;
  Integer id = 0;

  template <class V>
  void each(V&& v) {
    row.each(v), v("id", id);
  }
};
const Query<TextUpdate> update_text{
    "update_case_text", "UPDATE cases SET " + assignment_list<CaseText>() + " WHERE id = :id"};

const Query<Columns<Integer>> delete_assists{"delete_assists",
                                             "DELETE FROM case_assists WHERE case_id = :case_id"};
const Query<Columns<Integer>> delete_claims{"delete_claims",
                                            "DELETE FROM case_claims WHERE case_id = :case_id"};
const Query<Columns<Integer>> delete_candidates{
    "delete_candidates", "DELETE FROM case_candidates WHERE case_id = :case_id"};
const Query<Columns<Integer>> delete_followers{
    "delete_followers", "DELETE FROM case_followers WHERE case_id = :case_id"};

const Query<Columns<Integer, Integer, Text, Text, Integer, Integer>> insert_assist{
    "insert_assist",
    "INSERT INTO case_assists (case_id, place, org, part, accepted_at, closed) "
    "VALUES (:case_id, :place, :org, :part, :accepted_at, :closed)"};
const Query<Columns<Integer, Integer, Text, Integer, Integer>> insert_claim{
    "insert_claim",
    "INSERT INTO case_claims (case_id, place, user_id, at, accepted_at) "
    "VALUES (:case_id, :place, :user_id, :at, :accepted_at)"};
const Query<Columns<Integer, Integer, Text, Integer>> insert_candidate{
    "insert_candidate",
    "INSERT INTO case_candidates (case_id, place, user_id, accepted_at) "
    "VALUES (:case_id, :place, :user_id, :accepted_at)"};
const Query<Columns<Integer, Integer, Text, Text, Integer>> insert_follower{
    "insert_follower",
    "INSERT INTO case_followers (case_id, place, user_id, device, accepted_at) "
    "VALUES (:case_id, :place, :user_id, :device, :accepted_at)"};

const Query<Columns<Integer>> delete_terms{"delete_terms",
                                           "DELETE FROM case_index WHERE case_id = :case_id"};
const Query<Columns<Text, Text, Text, Integer, Integer>> insert_term{
    "insert_term",
    "INSERT INTO case_index (name, value, kind, accepted_at, case_id)"
    " VALUES (:name, :value, :kind, :accepted_at, :case_id)"};

bool same_claims(const std::vector<Claim>& a, const std::vector<Claim>& b) {
  return std::ranges::equal(
      a, b, [](const Claim& x, const Claim& y) { return x.user == y.user && x.at == y.at; });
}

bool same_followers(const std::vector<Follower>& a, const std::vector<Follower>& b) {
  return std::ranges::equal(a, b, [](const Follower& x, const Follower& y) {
    return x.user == y.user && x.device == y.device;
  });
}

CaseText salted_text(const Case& item) {
  return {item.title, item.description, item.address, personal_text(item.personal.fields),
          fresh_salt()};
}

}  // namespace

Result<std::vector<StoredCase>> CaseWriter::load(std::span<const std::int64_t> keys) {
  Result<std::vector<StoredCase>> cases = read_cases(connection_, keys);
  if (cases.has_error()) return cases;
  for (const StoredCase& stored : *cases) known_.insert_or_assign(stored.item.number.key(), stored);
  return cases;
}

void CaseWriter::insert(const StoredCase& stored) {
  const Case& item = stored.item;
  auto& statement = connection_.prepare(insert_case_row);
  CaseRow& row = statement.in;
  fill(row.birth, item);
  fill(row.subject, item);
  fill(row.progress, stored);
  row.text = salted_text(item);
  uncovered_texts_[row.birth.id] = text_digest(row.text);
  statement.run();
  write_sides(nullptr, stored);
  if (!item.personal.empty()) write_personal(connection_, item);
  figures_.inserted(stored);
}

Result<bool> CaseWriter::update(const StoredCase& stored, std::int64_t expected_version,
                                Instant at) {
  const std::int64_t key = stored.item.number.key();
  if (!known_.contains(key)) {
    const Result<std::vector<StoredCase>> loaded = load(std::span(&key, 1));
    if (loaded.has_error()) return loaded.error();
    if (loaded->empty()) return false;
  }
  const StoredCase& before = known_.at(key);
  auto& statement = connection_.prepare(update_progress);
  fill(statement.in.row, stored);
  statement.in.id = key;
  statement.in.expected_version = expected_version;
  if (statement.run() != 1) return false;

  CaseSubject old_subject;
  fill(old_subject, before.item);
  auto& subject = connection_.prepare(update_subject);
  fill(subject.in.row, stored.item);
  subject.in.id = key;
  if (!(subject.in.row == old_subject)) subject.run();
  if (before.item.title != stored.item.title || before.item.address != stored.item.address ||
      before.item.description != stored.item.description) {
    write_text(stored.item);
  }
  if (!stored.item.personal.key.empty()) write_personal_key(connection_, stored.item);
  write_sides(&before, stored);
  figures_.updated(before, stored, at);
  known_.insert_or_assign(key, stored);
  return true;
}

void CaseWriter::write_text(const Case& item) {
  auto& statement = connection_.prepare(update_text);
  statement.in.row = salted_text(item);
  statement.in.id = item.number.key();
  uncovered_texts_[statement.in.id] = text_digest(statement.in.row);
  statement.run();
}

// Bodies that were called are read back from the detail; their rows are there for lists, and with
// them the rows are written anew at every change.
void CaseWriter::write_bodies(const StoredCase* before, const StoredCase& after) {
  const Case& item = after.item;
  const bool is_same = before && before->item.assists == item.assists &&
                       item.whistle_orgs.empty() && before->standing == after.standing;
  if (is_same) return;
  const std::int64_t key = item.number.key();
  const std::int64_t accepted = to_ms(item.accepted_at);
  const std::int64_t closed = after.standing == Standing::closed ? 1 : 0;
  std::int64_t place = 0;
  if (before) connection_.prepare(delete_assists).with(key).run();
  auto& statement = connection_.prepare(insert_assist);
  for (const std::string& org : item.assists) {
    statement.with(key, place++, org, std::string("assist"), accepted, closed).run();
  }
  for (const std::string& org : item.whistle_orgs) {
    statement.with(key, place++, org, std::string("called"), accepted, closed).run();
  }
}

void CaseWriter::write_terms(const StoredCase* before, const StoredCase& after) {
  if (!after.terms || (before && before->terms == after.terms)) return;
  const Case& item = after.item;
  if (before) connection_.prepare(delete_terms).with(item.number.key()).run();
  auto& statement = connection_.prepare(insert_term);
  for (const auto& [name, value] : *after.terms)
    statement.with(name, value, item.kind, to_ms(item.accepted_at), item.number.key()).run();
}

void CaseWriter::write_sides(const StoredCase* before, const StoredCase& after) {
  static const Case nothing;
  const Case& old = before ? before->item : nothing;
  const Case& item = after.item;
  const std::int64_t key = item.number.key();
  const std::int64_t accepted = to_ms(item.accepted_at);
  write_bodies(before, after);
  write_terms(before, after);
  std::int64_t place = 0;
  if (!same_claims(old.claims, item.claims)) {
    if (!old.claims.empty()) connection_.prepare(delete_claims).with(key).run();
    for (const Claim& claim : item.claims) {
      connection_.prepare(insert_claim)
          .with(key, place++, claim.user, to_ms(claim.at), accepted)
          .run();
    }
  }
  if (old.candidates != item.candidates) {
    if (!old.candidates.empty()) connection_.prepare(delete_candidates).with(key).run();
    for (const std::string& user : item.candidates) {
      connection_.prepare(insert_candidate).with(key, place++, user, accepted).run();
    }
  }
  if (!same_followers(old.followers, item.followers)) {
    if (!old.followers.empty()) connection_.prepare(delete_followers).with(key).run();
    for (const Follower& follower : item.followers) {
      connection_.prepare(insert_follower)
          .with(key, place++, follower.user, follower.device, accepted)
          .run();
    }
  }
}

std::string CaseWriter::take_text_digest(std::int64_t key) {
  const auto waiting = uncovered_texts_.extract(key);
  return waiting ? waiting.mapped() : std::string{};
}

}  // namespace gongzhi::records
