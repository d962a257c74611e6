// FNV-1a and SplitMix64 as documented in the header.
#include "governance/draw.hpp"

#include <algorithm>
#include <utility>

namespace gongzhi {
namespace {

class Fnv1a {
 public:
  void add(std::string_view part) {
    for (const char c : part) add_byte(static_cast<unsigned char>(c));
    add_byte(0x1f);
  }
  std::uint64_t value() const { return hash_; }

 private:
  void add_byte(unsigned char byte) { hash_ = (hash_ ^ byte) * 0x100000001b3ULL; }

  std::uint64_t hash_ = 0xcbf29ce484222325ULL;
};

std::uint64_t mix(std::uint64_t hash) {
  std::uint64_t z = hash + 0x9e3779b97f4a7c15ULL;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

}  // namespace

std::string draw_seed(std::string_view published, std::string_view number, int round) {
  return std::string(published) + '/' + std::string(number) + '/' + std::to_string(round);
}

Result<std::string> draw_one(std::string_view seed, std::vector<std::string> ids) {
  if (ids.empty()) return fail(Errc::not_found, "nobody to draw from");
  std::ranges::sort(ids);
  const auto doubles = std::ranges::unique(ids);
  ids.erase(doubles.begin(), doubles.end());
  Fnv1a hash;
  hash.add(seed);
  for (const std::string& id : ids) hash.add(id);
  return std::move(ids[mix(hash.value()) % ids.size()]);
}

std::uint64_t draw_rank(std::string_view seed, std::string_view id) {
  Fnv1a hash;
  hash.add(seed);
  hash.add(id);
  return mix(hash.value());
}

bool drawn_for_reinspection(std::string_view seed, std::string_view number, int per_mille) {
  Fnv1a hash;
  hash.add(seed);
  hash.add(number);
  const auto share = static_cast<std::uint64_t>(std::clamp(per_mille, 0, 1000));
  return mix(hash.value()) % 1000 < share;
}

}  // namespace gongzhi
