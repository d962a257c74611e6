#include "workers/people_changes.hpp"

#include <unordered_map>

#include "workers/acts.hpp"

namespace gongzhi::workers {
namespace {

struct Person {
  const User* before = nullptr;
  const User* after = nullptr;
};

// Where somebody belongs, for whatever their role makes of it.
bool stands_alike(const User& one, const User& other) {
  return one.role == other.role && one.org == other.org && one.community == other.community &&
         one.active == other.active;
}

void say(AuditEntry& entry, const User& user, std::string_view suffix) {
  const std::string end(suffix);
  entry.facts.emplace("role" + end, std::string(name(user.role)));
  entry.facts.emplace("org" + end, user.org);
  if (!user.community.empty()) entry.facts.emplace("community" + end, user.community);
  if (!user.active) entry.facts.emplace("active" + end, false);
}

Result<void> note(records::Transaction& transaction, const PeopleChange& change,
                  const Person& person) {
  AuditEntry entry;
  entry.actor = change.actor;
  entry.act = !person.before ? "user.create" : person.after ? "user.roles" : "user.remove";
  entry.subject = person.after ? person.after->id : person.before->id;
  if (person.after) say(entry, *person.after, "");
  if (person.before) say(entry, *person.before, "_before");
  return transaction.add_audit(audit_row(change.partition, std::move(entry), change.now));
}

Result<void> sign_out(records::Transaction& transaction, const std::string& user, Instant now) {
  auto account = records::find_account(transaction.connection(), records::AccountKey::user, user);
  if (!account) return account.error();
  if (!*account) return {};
  if (auto ended = end_logins(transaction, **account, now); !ended) return ended;
  return records::save_account(transaction, **account);
}

}  // namespace

Result<void> note_people_changes(records::Transaction& transaction, const PeopleChange& change) {
  if (change.before.empty()) return {};
  std::unordered_map<std::string_view, const User*> known;
  for (const User& user : change.before) known.emplace(user.id, &user);
  std::vector<Person> changed;
  for (const User& user : change.after) {
    const auto at = known.find(user.id);
    const User* before = at == known.end() ? nullptr : at->second;
    if (!before || !stands_alike(*before, user)) changed.push_back({before, &user});
    known.erase(user.id);
  }
  for (const User& user : change.before)
    if (known.contains(user.id)) changed.push_back({&user, nullptr});
  for (const Person& person : changed) {
    if (auto noted = note(transaction, change, person); !noted) return noted;
    if (!person.before) continue;
    auto out = sign_out(transaction, person.before->id, change.now);
    if (!out) return out;
  }
  return {};
}

}  // namespace gongzhi::workers
