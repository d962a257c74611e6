#include "workers/adoption.hpp"

#include <algorithm>

#include "queue/generation.hpp"

namespace gongzhi::workers {

namespace asio = boost::asio;

asio::awaitable<Result<Adoption>> look_before_adopting(queue::Feed& feed, std::string generation,
                                                       std::map<int, records::Position> applied) {
  auto theirs = co_await queue::find_generation(feed.commands());
  if (!theirs) co_return theirs.error();
  Adoption adoption{std::move(generation), std::move(*theirs), {}};
  std::vector<unsigned> partitions;
  for (const auto& [partition, position] : applied) {
    partitions.push_back(static_cast<unsigned>(partition));
    adoption.parts.push_back({partition, position, 0, 0});
  }
  auto states = co_await feed.partition_states(std::move(partitions));
  if (!states) co_return states.error();
  for (std::size_t i = 0; i < states->size(); ++i) {
    const queue::PartitionState& state = (*states)[i];
    Adoption::Part& part = adoption.parts[i];
    part.given = state.seq.value_or(0);
    if (!state.last || state.last->seq <= part.applied.seq) continue;
    const std::uint64_t first = std::max(part.applied.seq + 1, state.first ? state.first->seq : 0);
    part.still_there = state.last->seq - first + 1;
  }
  co_return adoption;
}

std::vector<std::string> what_is_lost(const Adoption& adoption) {
  std::vector<std::string> lines;
  const bool is_foreign = adoption.theirs.has_value() && *adoption.theirs != adoption.ours;
  if (is_foreign)
    lines.push_back("This Redis belongs to another record store (" + *adoption.theirs +
                    "). That store will refuse to work with it afterwards, and what it still holds "
                    "for it goes to the dead letters here.");
  for (const Adoption::Part& part : adoption.parts) {
    const std::string applied = std::to_string(part.applied.seq);
    const std::string name = "partition " + std::to_string(part.partition) + ": ";
    if (is_foreign || part.given == 0) {
      if (part.applied.seq == 0 && part.given == 0) continue;
      lines.push_back(
          name + "applied up to " + applied +
          "; messages that were acknowledged behind it are lost, and nobody can say how "
          "many");
    } else if (part.given < part.applied.seq) {
      lines.push_back(name + "applied up to " + applied + ", Redis knows " +
                      std::to_string(part.given) + "; messages behind " + applied + " are lost");
    } else if (part.given > part.applied.seq + part.still_there) {
      lines.push_back(name + "of " + std::to_string(part.applied.seq + 1) + " to " +
                      std::to_string(part.given) + ", " + std::to_string(part.still_there) +
                      " are still there and will be applied; the others are lost");
    }
  }
  if (lines.empty())
    lines.emplace_back(
        "Nothing that the record knows of. Messages that were acknowledged and never read are "
        "lost, "
        "and nobody can say how many.");
  lines.emplace_back(
      "Idempotency keys of the last day are forgotten; a repeat gets a new number that opens the "
      "same case. People whose report is lost hold a number that will say 404: tell them.");
  return lines;
}

asio::awaitable<Result<void>> adopt(queue::Feed& feed, Adoption adoption) {
  std::vector<queue::GateRequest> gates;
  for (const Adoption::Part& part : adoption.parts)
    gates.push_back({static_cast<unsigned>(part.partition), part.applied.seq, part.applied.at});
  auto raised = co_await feed.raise_sequences(std::move(gates));
  if (!raised) co_return raised.error();
  co_return co_await queue::replace_generation(feed.commands(), adoption.ours);
}

}  // namespace gongzhi::workers
