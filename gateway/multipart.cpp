#include "gateway/multipart.hpp"

#include <algorithm>

namespace gongzhi::gateway {
namespace {

constexpr int parts_max = 8;
constexpr std::size_t head_bytes_max = 4 * 1024;
constexpr std::size_t other_bytes_max = 16 * 1024;  // before, between and behind the file
constexpr std::size_t boundary_length_max = 70;

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string lowered(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), lower);
  return out;
}

bool is_boundary_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("'()+_,-./:=?").find(c) != std::string_view::npos;
}

}  // namespace

std::optional<Multipart> Multipart::for_type(std::string_view content_type) {
  const std::string type = lowered(content_type);
  if (!type.starts_with("multipart/form-data")) return std::nullopt;
  constexpr std::string_view name = "boundary=";
  const auto at = type.find(name);
  if (at == std::string::npos) return std::nullopt;
  std::string_view boundary = content_type.substr(at + name.size());
  const bool is_quoted = boundary.starts_with('"');
  if (is_quoted) boundary.remove_prefix(1);
  boundary = boundary.substr(0, boundary.find_first_of(is_quoted ? "\"" : "; \t"));
  if (boundary.empty() || boundary.size() > boundary_length_max ||
      !std::ranges::all_of(boundary, is_boundary_character))
    return std::nullopt;
  return Multipart(boundary);
}

Multipart::Multipart(std::string_view boundary) : delimiter_("\r\n--") {
  delimiter_ += boundary;
}

bool Multipart::take(std::string_view part, std::string& file) {
  held_ += part;
  while (step(file)) {
  }
  return state_ != State::wrong;
}

// True when there is more to do with what is held.
bool Multipart::step(std::string& file) {
  switch (state_) {
    case State::before:
    case State::file:
    case State::field: return pass_content(file);
    case State::after_boundary: return pass_boundary();
    case State::head: return pass_head();
    case State::done:
      passed_over_ += held_.size();
      held_.clear();
      if (passed_over_ > other_bytes_max) fail();
      return false;
    case State::wrong: break;
  }
  held_.clear();
  return false;
}

bool Multipart::pass_content(std::string& file) {
  const auto at = held_.find(delimiter_);
  const bool ends = at != std::string::npos;
  // What may be the beginning of a boundary stays.
  const std::size_t keep = std::min(held_.size(), delimiter_.size() - 1);
  const std::size_t size = ends ? at : held_.size() - keep;
  if (state_ == State::file)
    file.append(held_, 0, size);
  else
    passed_over_ += size;
  held_.erase(0, ends ? size + delimiter_.size() : size);
  if (ends) state_ = State::after_boundary;
  if (passed_over_ > other_bytes_max) fail();
  return ends || state_ == State::wrong;
}

bool Multipart::pass_boundary() {
  if (held_.size() < 2) return false;
  const bool is_last = held_.starts_with("--");
  if (!is_last && !held_.starts_with("\r\n")) fail();
  if (state_ == State::wrong) return true;
  state_ = is_last ? State::done : State::head;
  if (!is_last && ++parts_ > parts_max) fail();
  // The line's end stays: a head without fields is that and another one.
  if (is_last) held_.erase(0, 2);
  return true;
}

bool Multipart::pass_head() {
  const auto end = held_.find("\r\n\r\n");
  if (end == std::string::npos ? held_.size() > head_bytes_max : end > head_bytes_max) fail();
  if (state_ == State::wrong) return true;
  if (end == std::string::npos) return false;
  const std::string head = lowered(std::string_view(held_).substr(0, end));
  held_.erase(0, end + 4);
  passed_over_ += head.size();
  const bool is_file =
      head.find("filename=") != std::string::npos || head.find("filename*=") != std::string::npos;
  if (is_file && has_file_) fail();
  has_file_ = has_file_ || is_file;
  if (state_ != State::wrong) state_ = is_file ? State::file : State::field;
  return true;
}

}  // namespace gongzhi::gateway
