#include "cli/audit_command.hpp"

#include <cstdio>
#include <iterator>

#include "cli/commands.hpp"
#include "runtime/wall_clock.hpp"
#include "wire/json_writer.hpp"

namespace gongzhi::cli {
namespace {

constexpr int page_rows = 1'000;

// `2026-11-23` is its first moment in the county.
Result<std::optional<Instant>> time_of(const std::string& text, const char* option) {
  if (text.empty()) return std::optional<Instant>{};
  auto time = parse_rfc3339(text.size() == 10 ? text + "T00:00:00+08:00" : text);
  if (!time)
    return fail(Errc::invalid, std::string(option) +
                                   " takes a date like 2026-11-23 or a time "
                                   "like 2026-11-23T08:00:00+08:00");
  return std::optional<Instant>{*time};
}

std::string who(const records::AuditRow& row) {
  if (!row.entry.actor.user.empty()) return row.entry.actor.user;
  if (!row.entry.actor.device.empty()) return "device " + row.entry.actor.device;
  return "(" + row.entry.actor.system + ")";
}

void print_row(const records::AuditRow& row, bool as_json) {
  if (!as_json) {
    std::printf("%s  %d/%lld  %-16s %-20s %-8s %s%s%s%s%s\n", format_rfc3339(row.at).c_str(),
                row.partition, static_cast<long long>(row.n), who(row).c_str(),
                row.entry.act.c_str(), std::string(name(row.entry.result)).c_str(),
                row.entry.subject.c_str(), row.entry.reason.empty() ? "" : "  because ",
                row.entry.reason.c_str(),
                row.entry.count > 1 ? ("  x" + std::to_string(row.entry.count)).c_str() : "",
                row.facts.empty() ? "" : ("  " + row.facts).c_str());
    return;
  }
  wire::JsonWriter json;
  {
    const auto object = json.object();
    json.text("at", format_rfc3339(row.at));
    json.integer("partition", row.partition);
    json.integer("n", row.n);
    json.text("actor", who(row));
    json.text_or_null("role", row.entry.role);
    json.text("act", row.entry.act);
    json.text_or_null("subject", row.entry.subject);
    json.text("result", name(row.entry.result));
    json.text_or_null("reason", row.entry.reason);
    json.text_or_null("address", row.entry.origin.address);
    json.text_or_null("trace_id", row.entry.origin.trace_id);
    json.integer("count", row.entry.count);
    json.raw("facts", row.facts.empty() ? "{}" : row.facts);
    json.text("hash", row.hash);
  }
  std::puts(json.take().c_str());
}

}  // namespace

int list_audit(const Options& options, const AuditListOptions& wanted) {
  const auto since = time_of(wanted.since, "--since");
  if (!since) return report(since.error());
  const auto until = time_of(wanted.until, "--until");
  if (!until) return report(until.error());
  auto installation = find_installation(options);
  if (!installation) return report(installation.error());
  auto reader = open_reader(*installation);
  if (!reader) return report(reader.error());
  records::AuditQuery query{wanted.actor, wanted.act, wanted.subject, *since, *until};
  for (int left = wanted.limit; left > 0;) {
    query.limit = std::min(left, page_rows);
    auto page = (*reader)->audit(query);
    if (!page) return report(page.error());
    for (const records::AuditRow& row : page->rows) print_row(row, options.json);
    left -= static_cast<int>(page->rows.size());
    query.cursor = page->next;
    if (query.cursor.empty()) break;
    if (left <= 0) std::fprintf(stderr, "gongzhi: there are older rows; see --limit, --until\n");
  }
  return 0;
}

Result<workers::KeptHeads> kept_heads(const Installation& installation,
                                      const std::vector<std::string>& files) {
  workers::KeptHeads all;
  std::vector<std::filesystem::path> paths(files.begin(), files.end());
  const auto own = workers::audit_heads_file(installation.settings.audit, installation.dir);
  if (std::error_code ec; std::filesystem::exists(own, ec)) paths.push_back(own);
  for (const auto& path : paths) {
    auto kept = workers::load_kept_heads(installation.keyring, path);
    if (!kept) return kept.error();
    std::move(kept->heads.begin(), kept->heads.end(), std::back_inserter(all.heads));
    all.torn += kept->torn;
  }
  return all;
}

int verify_audit_trail(const Options& options, const std::vector<std::string>& heads_files) {
  auto installation = find_installation(options);
  if (!installation) return report(installation.error());
  const auto kept = kept_heads(*installation, heads_files);
  if (!kept) return report_no(kept.error());
  auto reader = open_reader(*installation);
  if (!reader) return report(reader.error());
  const records::AuditEvidence evidence{
      kept->heads, workers::audit_kept_since(installation->settings.audit, runtime::wall_now())};
  records::Connection& connection = (*reader)->connection();
  const auto found = records::translated(connection, [&]() -> Result<records::AuditVerification> {
    const records::ReadSnapshot snapshot(connection);
    return records::verify_audit(connection, evidence);
  });
  if (!found) return report(found.error());
  if (options.json) {
    wire::JsonWriter json;
    {
      const auto object = json.object();
      json.boolean("verifies", found->difference.empty());
      json.integer("rows", found->rows);
      json.integer("heads", found->heads);
      json.integer("torn_lines", kept->torn);
      json.text_or_null("difference", found->difference);
    }
    std::puts(json.take().c_str());
  } else if (!found->difference.empty()) {
    std::printf("DIFFERS at %s\n", found->difference.c_str());
  } else {
    std::printf("the audit trail verifies: %lld rows, %lld heads kept outside the record\n",
                static_cast<long long>(found->rows), static_cast<long long>(found->heads));
  }
  if (!options.json && kept->torn > 0)
    std::printf("%d lines of the kept heads cannot be read\n", kept->torn);
  if (!options.json && found->difference.empty() && kept->heads.empty())
    std::puts("no heads were kept yet: a cut at the end would not be seen");
  return found->difference.empty() ? 0 : 1;
}

int print_audit_heads(const Options& options) {
  auto installation = find_installation(options);
  if (!installation) return report(installation.error());
  auto reader = open_reader(*installation);
  if (!reader) return report(reader.error());
  records::Connection& connection = (*reader)->connection();
  const auto heads = records::translated(connection, [&]() -> Result<std::vector<AuditHead>> {
    return records::read_audit_heads(connection);
  });
  if (!heads) return report(heads.error());
  for (const AuditHead& head : *heads)
    std::puts(workers::signed_line(installation->keyring, head).c_str());
  return 0;
}

}  // namespace gongzhi::cli
