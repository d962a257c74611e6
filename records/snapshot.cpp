#include "records/snapshot.hpp"

#include <soci/sqlite3/soci-sqlite3.h>

namespace gongzhi::records {
namespace {

constexpr int steps_between_ticks = 1'000'000;  // of SQLite's machine: several a second

const Query<Columns<>> allow_writing{"allow_writing", "PRAGMA query_only = OFF", Dialect::sqlite};

const Query<Columns<std::string>> copy_into{"copy_into", "VACUUM INTO :file", Dialect::sqlite};

int call_tick(void* tick) {
  (*static_cast<const std::function<void()>*>(tick))();
  return 0;
}

}  // namespace

Result<void> copy_record(const DatabaseConfig& config, const std::filesystem::path& target,
                         const std::function<void()>& tick) {
  auto connection = Connection::open(config, Access::read);
  if (!connection) return connection.error();
  return translated(**connection, [&]() -> Result<void> {
    auto* handle =
        static_cast<soci::sqlite3_session_backend*>((*connection)->session().get_backend())->conn_;
    // It would also forbid writing the copy.
    (*connection)->prepare(allow_writing).run();
    sqlite_api::sqlite3_progress_handler(handle, steps_between_ticks, call_tick,
                                         const_cast<std::function<void()>*>(&tick));
    (*connection)->prepare(copy_into).with(target.string()).run();
    sqlite_api::sqlite3_progress_handler(handle, 0, nullptr, nullptr);
    return {};
  });
}

}  // namespace gongzhi::records
