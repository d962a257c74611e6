// dead-letters: look at what could not be applied, have it tried again, or drop it with a decision
// of its own.
#include <cstdio>

#include "cli/commands.hpp"
#include "cli/platform.hpp"
#include "wire/json_writer.hpp"

namespace gongzhi::cli {
namespace {

void write_letter(wire::JsonWriter& json, const records::DeadLetter& letter, bool whole) {
  const auto one = json.object();
  json.integer("id", letter.id);
  json.integer("partition", letter.partition);
  json.integer("seq", static_cast<std::int64_t>(letter.seq));
  json.text("number", letter.number);
  json.text("message_id", letter.msg_id);
  json.text("type", letter.type);
  json.text("reason", letter.reason);
  json.text("detail", letter.detail);
  json.integer("tries", letter.tries);
  json.text("at", format_rfc3339(letter.at));
  json.text("resolution", letter.resolution);
  if (whole) json.text("envelope", letter.envelope);
}

}  // namespace

int list_dead_letters(const Options& options, bool all) {
  auto installation = find_installation(options);
  if (!installation) return report(installation.error());
  auto reader = open_reader(*installation);
  if (!reader) return report(reader.error());
  records::DeadLetterQuery query;
  query.open_only = !all;
  auto letters = (*reader)->dead_letters(query);
  if (!letters) return report(letters.error());
  wire::JsonWriter json;
  {
    const auto list = json.array();
    for (const records::DeadLetter& letter : *letters) {
      write_letter(json, letter, false);
      if (!options.json)
        std::printf("%6lld  %-16s %-12s %-14s %s %s\n", static_cast<long long>(letter.id),
                    letter.number.c_str(), letter.type.c_str(), letter.reason.c_str(),
                    format_rfc3339(letter.at).c_str(), letter.resolution.c_str());
    }
  }
  if (options.json)
    std::puts(json.take().c_str());
  else if (letters->empty())
    std::puts("no dead letters");
  return 0;
}

int show_dead_letter(const Options& options, std::int64_t id) {
  auto installation = find_installation(options);
  if (!installation) return report(installation.error());
  auto reader = open_reader(*installation);
  if (!reader) return report(reader.error());
  auto letter = (*reader)->find_dead_letter(id);
  if (!letter) return report(letter.error());
  if (!*letter)
    return report(fail(Errc::not_found, "there is no dead letter " + std::to_string(id)));
  wire::JsonWriter json;
  write_letter(json, **letter, true);
  std::puts(json.take().c_str());
  return 0;
}

int order_dead_letter(const Options& options, std::int64_t id, bool drop) {
  auto installation = find_installation(options);
  if (!installation) return report(installation.error());
  auto done = with_worker(*installation, options, [&]() -> Result<void> {
    auto reader = open_reader(*installation);
    if (!reader) return reader.error();
    auto letter = (*reader)->find_dead_letter(id);
    if (!letter) return letter.error();
    if (!*letter) return fail(Errc::not_found, "there is no dead letter " + std::to_string(id));
    const auto what = drop ? DeadLetterOrder::What::drop : DeadLetterOrder::What::replay;
    auto outcome =
        send_and_wait(*installation, (*letter)->partition, DeadLetterOrder{what, id}, "cli");
    if (!outcome) return outcome.error();
    if (outcome->status == OutcomeStatus::refused) return refusal_of(*outcome);
    return {};
  });
  if (!done) return report_no(done.error());
  std::puts(drop ? "dropped" : "replayed");
  return 0;
}

}  // namespace gongzhi::cli
