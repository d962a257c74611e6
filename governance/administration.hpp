// Acts that are about no single case: accounts, bodies, rules, the revealing of personal data, and
// what is only to be remembered (audit). They travel in the county's partition.
#pragma once

#include <string>

#include "governance/values.hpp"

namespace gongzhi {

/// From where a request came, as far as the gateway knows it.
struct RequestOrigin {
  std::string address;   // of the client, without port; empty for what the platform does itself
  std::string trace_id;  // of the request

  bool operator==(const RequestOrigin&) const = default;
};

/// One such act. What an act takes as input, and who may do it, is said where it is decided.
struct Administration {
  std::string act;      // "user.create", "audit.note": area and verb
  std::string subject;  // whom or what it is about: id of a user, number of a case; may be empty
  Values input = {};
  RequestOrigin origin = {};
};

}  // namespace gongzhi
