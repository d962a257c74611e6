#include "workers/backup_mark.hpp"

#include "wire/json.hpp"
#include "wire/json_writer.hpp"

namespace gongzhi::workers {
namespace {

constexpr std::size_t bytes_max = 64 * 1024;

std::filesystem::path file_of(const runtime::DataDir& dir) {
  return dir.root() / "backup_mark.json";
}

}  // namespace

Result<void> write_backup_mark(const runtime::DataDir& dir, const BackupMark& mark) {
  wire::JsonWriter json;
  {
    const auto object = json.object();
    json.text("at", format_rfc3339(mark.at));
    const auto list = json.array("positions");
    for (const auto& [partition, seq] : mark.seqs) {
      const auto one = json.object();
      json.integer("partition", partition);
      json.integer("seq", static_cast<std::int64_t>(seq));
    }
  }
  return runtime::write_durably(file_of(dir), json.take() + "\n");
}

std::optional<BackupMark> find_backup_mark(const runtime::DataDir& dir) {
  const auto text = runtime::read_file(file_of(dir), bytes_max);
  if (!text) return std::nullopt;
  const auto json = wire::parse_json(*text, {bytes_max, 4, 1'024, wire::Language::en});
  if (!json) return std::nullopt;
  BackupMark mark;
  const auto at = parse_rfc3339(wire::text_member(*json, "at"));
  const wire::Json* list = wire::find_array(*json, "positions");
  if (!at || list == nullptr) return std::nullopt;
  mark.at = *at;
  for (const wire::Json& one : list->GetArray()) {
    int partition = 0;
    std::int64_t seq = 0;
    if (!wire::read_member(one, "partition", partition) || !wire::read_member(one, "seq", seq) ||
        seq < 0)
      return std::nullopt;
    mark.seqs[partition] = static_cast<std::uint64_t>(seq);
  }
  return mark;
}

}  // namespace gongzhi::workers
