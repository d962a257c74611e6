// How the child that decodes locks itself up before it reads a byte of a stranger (security.md
// S23).
#pragma once

namespace gongzhi::images {

/// The descriptors of the child; it has no others.
struct ChildFiles {
  static constexpr int input = 0;
  static constexpr int report = 1;  // one line: width, height and the sizes of the two files
  static constexpr int picture = 3;
  static constexpr int thumbnail = 4;
};

/// Limits CPU time, memory, file size, descriptors and processes, forbids core dumps and new
/// privileges, and leaves of the system calls only reading the input, writing the three outputs,
/// memory and exit. False when one of them is refused: then nothing must be decoded. A sanitizer's
/// build keeps its memory and its system calls.
bool confine();

}  // namespace gongzhi::images
