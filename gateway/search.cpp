// GET /search: full text over the cases that the asker may see; what one may not see is not found.
#include <algorithm>
#include <charconv>

#include "gateway/case_view.hpp"
#include "gateway/cursor.hpp"
#include "gateway/parameters.hpp"
#include "gateway/routes.hpp"
#include "governance/permission.hpp"

namespace gongzhi::gateway {
namespace {

constexpr int limit_default = 20;
constexpr std::pair<int, int> limit_bounds{1, 100};
constexpr std::size_t characters_min = 2;
constexpr std::size_t characters_max = 100;
/// So often the index is asked for one answer, whoever asks; the cursor goes on behind that.
constexpr int looks_max = 10;
constexpr std::size_t snippet_characters = 60;

bool begins_character(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

std::size_t characters_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, begins_character));
}

struct SearchFor {
  Parameters parameters;
  std::string words;
  int limit = limit_default;
  std::int64_t before = 0;
};

Result<SearchFor> read_question(const Request& request, const vault::Keyring& keyring) {
  auto parameters = Parameters::parse(request, {"q", "limit", "cursor"});
  if (!parameters) return parameters.error();
  SearchFor question{*std::move(parameters), {}};
  question.words = question.parameters.text("q");
  const std::size_t length = characters_of(question.words);
  if (length < characters_min || length > characters_max)
    return wrong_field("?q", question.parameters.has("q") ? "length" : "required",
                       {"请输入 2 至 100 个字", "2 to 100 characters"}, request.language);
  const auto limit = question.parameters.integer("limit", limit_default, limit_bounds);
  if (!limit) return limit.error();
  question.limit = *limit;
  const auto cursor = open_cursor(keyring, "search " + question.words,
                                  question.parameters.text("cursor"), request.language);
  if (!cursor) return cursor.error();
  std::from_chars(cursor->data(), cursor->data() + cursor->size(), question.before);
  return question;
}

/// Words of a case whose text the asker may read; a follower is shown how it stands only
/// (security.md S06), and so does not find it by its words.
bool may_find(const World& world, const Actor& actor, const Case& item) {
  return may_see(world, actor, item) && !sees_as_follower_only(world, actor, item);
}

struct Hits {
  std::vector<Case> items;
  std::int64_t next = 0;
  std::optional<Instant> indexed_until = {};
  bool is_readable = true;
};

/// Runs beside the loop; captures by value.
struct Examine {
  WorldPtr world;
  Actor actor;
  std::string words;
  int limit = 0;
  std::int64_t before = 0;

  Result<Hits> operator()(records::Reader& reader) const {
    Hits hits;
    hits.next = before;
    if (auto taken = take_number(reader, hits); !taken) return taken.error();
    for (int look = 0; look < looks_max; ++look) {
      // No more than what is missing, so that the cursor stands behind the last item shown.
      const int missing = limit - static_cast<int>(hits.items.size());
      if (missing <= 0) break;
      auto page = reader.search({words, hits.next, missing});
      if (!page) return page.error();
      hits.next = page->next;
      hits.indexed_until = page->indexed_until;
      hits.is_readable = page->is_readable;
      auto items = whole_cases(std::move(page->items));
      if (!items) return items.error();
      for (Case& item : *items) take(std::move(item), hits);
      if (hits.next == 0) break;
    }
    return hits;
  }

 private:
  void take(Case item, Hits& hits) const {
    const bool is_there = std::ranges::any_of(
        hits.items, [&](const Case& other) { return other.number == item.number; });
    if (!is_there && may_find(*world, actor, item)) hits.items.push_back(std::move(item));
  }

  /// A whole number of a case comes first, also before it is indexed.
  Result<void> take_number(records::Reader& reader, Hits& hits) const {
    const auto number = parse_case_number(words);
    if (!number || before != 0) return {};
    auto found = reader.find_case(*number);
    if (!found) return found.error();
    if (!*found) return {};
    auto item = whole_case(std::move((*found)->stored));
    if (!item) return item.error();
    take(*std::move(item), hits);
    return {};
  }
};

/// The text from a little before the first place where a word typed occurs.
std::string snippet_of(const Case& item, const std::string& words) {
  const std::string& text = item.description;
  const std::string_view first = std::string_view(words).substr(0, words.find(' '));
  std::size_t at = text.find(first);
  if (at == std::string::npos) at = 0;
  for (int back = 0; at > 0 && back < 10;)
    if (begins_character(text[--at])) ++back;
  std::size_t end = at;
  for (std::size_t shown = 0; end < text.size(); ++end)
    if (begins_character(text[end]) && shown++ == snippet_characters) break;
  return (at > 0 ? "……" : "") + text.substr(at, end - at) + (end < text.size() ? "……" : "");
}

}  // namespace

asio::awaitable<Answer> search(Lane& lane, RequestPtr request) {
  const Present present = lane.present;
  if (!present.is_complete()) co_return not_ready(request->language);
  const auto asker = identify(*request, present.world->directory, lane.shared.keyring);
  if (!asker) co_return problem_of(asker.error());
  if (asker->is_nobody()) co_return who_are_you(request->language);
  const auto question = read_question(*request, lane.shared.keyring);
  if (!question) co_return problem_of(question.error());
  const auto hits = co_await lane.shared.readers.ask(
      Examine{present.world, asker->actor, question->words, question->limit, question->before});
  if (!hits) co_return problem_of(hits.error());
  if (!hits->is_readable)
    co_return problem_of(
        worded(Errc::unavailable,
               {"搜索索引正在建立，请稍后再试", "the index is being made, please try again soon"},
               request->language));
  wire::SearchView view;
  view.indexed_until = hits->indexed_until;
  for (const Case& item : hits->items)
    view.items.push_back({item.number, item.kind, item.category, item.state, item.title,
                          snippet_of(item, question->words), item.community, item.accepted_at});
  if (hits->next != 0)
    view.next_cursor =
        seal_cursor(lane.shared.keyring, "search " + question->words, std::to_string(hits->next));
  Reply reply;
  reply.body = wire::render_search(view);
  add_next_link(reply, *request, {question->parameters.without("cursor"), view.next_cursor});
  co_return reply;
}

}  // namespace gongzhi::gateway
