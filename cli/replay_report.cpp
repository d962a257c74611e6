#include "cli/replay_report.hpp"

#include <algorithm>
#include <cstdio>

#include "wire/json_writer.hpp"

namespace gongzhi::cli {
namespace {

std::string row(const char* name, std::size_t value, const char* meaning) {
  char line[160];
  std::snprintf(line, sizeof line, "%-18s %9zu   %s\n", name, value, meaning);
  return line;
}

std::string times_row(const char* name, const std::vector<std::int64_t>& values) {
  char line[160];
  std::snprintf(line, sizeof line, "%-18s p50 %9.1f ms   p99 %9.1f ms   (%zu measured)\n", name,
                static_cast<double>(percentile(values, 50)) / 1000,
                static_cast<double>(percentile(values, 99)) / 1000, values.size());
  return line;
}

void times_json(wire::JsonWriter& json, const char* name, const std::vector<std::int64_t>& values) {
  const auto times = json.object(name);
  json.number("p50_ms", static_cast<double>(percentile(values, 50)) / 1000);
  json.number("p99_ms", static_cast<double>(percentile(values, 99)) / 1000);
  json.integer("measured", static_cast<std::int64_t>(values.size()));
}

}  // namespace

void ReplayReport::note(std::string place, std::string what) {
  if (troubles.size() < troubles_max) troubles.push_back({std::move(place), std::move(what)});
}

bool ReplayReport::is_whole() const {
  return applied == messages && lost == 0;
}

std::int64_t percentile(std::vector<std::int64_t> values, int percent) {
  if (values.empty()) return 0;
  const auto last = static_cast<std::int64_t>(values.size()) - 1;
  const auto at = values.begin() + last * percent / 100;
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

std::string report_table(const ReplayReport& report) {
  std::string text;
  text += row("messages", report.messages, "lines of the files");
  text += row("sent", report.sent, "answered by the server");
  text += row("accepted", report.accepted, "201, durably on the queue");
  text += row("applied", report.applied, "opened again by number: there, with their words");
  text += row("unsure", report.unsure, "of the accepted: no category suggested, wait in triage");
  text += row("refused", report.refused, "by a rule of the API");
  for (const auto& [reason, count] : report.reasons) {
    char line[200];
    std::snprintf(line, sizeof line, "  %-16.80s %9zu\n", reason.c_str(), count);
    text += line;
  }
  if (report.unsent > 0) text += row("unsent", report.unsent, "no answer within the patience");
  if (report.delayed > 0) text += row("delayed", report.delayed, "in the dead letters");
  if (report.waiting > 0) text += row("waiting", report.waiting, "accepted, not applied yet");
  text += row("lost", report.lost, "accepted, and not there with their words");
  text += row("retries", report.retries, "after 503, 429 or a lost connection, with the same key");
  text += times_row("accept", report.accept_us);
  text += times_row("accept to routed", report.routed_us);
  char line[160];
  const double seconds = report.sending.count();
  std::snprintf(line, sizeof line, "%-18s %9.1f s   %.0f messages a second\n", "sending took",
                seconds, seconds > 0 ? static_cast<double>(report.sent) / seconds : 0);
  return text + line;
}

std::string report_json(const ReplayReport& report) {
  wire::JsonWriter json;
  {
    const auto all = json.object();
    const auto count = [&json](const char* name, std::size_t value) {
      json.integer(name, static_cast<std::int64_t>(value));
    };
    count("messages", report.messages);
    count("sent", report.sent);
    count("accepted", report.accepted);
    count("applied", report.applied);
    count("unsure", report.unsure);
    count("refused", report.refused);
    count("unsent", report.unsent);
    count("delayed", report.delayed);
    count("waiting", report.waiting);
    count("lost", report.lost);
    count("retries", report.retries);
    {
      const auto reasons = json.object("reasons");
      for (const auto& [reason, number] : report.reasons) count(reason.c_str(), number);
    }
    times_json(json, "accept", report.accept_us);
    times_json(json, "accept_to_routed", report.routed_us);
    json.number("sending_s", report.sending.count());
    const auto troubles = json.array("troubles");
    for (const ReplayTrouble& trouble : report.troubles) {
      const auto one = json.object();
      json.text("where", trouble.place);
      json.text("what", trouble.what);
    }
  }
  return json.take();
}

}  // namespace gongzhi::cli
