// The one file of a multipart/form-data body (RFC 7578), part by part as it comes in: nothing is
// held but the end of what was seen (reliability.md R40). File names are not even read (S22).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gongzhi::gateway {

class Multipart {
 public:
  /// The reader for a Content-Type of multipart/form-data; none when it is another type or has no
  /// boundary of RFC 2046.
  static std::optional<Multipart> for_type(std::string_view content_type);

  /// Takes what came in and appends what of it belongs to the file to `file`. False when the body
  /// is not what it must be: more than one file, more than 8 parts, a head of more than 4 KB.
  bool take(std::string_view part, std::string& file);
  /// True once the closing boundary and exactly one file were seen.
  bool is_whole() const { return state_ == State::done && has_file_; }

 private:
  enum class State { before, after_boundary, head, file, field, done, wrong };

  explicit Multipart(std::string_view boundary);
  bool step(std::string& file);
  bool pass_content(std::string& file);
  bool pass_boundary();
  bool pass_head();
  void fail() { state_ = State::wrong; }

  std::string delimiter_;
  std::string held_ = "\r\n";  // the first boundary may stand at the very beginning
  State state_ = State::before;
  int parts_ = 0;
  std::size_t passed_over_ = 0;  // bytes outside of the file
  bool has_file_ = false;
};

}  // namespace gongzhi::gateway
