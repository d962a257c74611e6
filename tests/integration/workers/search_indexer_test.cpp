// The index runs behind the writer, catches up after a restart, and builds itself anew where its
// file is gone.
#include "workers/search_indexer.hpp"

#include <boost/asio/co_spawn.hpp>

#include "records/erase.hpp"
#include "records/store.hpp"
#include "tests/integration/workers/applier_rig.hpp"

namespace gongzhi {
namespace {

using namespace std::chrono_literals;
using test::ApplierRig;
using workers::SearchIndexer;
using workers::SearchIndexerOptions;

class SearchIndexing : public testing::Test {
 protected:
  SearchIndexing() {
    rig_.apply(
        {rig_.report("a", {.seq = 1}, "电梯困人"), rig_.report("b", {.seq = 2}, "路灯不亮")});
  }

  /// Runs an indexer until `condition` holds; false after ten seconds.
  template <class Condition>
  bool index_until(Condition condition) {
    SearchIndexerOptions options{.record = rig_.dir().store(), .search = rig_.dir().search()};
    options.idle = 5ms;
    options.trouble = 20ms;
    options.erasures = 0s;
    boost::asio::io_context io{1};
    prometheus::Registry registry;
    SearchIndexer indexer(io, options, registry);
    bool ended = false;
    boost::asio::co_spawn(io, indexer.run(), [&](std::exception_ptr) { ended = true; });
    const auto end = std::chrono::steady_clock::now() + 10s;
    bool holds = false;
    while (!holds && std::chrono::steady_clock::now() < end) {
      io.run_one_for(10ms);
      holds = condition();
    }
    indexer.stop();
    while (!ended && io.run_one_for(5s) > 0) {
    }
    EXPECT_TRUE(ended);
    return holds;
  }

  std::size_t found(const std::string& typed) {
    records::DatabaseConfig config;
    config.file = rig_.dir().store();
    config.search_file = rig_.dir().search();
    auto reader = records::Reader::open(config);
    if (!reader) return 0;
    const auto page = (*reader)->search({typed, 0, 50});
    return page ? page->items.size() : 0;
  }

  ApplierRig rig_;
};

TEST_F(SearchIndexing, FollowsWhatIsWritten) {
  EXPECT_EQ(found("电梯"), 0u);
  ASSERT_TRUE(index_until([&] { return found("电梯") == 1; }));
  rig_.apply({rig_.report("c", {.seq = 3}, "电梯异响")});

  EXPECT_TRUE(index_until([&] { return found("电梯") == 2; }));
  EXPECT_EQ(found("路灯"), 1u);
}

TEST_F(SearchIndexing, BuildsAFileAnewThatWasDeletedWhileItStood) {
  ASSERT_TRUE(index_until([&] { return found("电梯") == 1; }));
  records::remove_search_file(rig_.dir().search());
  ASSERT_EQ(found("电梯"), 0u);

  EXPECT_TRUE(index_until([&] { return found("电梯") == 1; }));
}

TEST_F(SearchIndexing, FindsErasedTextNoMore) {
  ASSERT_TRUE(index_until([&] { return found("电梯") == 1; }));
  const Case item = rig_.case_of(ApplierRig::number_at({.seq = 1}));
  rig_.close();
  {
    auto store = records::Store::open(rig_.dir().store(), test::monday());
    ASSERT_TRUE(store.has_value());
    auto transaction = (*store)->begin();
    ASSERT_TRUE(transaction.has_value());
    ASSERT_TRUE(
        records::erase_personal_text(**transaction, {item.number.key(), "{}", test::monday()})
            .has_value());
    ASSERT_TRUE((*transaction)->commit().has_value());
  }

  EXPECT_TRUE(index_until([&] { return found("困人") == 0 && found("路灯") == 1; }));
}

}  // namespace
}  // namespace gongzhi
