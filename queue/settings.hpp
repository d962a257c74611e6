// What queue/ may be told: where Redis is and the bounds of everything that waits. Read once at
// start, passed down by value; knows no file format.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "governance/instant.hpp"

namespace gongzhi::queue {

/// Whether a Redis that could lose what it acknowledged is refused (D1).
enum class Durability {
  strict,  // refuse anything but appendonly yes + appendfsync always + noeviction
  relaxed  // accept any; set by hand for trials only
};

/// Whether the bytes to Redis are encrypted; only for host and port.
enum class Tls { off, on };

struct Settings {
  std::string unix_path = {};                  // default "": use host and port
  std::string host = "127.0.0.1";              // default 127.0.0.1
  std::uint16_t port = 6379;                   // default 6379
  std::string username = {};                   // default "": Redis' own user `default`
  std::string password = {};                   // default "": no AUTH
  Tls tls = Tls::off;                          // default off
  std::string tls_ca_file = {};                // default "": the authorities of the system
  unsigned database = 0;                       // default 0
  Durability durability = Durability::strict;  // default strict

  unsigned replicas_min = 0;        // default 0: no WAIT (D1)
  Milliseconds replica_wait{500};   // default 500 ms: how long WAIT may take
  unsigned intake_connections = 2;  // default 2 per gateway thread; see queue/intake.hpp
  // default 24 h: how long a repeat gets its first answer (D6); less when memory is short
  std::uint64_t ids_ttl_s = 86'400;
  std::uint64_t ids_ttl_least_s = 15;  // default 15 s: a retry that follows at once is answered

  Milliseconds connect_limit{2'000};  // default 2 s
  Milliseconds command_limit{2'000};  // default 2 s: then Errc::timeout
  Milliseconds block_grace{
      3'000};                      // default 3 s: BLOCK 2 s + this = the deadline of a blocked read
  Milliseconds ping_every{5'000};  // default 5 s of silence; 2 missed = reconnect
  Milliseconds backoff_min{50};    // default 50 ms
  Milliseconds backoff_max{2'000};     // default 2 s, full jitter below it
  Milliseconds pressure_every{1'000};  // default 1 s

  std::size_t in_flight_max = 4'096;            // default 4,096 commands per connection (D14)
  std::size_t queued_bytes_max = 16u << 20;     // default 16 MiB per connection, not yet written
  std::size_t reply_bytes_max = 256u << 20;     // default 256 MiB for one unfinished reply
  std::size_t envelope_bytes_max = 256u << 10;  // default 256 KiB
  std::size_t answer_bytes_max = 2u << 10;      // default 2 KiB, kept with the message id
};

}  // namespace gongzhi::queue
