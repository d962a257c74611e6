// bench_fill DATA CASES FILE…: fills the record of a stopped installation with so many cases, 97 in
// 100 of them closed. Each is made by decide() from a message and written through records/ with its
// message, its entries and the chain, as the worker does; only closing is written without the steps
// between.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

#include "bench/records/made_up_county.hpp"
#include "cli/replay_items.hpp"
#include "governance/decide.hpp"
#include "records/store.hpp"
#include "runtime/data_dir.hpp"
#include "runtime/uploads.hpp"
#include "wire/case_detail.hpp"
#include "wire/requests.hpp"
#include "wire/values_json.hpp"
#include "workers/working_set.hpp"
#include "workers/world_from_rows.hpp"

namespace gongzhi::bench {
namespace {

constexpr int partitions = 16;
constexpr std::uint64_t batch = 1024;
constexpr std::size_t reports_min = 3000;
constexpr auto history = std::chrono::hours(24 * 730);

void require(bool done, const Error& error) {
  if (!done) throw std::runtime_error(error.message + " " + error.detail);
}

template <class T>
T take(Result<T> result) {
  if (!result) require(false, result.error());
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}

class Filling {
 public:
  Filling(const std::filesystem::path& data, std::uint64_t wanted,
          const std::vector<std::string>& files)
      : dir_(take(runtime::DataDir::open(data))),
        now_(std::chrono::floor<Milliseconds>(std::chrono::system_clock::now())),
        store_(take(records::Store::open(dir_.store(), now_))),
        wanted_(wanted) {
    auto rows = take(store_->load_configuration());
    cli::ReplayCounty county{nullptr, rows.areas};
    county.world = world_ = take(workers::world_from_rows(std::move(rows)));
    if (!world_) throw std::runtime_error("nothing is configured in " + data.string());
    const auto schemas = wire::SchemaSet::embedded();
    const auto messages = take(cli::load_messages(files));
    // The same words at other places: every seed draws its own.
    for (std::uint64_t seed = 1; reports_.size() < reports_min; ++seed)
      for (const cli::ReplayItem& item : cli::make_items(messages, county, seed))
        reports_.push_back(take(wire::parse_create_case(item.body, {schemas, now_})).command);
    epoch_ = take(store_->take_ownership("bench_fill", partitions, now_));
    positions_ = take(store_->positions());
    for (const auto& [partition, position] : positions_) moved_[partition] = position.seq;
  }

  void run() {
    const auto began = std::chrono::steady_clock::now();
    for (std::uint64_t done = 0; done < wanted_;) {
      const std::uint64_t size = std::min(batch, wanted_ - done);
      write(done, size);
      done += size;
      if (done % (batch * 64) != 0 && done < wanted_) continue;
      const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - began;
      std::fprintf(stderr, "filled %llu of %llu cases, %.0f a second\n",
                   static_cast<unsigned long long>(done), static_cast<unsigned long long>(wanted_),
                   static_cast<double>(done) / spent.count());
    }
    take(store_->checkpoint());
  }

 private:
  Message message_for(std::uint64_t index) {
    Message message;
    for (std::size_t i = 0; i < 8; ++i) {
      message.id.bytes.at(i) = static_cast<std::uint8_t>(mix(index) >> (8 * i));
      message.id.bytes.at(8 + i) = static_cast<std::uint8_t>(mix(index + wanted_) >> (8 * i));
    }
    message.partition = static_cast<int>(index % partitions);
    records::Position& position = positions_[message.partition];
    const auto back =
        history / static_cast<std::int64_t>(wanted_) * static_cast<std::int64_t>(wanted_ - index);
    message.seq = ++position.seq;
    message.at = now_ - std::chrono::duration_cast<Milliseconds>(back);
    position.at = std::max(position.at, message.at);
    message.actor.device = "bench-" + std::to_string(mix(index + 6) % 20000);
    message.fingerprint = std::string(64, '5');
    CreateCase report = reports_[index % reports_.size()];
    // Neighbours in the list must not be neighbours in time and place.
    report.location = reports_[mix(index) % reports_.size()].location;
    // Four in five reporters pick a category themselves.
    const auto categories = world_->catalogue.categories();
    if (mix(index + 2) % 5 != 0)
      report.category = categories[mix(index + 3) % categories.size()].code;
    message.body = std::move(report);
    return message;
  }

