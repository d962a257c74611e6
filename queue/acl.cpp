#include "queue/acl.hpp"

namespace gongzhi::queue {
namespace {

// Asked on every fresh connection (greeting.cpp), and while it lives. CONFIG GET is how a Redis
// that could lose what it acknowledged is seen (D1); nothing can be set.
constexpr std::string_view everybody =
    " +ping +info +config|get +wait +fcall_ro|gongzhi_version +get %R~gongzhi:gen";

// What gongzhi_submit does, and the look for a message that no worker has applied yet. `ready` is
// only read, but a function's keys count as written.
constexpr std::string_view submits =
    " ~{p*}:in ~{p*}:seq ~{p*}:ready ~{p*}:id:* +fcall|gongzhi_submit"
    " +mget +exists +hmget +hset +set +time +xadd +xinfo|stream";

// What gongzhi_open_gate, gongzhi_tail and gongzhi_partition_state do.
constexpr std::string_view looks_after =
    " +fcall|gongzhi_open_gate +fcall|gongzhi_tail +fcall_ro|gongzhi_partition_state"
    " +function|load +mget +exists +hmget +hset +set +time +xinfo|stream"
    " +xlen +xrange +xrevrange +memory|usage";

// Sessions, throttles and one-time marks: keys of the gateway alone, which it may also delete. In a
// selector of its own, so that nothing of it holds for the partitions.
constexpr std::string_view keeps_sessions =
    " (~gz:* +get +mget +set +del +exists +sadd +srem +smembers +scard +incr +pexpire +pttl)";

std::string rules_of(Role role) {
  std::string rules(everybody);
  switch (role) {
    case Role::gateway:
      return rules.append(submits)
          .append(" +hget +xrange &gongzhi:changes +subscribe +unsubscribe")
          .append(keeps_sessions);
    case Role::worker:  // hands in what cases open
      return rules.append(submits)
          .append(looks_after)
          .append(" ~gongzhi:gen")
          .append(" +fcall|gongzhi_trim +xtrim +xread +bgrewriteaof &gongzhi:changes +publish");
    case Role::operators:
      return rules.append(submits).append(looks_after).append(" +xread ~gongzhi:gen");
  }
  return rules;
}

}  // namespace

std::string_view name_of(Role role) {
  switch (role) {
    case Role::gateway: return "gateway";
    case Role::worker: return "worker";
    case Role::operators: break;
  }
  return "operator";
}

std::string acl_line(Role role, std::string_view password_sha256) {
  std::string line = "user ";
  line.append(name_of(role)).append(" reset on #").append(password_sha256);
  return line.append(rules_of(role));
}

}  // namespace gongzhi::queue
