// Timeline rows, their notes and the heads.
#include "records/chain.hpp"

#include "records/digest.hpp"
#include "records/steps.hpp"
#include "records/transaction.hpp"

namespace gongzhi::records {
namespace {

struct TimelineColumns {
  ChainedFields fields;
  Text hash;

  template <class V>
  void each(V&& v) {
    fields.each(v), v("hash", hash);
  }
};

const Query<TimelineColumns> insert_timeline{"insert_timeline",
                                             insert_into<TimelineColumns>("timeline")};

const Query<Columns<Integer, Integer, Text, Text>> insert_note{
    "insert_note",
    "INSERT INTO timeline_notes (partition, n, salt, note) VALUES (:partition, :n, :salt, :note)"};

const Query<Columns<Integer>, Columns<Integer, Text>> select_head{
    "select_head", "SELECT n, hash FROM chain_heads WHERE partition = :partition"};

const Query<Columns<Integer, Integer, Text>> upsert_head{
    "upsert_head",
    "INSERT INTO chain_heads (partition, n, hash) VALUES (:partition, :n, :hash)"
    " ON CONFLICT (partition) DO UPDATE SET n = excluded.n, hash = excluded.hash"};

void fill(ChainedFields& fields, std::span<const TimelineRow> entries) {
  const TimelineRow& first = entries.front();
  const ActorColumns actor = columns_of(first.entry.actor);
  fields.actor_kind = actor.kind;
  fields.actor = actor.name;
  fields.action = first.entry.action;
  fields.from_state = first.entry.from;
  fields.to_state = state_after(entries);
  fields.visibility = visibility_word(first.entry.visibility);
  fields.facts = first.facts;
  fields.steps = write_steps(entries);
}

}  // namespace

ChainHead& ChainHeads::head(Connection& connection, int partition) {
  const auto known = heads_.find(partition);
  if (known != heads_.end()) return known->second;
  ChainHead head;
  if (const auto row = connection.prepare(select_head).with(Integer{partition}).first()) {
    head = {std::get<0>(row->values), std::get<1>(row->values)};
  }
  return heads_.emplace(partition, head).first->second;
}

void ChainHeads::write_changed(Connection& connection) {
  for (const auto& [partition, is_changed] : changed_) {
    const ChainHead& head = heads_.at(partition);
    connection.prepare(upsert_head).with(Integer{partition}, head.n, head.hash).run();
  }
  changed_.clear();
}

void ChainHeads::clear() {
  heads_.clear();
  changed_.clear();
}

void append_to_chain(Connection& connection, ChainHeads& heads, const TimelineAppend& append,
                     const std::string& text_digest) {
  ChainHead& head = heads.head(connection, append.partition);
  auto& insert = connection.prepare(insert_timeline);
  ChainedFields& fields = insert.in.fields;
  fields.partition = append.partition;
  fields.case_id = append.case_key;
  fields.version = append.version;
  fields.at = to_ms(append.at);
  fields.text_digest = text_digest;
  for (std::span<const TimelineRow> left = append.rows; !left.empty();) {
    const std::span<const TimelineRow> entries = next_row_of(left);
    left = left.subspan(entries.size());
    fill(fields, entries);
    fields.n = head.n + 1;
    fields.prev_hash = head.hash;
    fields.note_digest.clear();
    const std::string& note = entries.front().entry.note;
    if (!note.empty()) {
      const std::string salt = fresh_salt();
      fields.note_digest = note_digest(salt, note);
      connection.prepare(insert_note).with(fields.partition, fields.n, salt, note).run();
    }
    insert.in.hash = chain_hash(fields);
    insert.run();
    head = {fields.n, insert.in.hash};
    heads.changed(append.partition);
    fields.text_digest.clear();
  }
}

}  // namespace gongzhi::records
