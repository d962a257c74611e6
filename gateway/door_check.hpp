// What is asked of every request before its body is read: Host, the site it comes from, its
// content type, its query, and whether whoever asks may ask so often (security.md S17, S33, S38,
// S39).
#pragma once

#include <optional>
#include <string>

#include "gateway/head_check.hpp"
#include "gateway/lane.hpp"
#include "gateway/request.hpp"
#include "gateway/router.hpp"

namespace gongzhi::gateway {

/// Writes the client into the request: address, source, is_secure.
void name_client(const Lane& lane, const Client& client, Request& request);
/// How limits name the client; empty where this machine itself is not limited.
std::string limited_source(const Lane& lane, const Client& client);

Problem head_problem(const HeadFault& fault, wire::Language language);
Problem head_too_long(wire::Language language);
Problem bad_head(wire::Language language);
Problem bad_framing(wire::Language language);
Problem body_too_large(wire::Language language);

/// Host and site. 421 for a Host that is not ours; 403 for an unsafe method that a page of another
/// site makes, or that carries a cookie without saying which page makes it. A bearer token is no
/// cookie: a browser adds none by itself.
std::optional<Problem> check_site(const DoorRules& rules, const Request& request);

/// 415 for another content type than the route takes; 400 for a parameter that stands twice. A
/// route's own checks go on from there.
std::optional<Problem> check_shape(const Route& route, const Request& request);

/// 403: not from a page of another site.
Problem from_another_site(wire::Language language);

/// Who pays for the requests of one connection; kept, so that a token is not verified twice for
/// every request.
struct Payer {
  std::string authorization = {};
  std::string machine = {};  // key of the limit; empty when the token is none
};

/// One request, taken from whoever pays: the machine of a bearer token, the account of a
/// session, else the device and the source. None when nothing limits it.
std::optional<RateState> charge(Lane& lane, const Request& request, Payer& payer);

/// 429 with Retry-After.
Problem too_often(const RateState& state, wire::Language language);

/// Takes `count` more for a request that holds several; the problem when there are not so many.
std::optional<Problem> charge_more(Lane& lane, const Request& request, std::int64_t count);

/// Tells the audit trail of a refusal at the door.
void note_refusal(Lane& lane, const Request& request, std::string_view reason);

}  // namespace gongzhi::gateway
