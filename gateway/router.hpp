// Which coroutine answers which method and path: one constexpr table, compared with openapi.yaml by
// a test.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "gateway/routes.hpp"

namespace gongzhi::gateway {

inline constexpr std::string_view api_base = "/api/v1";

struct Route {
  Method method;
  std::string_view path;  // below api_base, parts in braces match one segment
  asio::awaitable<Answer> (*answer)(Lane&, RequestPtr);
  /// JSON of one thing or of many; form: application/x-www-form-urlencoded, at most 16 KB; upload:
  /// a picture, streamed to disk.
  enum class Body { none, single, batch, form, upload } body = Body::none;
  /// Whether somebody who has not finished signing in gets that far.
  enum class Gate { usual, account } gate = Gate::usual;
};

std::span<const Route> routes();

struct Match {
  const Route* route = nullptr;  // nullptr: no such path, or not with this method
  std::string allow = {};        // of a known path: the methods it has
  std::array<std::string, 2> arguments = {};

  bool takes_picture() const { return route != nullptr && route->body == Route::Body::upload; }
};

/// The first route that fits; literal segments stand before braces in the table. HEAD is answered
/// as GET.
Match match_route(Method method, std::string_view path);

}  // namespace gongzhi::gateway
