// The commands, one function each: options are parsed, the function does the work and answers the
// exit status.
#pragma once

#include <string>
#include <vector>

#include "cli/installation.hpp"

namespace gongzhi::cli {

struct ServeOptions {
  bool demo = false;
  std::string listen;  // empty = gateway.listen of the settings
  std::string tls;     // empty = gateway.tls of the settings
  bool accept_gaps = false;
};
int serve(const Options& options, const ServeOptions& serve_options);

/// One process of the platform, as `serve` starts it.
int run_worker(const Options& options, bool accept_gaps);
struct GatewayOptions {
  std::string listen;  // as those of serve
  std::string tls;
};
int run_gateway(const Options& options, const GatewayOptions& gateway_options);

/// The certificate of gateway.tls = "local_ca": what telephones must trust, and how long it lasts.
int show_certificate(const Options& options);
/// Makes a new one at once; a running gateway takes it up by itself.
int renew_certificate(const Options& options);

int migrate(const Options& options);
/// `paths`: a county's own files and folders; empty = those of the demo county.
int check(const Options& options, const std::vector<std::string>& paths);
int print_settings(const Options& options);

int import(const Options& options, const std::vector<std::string>& paths, bool dry_run);
/// Messages of JSON lines, sent as reports (`request`).
struct ReplayOptions {
  std::vector<std::string> files;
  std::string to;  // http://host:port
  std::size_t clients = 16;
  double rate = 0;         // messages a second; 0 = as fast as they are answered
  std::uint64_t seed = 1;  // of places and keys
  std::string token;       // empty = issued from the data directory, or no account
  std::string user;        // whose token is issued
  bool has_data = false;   // --data was given
};
int replay(const Options& options, const ReplayOptions& replay_options);

/// The plain token of a user: no end, all scopes, without asking the platform.
int print_token(const Options& options, const std::string& user);

// users_command.cpp
struct NewUser {
  std::string id;
  std::string name;
  std::string role;  // empty = county_admin where `admin`
  std::string org;   // empty = the county
  std::string login;
  std::string phone;
  std::string community;
  bool admin = false;
};
/// Makes the account and prints its one-time link.
int create_user(const Options& options, const NewUser& wanted);
/// `word`: disable, enable, invite, reset, reset-second-factor.
int order_user(const Options& options, const std::string& id, const std::string& word);
int list_users(const Options& options);
struct TokenWish {
  std::string user;
  std::vector<std::string> scopes;  // empty = all
  std::string label;
  std::int64_t days = 0;  // 0 = for ever
};
/// A token that stands in the record.
int issue_token(const Options& options, const TokenWish& wish);
int list_tokens(const Options& options, const std::string& user);
int revoke_token(const Options& options, const std::string& id);
/// One password for everybody of the demo county; answers it. The worker must be running.
Result<std::string> give_demo_password(const Installation& installation);

int check_kinds(const Options& options, const std::string& directory);
int draw_kind(const Options& options, const std::string& name);

/// A draw again, from the seed and the ids that the timeline published (draw_seed, draw_from).
int draw_verifier(const Options& options, const std::string& seed,
                  const std::vector<std::string>& ids);
/// Which closed cases are inspected again.
int draw_reinspection(const Options& options, const std::string& seed,
                      const std::vector<std::string>& numbers);

struct RouteQuestion {
  std::string category;
  double lon = 0;
  double lat = 0;
  bool has_place = false;
  std::string crs = "wgs84";
  bool urgent = false;
  std::string source = "resident";
  std::string title;
  bool explain = false;
};
int route(const Options& options, const RouteQuestion& question);

/// Which cases of the last 90 days the rules of that file would have sent elsewhere.
int route_what_if(const Options& options, const std::string& rules);

/// The tables of the configuration row by row. `cells`: column=cell; what is not given stays.
int list_config(const Options& options, const std::string& table);
/// Empty `folder` = standard output.
int export_config(const Options& options, const std::string& table, const std::string& folder);
int put_config(const Options& options, const std::string& table,
               const std::vector<std::string>& cells);
int remove_config(const Options& options, const std::string& table, const std::string& id);

int queue_status(const Options& options);
/// The users that a Redis of one's own must know for queue.users = "roles".
int queue_acl(const Options& options);
/// Makes a Redis that was lost or replaced belong to the record again; explains only, unless `yes`.
int queue_adopt(const Options& options, bool yes);

int list_dead_letters(const Options& options, bool all);
int show_dead_letter(const Options& options, std::int64_t id);
int order_dead_letter(const Options& options, std::int64_t id, bool drop);

int verify(const Options& options);

}  // namespace gongzhi::cli