  void close(Case& item) const {
    item.state = "closed";
    item.result = "resolved";
    item.result_text = "已处理完毕。";
    item.closed_at = std::min(item.accepted_at + std::chrono::hours(20), now_);
    item.handled_at = item.first_handled_at = item.closed_at;
    item.handling.stopped = item.closed_at;
    item.candidates.clear();
    item.stage_due.reset();
    item.next_timer.reset();
  }

  // Most promises lie ahead, and no clock fires while somebody measures.
  void keep_open(Case& item, std::uint64_t index) const {
    item.next_timer = now_ + std::chrono::hours(24) + std::chrono::minutes(mix(index + 11) % 14400);
    if (item.handling.run > 0)
      item.handling.due =
          *item.next_timer - std::chrono::hours(mix(index + 12) % 10 == 0 ? 300 : 0);
  }

  void write_one(records::Transaction& transaction, workers::WorkingSet& set, std::uint64_t index) {
    const Message message = message_for(index);
    set.set_now(message.at);
    Decision decision = decide(*world_, set, nullptr, message, message.at);
    if (!decision.after)
      throw std::runtime_error("a report was refused: " + decision.outcome.reason);
    Case& item = *decision.after;
    // The newest tenth is open by 30 in 100: together 3 in 100 of all.
    const bool is_open = index * 10 >= wanted_ * 9 && mix(index + 8) % 100 < 30;
    std::vector<records::TimelineRow> rows;
    if (!is_open) {
      TimelineEntry closing;
      closing.actor.system = "platform";
      closing.action = "confirm";
      closing.from = item.state;
      closing.to = "closed";
      decision.timeline.push_back(std::move(closing));
      close(item);
    } else {
      keep_open(item, index);
    }
    for (const TimelineEntry& entry : decision.timeline)
      rows.push_back({entry, wire::write_values(entry.facts)});
    records::InboxRow row{message.id, message.fingerprint, decision.outcome, message.at,
                          std::string(type_of(message.body))};
    take(transaction.insert_case({item, wire::write_case_detail(item),
                                  is_open ? records::Standing::open : records::Standing::closed}));
    take(transaction.append_timeline(
        {message.partition, item.number.key(), item.version, message.at, rows}));
    take(transaction.insert_inbox(row));
  }

  void write(std::uint64_t first, std::uint64_t size) {
    const auto transaction = take(store_->begin());
    workers::WorkingSet set(*transaction, uploads_);
    for (std::uint64_t index = first; index < first + size; ++index)
      write_one(*transaction, set, index);
    for (const auto& [partition, position] : positions_)
      if (position.seq > moved_[partition]) {
        take(transaction->move_position({partition, epoch_, position.seq, position.at}));
        moved_[partition] = position.seq;
      }
    take(transaction->commit());
  }

  runtime::DataDir dir_;
  runtime::Uploads uploads_{dir_.uploads()};
  Instant now_;
  std::unique_ptr<records::Store> store_;
  std::uint64_t wanted_;
  WorldPtr world_;
  std::vector<CreateCase> reports_;
  std::int64_t epoch_ = 0;
  std::map<int, records::Position> positions_;
  std::map<int, std::uint64_t> moved_;
};

}  // namespace
}  // namespace gongzhi::bench

int main(int count, char** words) {
  if (count < 4) {
    std::fprintf(stderr, "bench_fill DATA CASES FILE…\n");
    return 2;
  }
  try {
    const std::vector<std::string> files(words + 3, words + count);
    gongzhi::bench::Filling filling(words[1], std::strtoull(words[2], nullptr, 10), files);
    filling.run();
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "bench_fill: %s\n", failure.what());
    return 1;
  }
  return 0;
}
