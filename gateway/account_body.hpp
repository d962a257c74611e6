// What the routes about accounts have in common: reading a flat body, asking who does it.
#pragma once

#include <variant>

#include "gateway/actor.hpp"
#include "gateway/administer.hpp"
#include "gateway/lane.hpp"

namespace gongzhi::gateway {

/// The members of a JSON body of that schema; a Problem for another type or shape.
std::variant<Values, Problem> read_flat(const Lane& lane, const Request& request,
                                        std::string_view schema);

/// Somebody with an account, and the key of their request.
struct Doer {
  Actor actor;
  std::string key;
};
std::variant<Doer, Problem> who_does_it(const Lane& lane, const Request& request);

/// Does the act and answers with `body` once it is applied; 202 when it is not decided in time.
struct ActAndAnswer {
  Doer doer;
  std::string act;
  std::string subject;
  Values input = {};
  std::string body;
  int status = 200;
};
asio::awaitable<std::variant<Reply, Problem>> act_and_answer(Lane& lane, RequestPtr request,
                                                             ActAndAnswer wanted);

}  // namespace gongzhi::gateway
