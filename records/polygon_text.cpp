// Writing and reading well-known text.
#include "records/polygon_text.hpp"

#include <array>
#include <charconv>

namespace gongzhi::records {
namespace {

constexpr std::string_view prefix = "MULTIPOLYGON ";

void append(std::string& text, double value) {
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  text.append(digits.data(), end.ptr);
}

void append(std::string& text, const Ring& ring) {
  text += '(';
  for (std::size_t i = 0; i < ring.size(); ++i) {
    if (i > 0) text += ", ";
    append(text, ring[i].lon);
    text += ' ';
    append(text, ring[i].lat);
  }
  text += ')';
}

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  bool take(std::string_view word) {
    if (!text_.starts_with(word)) return false;
    text_.remove_prefix(word.size());
    return true;
  }

  bool take(double& value) {
    const auto end = std::from_chars(text_.data(), text_.data() + text_.size(), value);
    if (end.ec != std::errc{}) return false;
    text_.remove_prefix(static_cast<std::size_t>(end.ptr - text_.data()));
    return true;
  }

  bool at_end() const { return text_.empty(); }

 private:
  std::string_view text_;
};

bool read(Scanner& in, Ring& ring) {
  if (!in.take("(")) return false;
  if (in.take(")")) return true;
  do {
    Location place;
    if (!in.take(place.lon) || !in.take(" ") || !in.take(place.lat)) return false;
    ring.push_back(place);
  } while (in.take(", "));
  return in.take(")");
}

bool read(Scanner& in, AreaPolygon& part) {
  if (!in.take("(") || !read(in, part.outer)) return false;
  while (in.take(", ")) {
    if (!read(in, part.holes.emplace_back())) return false;
  }
  return in.take(")");
}

}  // namespace

std::string format_polygons(const std::vector<AreaPolygon>& parts) {
  std::string text(prefix);
  text += '(';
  for (std::size_t i = 0; i < parts.size(); ++i) {
    text += i > 0 ? ", (" : "(";
    append(text, parts[i].outer);
    for (const Ring& hole : parts[i].holes) {
      text += ", ";
      append(text, hole);
    }
    text += ')';
  }
  return text + ')';
}

Result<std::vector<AreaPolygon>> parse_polygons(std::string_view text) {
  std::vector<AreaPolygon> parts;
  Scanner in(text);
  bool is_good = in.take(prefix) && in.take("(");
  if (is_good && !in.take(")")) {
    do {
      is_good = read(in, parts.emplace_back());
    } while (is_good && in.take(", "));
    is_good = is_good && in.take(")");
  }
  if (is_good && in.at_end()) return parts;
  return fail(Errc::corrupt, "The record store does not verify.", "polygon of a grid");
}

}  // namespace gongzhi::records
