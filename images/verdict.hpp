// What became of a picture; also the exit status of the child that decoded it.
#pragma once

#include <string_view>

namespace gongzhi::images {

enum class Verdict {
  fine = 0,
  // Of what was sent:
  not_a_picture = 10,  // neither JPEG nor PNG nor WebP
  heic = 11,           // a HEIC or AVIF picture, which is not decoded here
  damaged = 12,        // truncated, or not what its first bytes promise
  too_large = 13,      // more bytes, pixels or a longer side than is allowed
  infected = 14,       // a virus scanner says so
  // Of this machine:
  disk_full = 20,
  not_confined = 21,  // the child could not lock itself up, and so decoded nothing
  too_slow = 22,      // it was ended after its time
  broken = 23         // it ended in a way that nobody foresaw, as by its limit of memory
};

/// The word in logs and answers.
std::string_view name(Verdict verdict);

/// The verdict of an exit status; broken for a status that is none.
Verdict verdict_of(int exit_status);

}  // namespace gongzhi::images
