// Migration 7: how people sign in: accounts beside the users of the configuration, one-time links,
// tokens of machines. Every change of a row raises account_version and is marked with it, so that
// gateways fetch only what is new.
#include <string_view>

namespace gongzhi::records {

extern const std::string_view migration_0007_accounts;
const std::string_view migration_0007_accounts = R"sql(
CREATE TABLE account_version (
  one BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
  version BIGINT NOT NULL
);
INSERT INTO account_version (one, version) VALUES (1, 0);

-- Empty texts and zero times mean: none yet. `phone_hash` is keyed, `second_factor` is sealed,
-- `recovery` holds keyed hashes with `;` between them. A session is good while its epoch is this
-- one or a later one.
CREATE TABLE accounts (
  user_id TEXT NOT NULL PRIMARY KEY,
  login TEXT NOT NULL UNIQUE,
  phone_hash TEXT NOT NULL,
  password TEXT NOT NULL,
  password_at BIGINT NOT NULL,
  second_factor TEXT NOT NULL,
  second_factor_at BIGINT NOT NULL,
  last_step BIGINT NOT NULL,
  recovery TEXT NOT NULL,
  disabled SMALLINT NOT NULL,
  must_change SMALLINT NOT NULL,
  session_epoch BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX accounts_by_phone ON accounts (phone_hash);
CREATE INDEX accounts_by_version ON accounts (version);

-- One-time links; `purpose` is invite or reset.
CREATE TABLE invitations (
  token_hash TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL,
  purpose TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT NOT NULL
);
CREATE INDEX invitations_by_user ON invitations (user_id);

CREATE TABLE tokens (
  id TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL,
  secret_hash TEXT NOT NULL,
  last_four TEXT NOT NULL,
  scopes TEXT NOT NULL,
  label TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  revoked_at BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX tokens_by_user ON tokens (user_id);
CREATE INDEX tokens_by_version ON tokens (version);
)sql";

}  // namespace gongzhi::records
