// bench_apply DIR CONFIG REPORTS [BATCH]: reports a second that a worker alone applies, fully
// routed, into a real file with durable commits: the demo county, envelopes with their MAC,
// batches of 256. Queue and gateway are left out.
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

#include "bench/records/made_up_county.hpp"
#include "wire/announcement.hpp"
#include "wire/envelope.hpp"
#include "workers/applier.hpp"
#include "workers/bundle.hpp"

namespace gongzhi::bench {
namespace {

namespace fs = std::filesystem;
using Seconds = std::chrono::duration<double>;

constexpr int partitions = 16;

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// About 350 characters, like a real message (bytes: three times that).
std::string description(std::uint64_t n) {
  const std::string sentence =
      "小区东门外的道路一直没有修好，下雨天积水很深，老人和孩子出行不便，"
      "请有关部门尽快派人来看一看。";
  std::string text = "编号" + std::to_string(n) + "：";
  for (std::uint64_t i = 0; i < 6 + n % 4; ++i) text += sentence;
  return text;
}

struct Source {
  const World& world;
  const vault::Keyring& keyring;
  std::string generation;
  std::vector<std::string> categories = {};
  std::vector<Location> places = {};
};

// Places inside the grids: the demo county's grids are near 400 m wide around their middle.
std::vector<Location> places_of(const workers::BundleFiles& files) {
  const auto read = workers::read_bundle(files, {});
  std::vector<Location> places;
  if (!read || !read->change.grids) return places;
  for (const GridArea& area : read->change.grids->areas) {
    Location middle{0, 0};
    const auto& ring = area.parts.front().outer;
    for (const Location& at : ring) middle.lon += at.lon, middle.lat += at.lat;
    const auto count = static_cast<double>(ring.size());
    places.push_back({middle.lon / count, middle.lat / count});
  }
  return places;
}

workers::Incoming report(const Source& source, std::uint64_t n, Instant at) {
  const std::uint64_t dice = mix(n);
  CreateCase body;
  body.category = source.categories[dice % source.categories.size()];
  body.kind = source.world.catalogue.find_category(body.category)->kind;
  body.title = "道路积水无人处理，请派人来看 " + std::to_string(n);
  body.description = description(dice % 1000);
  body.address = "解放路" + std::to_string(dice % 300) + "号";
  Location place = source.places[(dice >> 8U) % source.places.size()];
  place.lon += static_cast<double>(dice >> 20U & 0xFFFU) * 1e-6 - 0.002;
  place.lat += static_cast<double>(dice >> 40U & 0xFFFU) * 1e-6 - 0.002;
  body.location = place;
  body.source = gongzhi::Source::resident;
  Message message;
  message.id = source.keyring.derived_id("bench", std::to_string(n));
  message.partition = static_cast<int>(n % partitions);
  message.actor.user = "resident-00" + std::to_string(1 + dice % 3);
  message.fingerprint = std::string(32, 'f');
  message.body = body;
  queue::Entry entry;
  entry.id = {n / partitions + 2, 0};
  entry.at = at;
  entry.envelope = wire::write_envelope(message, source.generation, at);
  entry.mac = source.keyring.envelope_mac(entry.envelope);
  return workers::read_entry(message.partition, std::move(entry),
                             {source.keyring, source.generation});
}

Result<void> import(workers::Applier& applier, const runtime::DataDir& dir,
                    const workers::BundleFiles& files, Instant now) {
  if (auto staged = workers::stage_bundle(dir.imports(), files); !staged) return staged;
  workers::Incoming incoming;
  incoming.partition = county_partition;
  incoming.seq = 1;
  incoming.message.seq = 1;
  incoming.message.at = now;
  incoming.message.actor.system = "import";
  incoming.message.body = ImportBundle{workers::bundle_hash(files), "bench"};
  auto applied = applier.apply({incoming});
  if (!applied) return applied.error();
  if (!applier.world()) return fail(Errc::invalid, "the demo county was not imported");
  return {};
}

struct Totals {
  std::uint64_t applied = 0, others = 0;
  std::size_t announced_bytes = 0;
  double cpu = 0;
  Seconds wall{};
  std::map<std::string, int> states;
};

Result<void> apply_all(workers::Applier& applier, const Source& source, std::uint64_t reports,
                       std::uint64_t batch, Totals& totals) {
  Instant at = present();
  for (std::uint64_t n = 0; n < reports;) {
    std::vector<workers::Incoming> messages;
    for (std::uint64_t i = 0; i < batch; ++i, ++n) messages.push_back(report(source, n, at));
    at += std::chrono::milliseconds(40);
    const double cpu = cpu_seconds();
    const auto begin = std::chrono::steady_clock::now();
    auto done = applier.apply(messages);
    if (!done) return done.error();
    totals.announced_bytes += wire::write_announcement(done->announcement).size();
    totals.wall += std::chrono::steady_clock::now() - begin;
    totals.cpu += cpu_seconds() - cpu;
    totals.applied += static_cast<std::uint64_t>(done->applied);
    totals.others += static_cast<std::uint64_t>(done->refused + done->dead + done->repeated);
    for (const Case& item : done->announcement.cases) ++totals.states[item.state];
  }
  return {};
}

Result<void> run(const fs::path& root, const fs::path& config, std::uint64_t reports,
                 std::uint64_t batch) {
  auto dir = runtime::DataDir::open(fs::absolute(root));
  if (!dir) return dir.error();
  auto keyring = vault::Keyring::load_or_create(dir->secrets());
  if (!keyring) return keyring.error();
  auto applier = workers::Applier::open({*dir, *keyring, partitions, "bench"}, present());
  if (!applier) return applier.error();
  auto files = workers::load_bundle({config / "categories.csv", config / "standards.csv",
                                     config / "routing.csv", config / "calendars", config / "kinds",
                                     config / "demo" / "yanhu"});
  if (!files) return files.error();
  if (auto imported = import(**applier, *dir, *files, present()); !imported) return imported;
  const WorldPtr world = (*applier)->world();
  Source source{*world, *keyring, (*applier)->generation()};
  source.places = places_of(*files);
  for (const Category& category : world->catalogue.categories())
    if (category.kind == "incident") source.categories.push_back(category.code);
  Totals totals;
  if (auto done = apply_all(**applier, source, reports, batch, totals); !done) return done;
  const auto count = static_cast<double>(totals.applied);
  std::printf("%llu applied, %llu not, batches of %llu: %.0f a second, %.0f a CPU second\n",
              static_cast<unsigned long long>(totals.applied),
              static_cast<unsigned long long>(totals.others),
              static_cast<unsigned long long>(batch), count / totals.wall.count(),
              count / totals.cpu);
  std::printf("announced %zu bytes;", totals.announced_bytes);
  for (const auto& [state, n] : totals.states) std::printf(" %s %d", state.c_str(), n);
  std::printf("\n");
  return {};
}

}  // namespace
}  // namespace gongzhi::bench

int main(int count, char** words) {
  if (count < 4) {
    std::fprintf(stderr, "bench_apply DIR CONFIG REPORTS [BATCH]\n");
    return 2;
  }
  const auto number = [&](int place, std::uint64_t otherwise) {
    return count > place ? std::strtoull(words[place], nullptr, 10) : otherwise;
  };
  const auto done = gongzhi::bench::run(words[1], words[2], number(3, 50'000), number(4, 256));
  if (!done.has_error()) return 0;
  const gongzhi::Error error = done.error();
  std::fprintf(stderr, "%s (%s)\n", error.message.c_str(), error.detail.c_str());
  return 1;
}
