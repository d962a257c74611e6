#include "gateway/tls_context.hpp"

#include <openssl/ssl.h>

#include <array>
#include <boost/asio/buffer.hpp>

#include "runtime/data_dir.hpp"
#include "vault/secret_file.hpp"

namespace gongzhi::gateway {
namespace {

namespace ssl = asio::ssl;

// Forward secrecy and authenticated encryption only; TLS 1.3 has no others.
constexpr const char* ciphers_1_2 =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
    "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:"
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384";
constexpr const char* groups = "X25519:P-256:P-384";
constexpr std::array<unsigned char, 9> http_1_1{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
constexpr std::size_t certificate_bytes_max = 256 * 1024;

// Whoever offers protocols must offer ours (RFC 7301 3.2); whoever offers none speaks it anyway.
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* size,
                    const unsigned char* offered, unsigned offered_size, void*) {
  unsigned char* at = nullptr;
  const int found =
      SSL_select_next_proto(&at, size, http_1_1.data(), http_1_1.size(), offered, offered_size);
  if (found != OPENSSL_NPN_NEGOTIATED) return SSL_TLSEXT_ERR_ALERT_FATAL;
  *chosen = at;
  return SSL_TLSEXT_ERR_OK;
}

Result<void> set_rules(ssl::context& context) {
  SSL_CTX* const raw = context.native_handle();
  SSL_CTX_set_options(raw, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET |
                               SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
  SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_OFF);
  // Ten thousand quiet listeners need not hold 34 KiB each.
  SSL_CTX_set_mode(raw, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_alpn_select_cb(raw, choose_protocol, nullptr);
  const bool done = SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION) == 1 &&
                    SSL_CTX_set_max_proto_version(raw, TLS1_3_VERSION) == 1 &&
                    SSL_CTX_set_num_tickets(raw, 0) == 1 &&
                    SSL_CTX_set_cipher_list(raw, ciphers_1_2) == 1 &&
                    SSL_CTX_set1_groups_list(raw, groups) == 1;
  if (!done) return fail(Errc::internal, "OpenSSL refuses our rules for TLS");
  return {};
}

}  // namespace

Result<TlsContext> make_tls_context(const TlsFiles& files) {
  const auto chain = runtime::read_file(files.certificate, certificate_bytes_max);
  if (!chain) return chain.error();
  const auto key = vault::read_secret_file(files.key);
  if (!key) return key.error();
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  if (auto set = set_rules(*context); !set) return set.error();
  boost::system::error_code ec;
  // An encrypted key would be asked for on the terminal.
  context->set_password_callback(
      [](std::size_t, ssl::context::password_purpose) { return std::string(); }, ec);
  context->use_certificate_chain(asio::buffer(*chain), ec);
  if (ec)
    return fail(Errc::invalid,
                files.certificate.string() + " holds no certificate that can be used",
                ec.message());
  context->use_private_key(asio::buffer(*key), ssl::context::pem, ec);
  if (ec || SSL_CTX_check_private_key(context->native_handle()) != 1)
    return fail(Errc::invalid,
                files.key.string() + " does not hold the key of " + files.certificate.string(),
                ec.message());
  return context;
}

}  // namespace gongzhi::gateway
