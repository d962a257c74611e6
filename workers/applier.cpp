#include "workers/applier.hpp"

#include <utility>

#include "governance/decide.hpp"
#include "records/damage.hpp"
#include "runtime/fault.hpp"
#include "runtime/log.hpp"
#include "vault/bytes.hpp"
#include "wire/case_detail.hpp"
#include "wire/envelope.hpp"
#include "workers/account_phones.hpp"
#include "workers/administration.hpp"
#include "workers/bundle.hpp"
#include "workers/bundle_sealing.hpp"
#include "workers/people_changes.hpp"
#include "workers/retention.hpp"
#include "workers/world_from_rows.hpp"

namespace gongzhi::workers {
namespace {

constexpr int tries_max = 5;  // of a message whose decision throws (D12: unknown -> 5 tries)

std::string first_problems(const Error& error) {
  std::string text = error.message;
  std::size_t shown = 0;
  for (const FieldError& field : error.fields) {
    if (++shown > 10) break;
    text += "; " + field.pointer + " " + field.detail;
  }
  return text;
}

Result<WorldPtr> read_world(records::Transaction& transaction) {
  auto rows = records::load_configuration(transaction.connection());
  if (!rows) return rows.error();
  return world_from_rows(std::move(*rows));
}

}  // namespace

Applier::Applier(ApplierParts parts, std::unique_ptr<records::Store> store, InFlightMark mark)
    : parts_(std::move(parts)),
      store_(std::move(store)),
      mark_(std::move(mark)),
      uploads_(parts_.dir.uploads()) {}

Result<std::unique_ptr<Applier>> Applier::open(ApplierParts parts, Instant now) {
  auto mark = InFlightMark::open(parts.dir.run() / "worker.mark");
  if (!mark) return mark.error();
  auto store = records::Store::open(parts.dir.store(), now);
  if (!store) return store.error();
  std::unique_ptr<Applier> applier(
      new Applier(std::move(parts), std::move(*store), std::move(*mark)));
  auto identity = applier->store_->identity();
  if (!identity) return identity.error();
  if (!*identity) {
    records::StoreIdentity fresh;
    fresh.generation = vault::to_hex(vault::random_bytes(16));
    fresh.partitions = applier->parts_.partitions;
    fresh.created_at = now;
    if (auto created = applier->store_->create_identity(fresh); !created) return created.error();
    *identity = fresh;
  }
  applier->identity_ = **identity;
  if (applier->identity_.partitions != applier->parts_.partitions)
    return fail(Errc::conflict, "the store has " + std::to_string(applier->identity_.partitions) +
                                    " partitions; set store.partitions to that number again");
  auto epoch =
      applier->store_->take_ownership(applier->parts_.owner, applier->parts_.partitions, now);
  if (!epoch) return epoch.error();
  applier->epoch_ = *epoch;
  auto positions = applier->store_->positions();
  if (!positions) return positions.error();
  applier->positions_ = std::move(*positions);
  auto rows = applier->store_->load_configuration();
  if (!rows) return rows.error();
  auto world = world_from_rows(std::move(*rows));
  if (!world) return world.error();
  applier->world_ = std::move(*world);
  return applier;
}

Result<void> Applier::confirm_generation() {
  if (auto marked = store_->mark_ready(); !marked) return marked;
  identity_.state = records::StoreIdentity::State::ready;
  return {};
}

bool Applier::stops(const Error& error) {
  return is_transient(error.code) || error.code == Errc::unauthorized || records::is_damage(error);
}

Result<BatchReport> Applier::in_transaction(const Work& work) {
  if (runtime::fault("no_fence"))
    epoch_ = store_->take_ownership(parts_.owner, parts_.partitions, Instant{}).value();
  auto transaction = store_->begin();
  if (!transaction) return transaction.error();
  if (auto current = reload_when_moved(**transaction); !current) return current.error();
  BatchContext context{world_,
                       parts_.keyring,
                       identity_.generation,
                       parts_.partitions,
                       mark_,
                       uploads_,
                       [this](records::Transaction& t, const Message& m) { return import(t, m); },
                       read_world};
  Batch batch(**transaction, context, positions_);
  if (auto done = work(batch); !done) return done.error();
  if (auto moved = batch.finish(epoch_); !moved) {
    const Error error = moved.error();
    if (error.code != Errc::conflict) return error;
    return fail(Errc::unauthorized, "another worker has taken over", error.message);
  }
  if (auto committed = (*transaction)->commit(); !committed) return committed.error();
  BatchReport report = batch.take_report();
  for (const auto& [partition, position] : report.positions) positions_[partition] = position;
  if (report.world) world_ = report.world;
  for (const MessageId& id : report.buried) mark_.forget(id);
  return report;
}

Result<BatchReport> Applier::apply(const std::vector<Incoming>& messages) {
  if (runtime::fault("position_before_batch"))
    static_cast<void>(in_transaction([&](Batch& batch) { return batch.pass_over(messages); }));
  auto report = in_transaction([&](Batch& batch) -> Result<void> {
    if (auto fetched = batch.prefetch(messages); !fetched) return fetched;
    for (const Incoming& incoming : messages)
      if (auto applied = batch.apply(incoming); !applied) return applied;
    return {};
  });
  if (report || stops(report.error())) return report;
  const Error error = report.error();
  runtime::log_warn(
      "a batch failed; its messages are applied one by one",
      {{"messages", messages.size()}, {"error", error.message}, {"detail", error.detail}});
  return apply_singly(messages);
}

Result<BatchReport> Applier::apply_singly(const std::vector<Incoming>& messages) {
  BatchReport all;
  for (const Incoming& incoming : messages) {
    auto report = apply_alone(incoming);
    if (!report) return report.error();
    merge(all, std::move(*report));
  }
  return all;
}

// Every try has a transaction of its own: what a failed one wrote must not stay.
Result<BatchReport> Applier::apply_alone(const Incoming& incoming) {
  const std::vector<Incoming> one{incoming};
  for (int tries = 1;; ++tries) {
    auto report = in_transaction([&](Batch& batch) -> Result<void> {
      if (auto fetched = batch.prefetch(one); !fetched) return fetched;
      return batch.apply(incoming);
    });
    if (report || stops(report.error())) return report;
    const Error error = report.error();
    const bool thrown = error.message == Batch::thrown;
    if (thrown && (tries < tries_max || runtime::fault("no_dead_letters"))) continue;
    runtime::log_error("a message cannot be applied and goes to the dead letters",
                       {{"partition", incoming.partition},
                        {"seq", incoming.seq},
                        {"error", error.message},
                        {"detail", error.detail}});
    return in_transaction([&](Batch& batch) {
      return thrown ? batch.bury(incoming, "exception", error.detail, tries)
                    : batch.bury(incoming, "impossible", error.message + " " + error.detail, tries);
    });
  }
}

// Another process may have changed the configuration (architecture, "What several cases share").
Result<void> Applier::reload_when_moved(records::Transaction& transaction) {
  auto version = transaction.config_version();
  if (!version) return version.error();
  if (*version == (world_ ? world_->version : 0)) return {};
  auto world = read_world(transaction);
  if (!world) return world.error();
  world_ = std::move(*world);
  runtime::log_info("the configuration was read again", {{"version", *version}});
  return {};
}

Result<std::map<int, Instant>> Applier::next_timers() {
  std::map<int, Instant> next;
  for (int partition = 0; partition < parts_.partitions; ++partition) {
    auto at = store_->next_timer(partition);
    if (!at) return at.error();
    if (*at) next[partition] = **at;
  }
  return next;
}

Result<void> Applier::prune_outbox(Instant before) {
  auto pruned = store_->prune_outbox(before, 10'000);
  if (!pruned) return pruned.error();
  return {};
}

Result<bool> Applier::forget_people(Instant now) {
  bool erased = false;
  if (now >= forget_from_) {
    auto done = forget_due(*store_, now, keys_looked_at_);
    if (!done) return done.error();
    keys_looked_at_ = done->after;
    erased = done->did_something();
    if (!erased && done->after == 0) forget_from_ = now + std::chrono::hours{1};
  }
  auto told = tell_erasures(*store_, parts_.dir.root() / "erasures.log");
  if (!told) return told.error();
  log_is_stale_ = log_is_stale_ || erased || *told > 0;
  if (log_is_stale_) {
    records::Connection& connection = store_->connection();
    auto truncated = records::translated(
        connection, [&]() -> Result<bool> { return connection.truncate_log(); });
    if (!truncated) return truncated.error();
    log_is_stale_ = !*truncated;
  }
  return erased || *told > 0;
}

Result<Administered> Applier::import(records::Transaction& transaction, const Message& message) {
  const auto refuse = [](Errc code, std::string reason, std::string text) {
    return Administered{{OutcomeStatus::refused, code, std::move(reason), std::move(text), {}, 0},
                        {}};
  };
  if (message.actor.system != "import") {
    auto refused = refuse(Errc::forbidden, "not_allowed", "只有管理命令可以导入配置");
    AuditEntry entry;
    entry.actor = message.actor;
    entry.act = "import";
    entry.result = AuditResult::refused;
    entry.reason = refused.outcome.reason;
    auto noted = transaction.add_audit(audit_row(message.partition, std::move(entry), message.at));
    if (!noted) return noted.error();
    return refused;
  }
  // What a failed import had written is rolled back with its transaction; then it is refused here.
  if (refused_import_ && refused_import_->first == message.id)
    return Administered{refused_import_->second, {}};
  const auto& bundle = std::get<ImportBundle>(message.body);
  auto files = load_staged(parts_.dir.imports(), bundle.content_hash);
  if (!files) return refuse(Errc::invalid, "no_such_bundle", files.error().message);
  auto present = records::load_configuration(transaction.connection());
  if (!present) return present.error();
  const std::vector<User> people = present->users;
  auto read = read_bundle(*files, std::move(*present));
  if (!read) return refuse(Errc::invalid, "bundle_has_errors", first_problems(read.error()));
  read->change.label = bundle.label;
  if (read->change.users) seal_phones(*read->change.users, parts_.keyring);
  auto version = records::replace(transaction, read->change, message.at);
  if (!version && stops(version.error())) return version.error();
  if (!version) {
    const Error error = version.error();
    const auto refused =
        refuse(error.code, "bundle_has_errors", error.message + " " + error.detail);
    refused_import_.emplace(message.id, refused.outcome);
    return fail(Errc::internal, "an import failed half way", error.message);
  }
  if (read->change.users)
    if (auto followed = follow_phones(transaction, *read->change.users, parts_.keyring); !followed)
      return followed.error();
  auto world = read_world(transaction);
  if (!world) return world.error();
  AuditEntry entry;
  entry.actor = message.actor;
  entry.act = "import";
  entry.subject = bundle.content_hash;
  entry.facts.emplace("label", bundle.label);
  entry.facts.emplace("version", *version);
  auto noted = transaction.add_audit(audit_row(message.partition, std::move(entry), message.at));
  if (!noted) return noted.error();
  if (read->change.users) {
    noted = note_people_changes(
        transaction, {people, *read->change.users, message.actor, message.partition, message.at});
    if (!noted) return noted.error();
  }
  Administered done;
  done.world = std::move(*world);
  done.outcome.version = *version;
  return done;
}

}  // namespace gongzhi::workers
