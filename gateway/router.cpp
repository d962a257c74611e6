// The table of routes.
#include "gateway/router.hpp"

#include <algorithm>
#include <optional>

#include "gateway/pages.hpp"

namespace gongzhi::gateway {
namespace {

constexpr auto table = std::to_array<Route>({
    {Method::post, "/cases", create_case, Route::Body::single},
    {Method::post, "/cases:batch", create_batch, Route::Body::batch},
    {Method::get, "/cases", list_cases},
    {Method::get, "/cases/nearby", find_nearby},
    {Method::get, "/cases/{number}", get_case},
    {Method::get, "/cases/{number}/timeline", get_timeline},
    {Method::post, "/cases/{number}/actions/{action}", act_on_case, Route::Body::single},
    {Method::get, "/cases/{number}/attachments/{id}", get_attachment},
    {Method::get, "/cases/{number}/attachments/{id}/thumbnail", get_thumbnail},
    {Method::post, "/uploads", post_upload, Route::Body::upload},
    {Method::post, "/cases/{number}/reveal", reveal_personal, Route::Body::single},
    {Method::get, "/cases/{number}/access-log", get_access_log},
    {Method::get, "/cases/{number}/copy", get_copy},
    {Method::post, "/cases/{number}/withdraw-consent", withdraw_consent, Route::Body::single},
    {Method::post, "/cases/{number}/erase", erase_personal, Route::Body::single},
    {Method::get, "/tasks", get_tasks},
    {Method::get, "/board", get_board},
    {Method::get, "/search", search},
    {Method::get, "/audit", get_audit},
    {Method::get, "/categories", list_categories},
    {Method::get, "/kinds", list_kinds},
    {Method::get, "/orgs", list_orgs},
    {Method::get, "/me", get_me},
    {Method::get, "/outcomes/{id}", get_outcome},
    {Method::get, "/live", open_live},
    {Method::get, "/openapi.json", get_openapi},
    {Method::post, "/config:check", check_config, Route::Body::single},
    {Method::post, "/config/routing:what-if", what_if_config, Route::Body::single},
    {Method::get, "/config/{table}", list_config},
    {Method::post, "/config/{table}", change_config, Route::Body::single},
    {Method::post, "/cases/{number}/actions/{action}/preview", preview_action, Route::Body::single},
    {Method::get, "/users/{id}/work", get_user_work},
    {Method::post, "/users/{id}/handover", hand_over, Route::Body::single},
    {Method::get, "/duty", get_duty},
    {Method::post, "/session", post_session, Route::Body::single, Route::Gate::account},
    {Method::get, "/session", get_session, Route::Body::none, Route::Gate::account},
    {Method::post, "/session/code", post_session_code, Route::Body::single, Route::Gate::account},
    {Method::post, "/session/end", post_session_end, Route::Body::single, Route::Gate::account},
    {Method::get, "/sessions", list_sessions},
    {Method::post, "/sessions/{id}/revoke", revoke_session, Route::Body::single},
    {Method::post, "/password", post_password, Route::Body::single, Route::Gate::account},
    {Method::post, "/second-factor/begin", begin_second_factor, Route::Body::single,
     Route::Gate::account},
    {Method::post, "/second-factor/confirm", confirm_second_factor, Route::Body::single,
     Route::Gate::account},
    {Method::post, "/second-factor/remove", end_second_factor, Route::Body::single,
     Route::Gate::account},
    {Method::post, "/invitations/use", post_link_use, Route::Body::single, Route::Gate::account},
    {Method::get, "/users", list_users},
    {Method::get, "/users/{id}", get_user},
    {Method::post, "/users", create_user, Route::Body::single},
    {Method::post, "/users/{id}/actions/{action}", act_on_user, Route::Body::single},
    {Method::get, "/tokens", list_tokens},
    {Method::post, "/tokens", create_token, Route::Body::single},
    {Method::post, "/tokens/{id}/revoke", revoke_token, Route::Body::single},
});

constexpr std::size_t argument_length_max = 64;

using Arguments = std::array<std::string, 2>;

std::string_view next_segment(std::string_view& path) {
  path.remove_prefix(1);  // the slash
  const std::string_view segment = path.substr(0, path.find('/'));
  path.remove_prefix(segment.size());
  return segment;
}

std::optional<Arguments> fit(std::string_view pattern, std::string_view path) {
  Arguments arguments;
  std::size_t count = 0;
  while (!pattern.empty() && !path.empty()) {
    const std::string_view wanted = next_segment(pattern);
    const std::string_view given = next_segment(path);
    if (wanted.starts_with('{')) {
      if (given.empty() || given.size() > argument_length_max) return std::nullopt;
      arguments.at(count++) = given;
    } else if (wanted != given) {
      return std::nullopt;
    }
  }
  if (!pattern.empty() || !path.empty()) return std::nullopt;
  return arguments;
}

}  // namespace

std::span<const Route> routes() {
  return table;
}

Match match_route(Method method, std::string_view path) {
  Match match;
  const bool is_api = path.starts_with(api_base);
  if (is_api) path.remove_prefix(api_base.size());
  if (!path.starts_with('/')) return match;
  const Method wanted = method == Method::head ? Method::get : method;
  std::string_view matched;
  for (const Route& route : is_api ? std::span<const Route>(table) : pages()) {
    if (!matched.empty() && route.path != matched) continue;
    auto arguments = fit(route.path, path);
    if (!arguments) continue;
    matched = route.path;
    if (!match.allow.empty()) match.allow += ", ";
    match.allow += route.method == Method::post ? "POST" : "GET, HEAD";
    if (route.method != wanted) continue;
    match.route = &route;
    match.arguments = *std::move(arguments);
  }
  return match;
}

}  // namespace gongzhi::gateway
