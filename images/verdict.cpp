#include "images/verdict.hpp"

namespace gongzhi::images {

std::string_view name(Verdict verdict) {
  switch (verdict) {
    case Verdict::fine: return "fine";
    case Verdict::not_a_picture: return "not_a_picture";
    case Verdict::heic: return "heic";
    case Verdict::damaged: return "damaged";
    case Verdict::too_large: return "too_large";
    case Verdict::infected: return "infected";
    case Verdict::disk_full: return "disk_full";
    case Verdict::not_confined: return "not_confined";
    case Verdict::too_slow: return "too_slow";
    case Verdict::broken: break;
  }
  return "broken";
}

Verdict verdict_of(int exit_status) {
  for (const Verdict verdict :
       {Verdict::fine, Verdict::not_a_picture, Verdict::heic, Verdict::damaged, Verdict::too_large,
        Verdict::disk_full, Verdict::not_confined, Verdict::too_slow})
    if (static_cast<int>(verdict) == exit_status) return verdict;
  return Verdict::broken;
}

}  // namespace gongzhi::images
