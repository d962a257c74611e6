// Deterministic draws that anyone can re-run: who verifies a handled case, and which closed cases
// are inspected again (domain.md section 3 row 16, section 9). Nothing here is secret; a draw is
// fair because its seed is published and the algorithm below is public, not because it cannot be
// computed.
//
// The algorithm, in 64-bit unsigned arithmetic (overflow wraps):
//   hash(parts) = FNV-1a: h = 0xcbf29ce484222325; for every byte b of every part: h = (h xor b) *
//   0x100000001b3;
//                 behind every part one more byte 0x1f (so that "a","bc" and "ab","c" differ);
//   mix(h)      = SplitMix64: z = h + 0x9e3779b97f4a7c15;
//                 z = (z xor (z >> 30)) * 0xbf58476d1ce4e5b9; z = (z xor (z >> 27)) *
//                 0x94d049bb133111eb; z xor (z >> 31);
//   draw_one: sort the ids by their bytes, drop doubles, take id number mix(hash(seed, id_0, …,
//   id_n-1)) mod n; drawn_for_reinspection: mix(hash(seed, number)) mod 1000 < per_mille.
// Text is UTF-8. The modulo favours no id by more than n / 2^64.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "governance/error.hpp"

namespace gongzhi {

/// Closed cases that are inspected again: 5 % (domain.md section 9).
inline constexpr int reinspection_per_mille_default = 50;

/// The seed of one draw: `published/number/round`. With the published seed alone every case with
/// the same list would draw the same person; round counts the draws of a case from 1 (row 26: a
/// second verifier).
std::string draw_seed(std::string_view published, std::string_view number, int round);

/// One of `ids`; their order does not matter. Errc::not_found when there are none.
Result<std::string> draw_one(std::string_view seed, std::vector<std::string> ids);

/// Where `id` stands in an order drawn by `seed`: mix(hash(seed, id)), the smaller number first.
std::uint64_t draw_rank(std::string_view seed, std::string_view id);

/// Whether the closed case `number` is inspected again. `per_mille` beyond 0 to 1000 counts as the
/// nearer end.
bool drawn_for_reinspection(std::string_view seed, std::string_view number, int per_mille);

}  // namespace gongzhi
