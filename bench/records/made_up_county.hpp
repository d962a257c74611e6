// Cases of a made-up county, the same for the same number: 22 townships, 66 communities, 300 grids,
// 190 categories, 350 characters of text each.
#pragma once

#include <string>
#include <vector>

#include "records/transaction.hpp"

namespace gongzhi::bench {

inline constexpr int townships = 22;
inline constexpr int communities = 66;
inline constexpr int grids = 300;
inline constexpr int categories = 190;
inline constexpr int departments = 40;

/// The moment at which questions are asked; cases were accepted in the two years before.
Instant present();

std::string township(std::uint64_t n);
std::string community(std::uint64_t n);
std::string grid(std::uint64_t n);
std::string category(std::uint64_t n);
std::string department(std::uint64_t n);

/// A well-mixed number for another.
std::uint64_t mix(std::uint64_t n);

/// Case `seq` of `of` in partition seq % 16. Of a hundred, 97 are closed; the open ones lie in the
/// last weeks.
records::StoredCase stored_case(std::uint64_t seq, std::uint64_t of);
/// A fresh report at `at`.
records::StoredCase fresh_case(std::uint64_t seq, Instant at);

/// Writes them with message, entry and outbox row, as the worker does.
Result<void> write_batch(records::Transaction& transaction,
                         const std::vector<records::StoredCase>& cases);

}  // namespace gongzhi::bench
