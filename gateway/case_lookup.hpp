// One case by its number, wherever it is: in the record, or still on the queue (somebody who holds
// a receipt never sees 404).
#pragma once

#include <optional>

#include "gateway/actor.hpp"
#include "gateway/lane.hpp"
#include "gateway/request.hpp"
#include "governance/case.hpp"
#include "records/messages.hpp"

namespace gongzhi::gateway {

struct LookedUp {
  Case item;
  enum class Stage {
    applied,  // as the record has it
    queued,   // accepted, not applied yet
    delayed   // accepted, could not be applied yet: a dead letter
  } stage = Stage::applied;
};

struct Lookup {
  std::optional<LookedUp> found = {};
  std::optional<records::InboxRow> outcome = {};  // of the message asked for
};

struct LookupQuery {
  CaseNumber number;
  std::optional<MessageId> outcome_of = {};  // also its outcome, in the same snapshot of time
};

/// Errors of the record and of the queue.
asio::awaitable<Result<Lookup>> look_up(Lane& lane, LookupQuery query);

/// A stored case with its detail read. Errc::corrupt.
Result<Case> whole_case(records::StoredCase stored);
Result<std::vector<Case>> whole_cases(std::vector<records::StoredCase> stored);

/// As whom the asker stands before the case: as themselves, or, with its receipt key, as the device
/// that reported it (followers too: the key shows more). A key never makes anybody an account: of
/// what staff typed it opens the case as its receipt_holder(). None when they may not see it.
struct Standpoint {
  Actor actor;
  bool by_key = false;
};
struct Visit {
  const World& world;
  const Actor& actor;
  const Request& request;
};
std::optional<Standpoint> stand_before(const vault::Keyring& keyring, const Visit& visit,
                                       const Case& item);

/// All of it for a route of one case: 401 for nobody, 404 for what is not there or not seen.
struct Opened {
  Present present;
  Standpoint standpoint;
  LookedUp found;
};
asio::awaitable<std::variant<Opened, Problem>> open_case(Lane& lane, RequestPtr request);

}  // namespace gongzhi::gateway
