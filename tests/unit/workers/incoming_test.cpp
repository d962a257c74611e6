// From an entry of the queue to a message, or to the reason why it is none.
#include "workers/incoming.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>

#include "wire/envelope.hpp"

namespace gongzhi::workers {
namespace {

const vault::Keyring& keyring() {
  static const vault::Keyring keys = [] {
    std::string name = (std::filesystem::temp_directory_path() / "gongzhi-keys-XXXXXX").string();
    EXPECT_NE(::mkdtemp(name.data()), nullptr);
    auto loaded = vault::Keyring::load_or_create(name);
    std::filesystem::remove_all(name);
    return loaded.value();
  }();
  return keys;
}

const std::string ours = "0123456789abcdef0123456789abcdef";

queue::Entry entry_of(Message message, const std::string& generation = ours) {
  message.id = keyring().message_id("somebody", "key");
  message.fingerprint = vault::fingerprint_of("body");
  if (message.actor == Actor{}) message.actor.user = "somebody";
  queue::Entry entry;
  entry.id = {5, 0};
  entry.at = from_ms(1'795'395'600'000);
  entry.envelope = wire::write_envelope(message, generation, from_ms(1));
  entry.mac = keyring().envelope_mac(entry.envelope);
  return entry;
}

Message report() {
  Message message;
  message.partition = 7;
  message.body = CreateCase{.kind = "incident", .category = "E0110", .title = "垃圾"};
  return message;
}

Incoming read(queue::Entry entry, int partition = 7) {
  return read_entry(partition, std::move(entry), {keyring(), ours});
}

TEST(Incoming, TakesSequenceAndTimeFromTheQueueAndTheRestFromTheEnvelope) {
  const Incoming incoming = read(entry_of(report()));

  EXPECT_EQ(incoming.dead_reason, "");
  EXPECT_TRUE(incoming.moves_position);
  EXPECT_EQ(incoming.message.seq, 5u);
  EXPECT_EQ(incoming.message.at, from_ms(1'795'395'600'000));
  EXPECT_EQ(std::get<CreateCase>(incoming.message.body).title, "垃圾");
}

TEST(Incoming, SaysNothingAboutTheSequenceWithoutAMacOfOurs) {
  queue::Entry damaged = entry_of(report());
  damaged.envelope[20] = static_cast<char>(damaged.envelope[20] ^ 1);
  queue::Entry foreign = entry_of(report());
  foreign.shape = queue::Entry::Shape::foreign_id;
  queue::Entry malformed = entry_of(report());
  malformed.shape = queue::Entry::Shape::malformed;

  for (const auto& [entry, reason] : std::vector<std::pair<queue::Entry, std::string>>{
           {damaged, "bad_mac"}, {foreign, "foreign"}, {malformed, "malformed"}}) {
    const Incoming incoming = read(entry);
    EXPECT_EQ(incoming.dead_reason, reason);
    EXPECT_FALSE(incoming.moves_position);
  }
  EXPECT_TRUE(read(damaged).is_ours) << "its number was given to somebody";
  EXPECT_FALSE(read(foreign).is_ours);
}

TEST(Incoming, IsDeadButInSequenceWhenItIsOursAndCannotBeUsed) {
  queue::Entry unreadable = entry_of(report());
  unreadable.envelope = "{}";
  unreadable.mac = keyring().envelope_mac("{}");

  EXPECT_EQ(read(unreadable).dead_reason, "schema");
  EXPECT_EQ(read(entry_of(report(), "another")).dead_reason, "other_store");
  EXPECT_EQ(read(entry_of(report()), 8).dead_reason, "wrong_partition");
  EXPECT_TRUE(read(unreadable).moves_position);
}

TEST(Incoming, RefusesAnActionInThePartitionOfAnotherCase) {
  Message action;
  action.partition = 7;
  action.body =
      CaseAction{.number = parse_case_number("26112308-00001").value(), .action = "comment"};
  Message import;
  import.partition = 7;
  import.actor.system = "import";
  import.body = ImportBundle{std::string(64, 'a'), "label"};

  EXPECT_EQ(read(entry_of(action)).dead_reason, "wrong_partition");
  EXPECT_EQ(read(entry_of(import)).dead_reason, "wrong_partition");
}

TEST(Incoming, OfMissingSequencesNamesThemAndMovesOverThem) {
  const Incoming gap = missing_entries(7, 3, 8, from_ms(0));

  EXPECT_EQ(gap.dead_reason, "gap");
  EXPECT_EQ(gap.seq, 8u);
  EXPECT_TRUE(gap.moves_position);
  EXPECT_NE(gap.detail.find("3 to 8"), std::string::npos);
}

}  // namespace
}  // namespace gongzhi::workers
