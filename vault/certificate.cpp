#include "vault/certificate.hpp"

#include <arpa/inet.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <memory>

#include "vault/keyring.hpp"
#include "vault/secret_file.hpp"

namespace gongzhi::vault {
namespace {

namespace fs = std::filesystem;

template <auto Release>
struct Releases {
  void operator()(auto* what) const { Release(what); }
};
using Key = std::unique_ptr<EVP_PKEY, Releases<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Releases<X509_free>>;
using Bio = std::unique_ptr<BIO, Releases<BIO_free_all>>;
using Extension = std::unique_ptr<X509_EXTENSION, Releases<X509_EXTENSION_free>>;
using Names = std::unique_ptr<GENERAL_NAMES, Releases<GENERAL_NAMES_free>>;

struct Pair {
  Certificate certificate;
  Key key;
};

Error crypto_error(std::string_view what) {
  std::array<char, 256> why{};
  ERR_error_string_n(ERR_get_error(), why.data(), why.size());
  return fail(Errc::internal, std::string(what), why.data());
}

Bio memory(std::string_view text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// An encrypted key would be asked for on the terminal.
int no_password(char*, int, int, void*) {
  return -1;
}

Result<Pair> parse_pair(const std::string& pem, const fs::path& file) {
  Pair pair{Certificate(PEM_read_bio_X509(memory(pem).get(), nullptr, no_password, nullptr)),
            Key(PEM_read_bio_PrivateKey(memory(pem).get(), nullptr, no_password, nullptr))};
  if (!pair.certificate || !pair.key ||
      X509_check_private_key(pair.certificate.get(), pair.key.get()) != 1)
    return fail(Errc::corrupt, file.string() + " does not hold a certificate and its key");
  return pair;
}

Result<std::string> pem_of(const Pair& pair) {
  const Bio out(BIO_new(BIO_s_mem()));
  if (!out || PEM_write_bio_X509(out.get(), pair.certificate.get()) != 1 ||
      (pair.key && PEM_write_bio_PrivateKey(out.get(), pair.key.get(), nullptr, nullptr, 0, nullptr,
                                            nullptr) != 1))
    return crypto_error("a certificate cannot be written");
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  return std::string(text, static_cast<std::size_t>(size));
}

bool is_v4(const std::string& name) {
  in_addr address{};
  return ::inet_pton(AF_INET, name.c_str(), &address) == 1;
}

bool is_address(const std::string& name) {
  in6_addr address{};
  return is_v4(name) || ::inet_pton(AF_INET6, name.c_str(), &address) == 1;
}

// Names go into OpenSSL's little language: nothing that could say more than a name.
bool is_name(const std::string& name) {
  if (is_address(name)) return true;
  return !name.empty() && name.size() <= 253 &&
         std::all_of(name.begin(), name.end(),
                     [](unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '.'; });
}

std::string alternative_names(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names)
    text += (text.empty() ? "" : ",") + std::string(is_address(name) ? "IP:" : "DNS:") + name;
  return text;
}

std::string permitted_names(const std::vector<std::string>& names) {
  std::string text =
      "critical,permitted;IP:10.0.0.0/255.0.0.0,permitted;IP:172.16.0.0/255.240.0.0,"
      "permitted;IP:192.168.0.0/255.255.0.0,permitted;IP:169.254.0.0/255.255.0.0,"
      "permitted;IP:127.0.0.0/255.0.0.0,permitted;IP:fc00::/fe00::,permitted;IP:fe80::/ffc0::,"
      "permitted;IP:::1/ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff";
  for (const char* zone : {"local", "lan", "internal", "home.arpa", "localhost"})
    text += std::string(",permitted;DNS:") + zone;
  for (const std::string& name : names)
    text += !is_address(name) ? ",permitted;DNS:" + name
            : is_v4(name)     ? ",permitted;IP:" + name + "/255.255.255.255"
                          : ",permitted;IP:" + name + "/ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff";
  return text;
}

bool add_extension(X509* subject, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, subject, nullptr, nullptr, 0);
  X509V3_set_ctx_nodb(&context);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
  return extension && X509_add_ext(subject, extension.get(), -1) == 1;
}

struct Plan {
  std::string subject;
  Instant begins = {};
  Instant ends = {};
  std::vector<std::pair<int, std::string>> extensions = {};
};

std::time_t seconds_of(Instant at) {
  return std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
}

// `issuer` null = it signs itself.
Result<Pair> make_pair(const Plan& plan, const Pair* issuer) {
  Pair made{Certificate(X509_new()), Key(EVP_EC_gen("P-256"))};
  X509* const raw = made.certificate.get();
  if (!raw || !made.key) return crypto_error("a key cannot be made");
  std::string serial = random_bytes(16);
  serial[0] = static_cast<char>((serial[0] & 0x3f) | 0x40);  // positive, always 16 bytes
  const std::unique_ptr<BIGNUM, Releases<BN_free>> number(
      BN_bin2bn(reinterpret_cast<const unsigned char*>(serial.data()), 16, nullptr));
  bool good = X509_set_version(raw, X509_VERSION_3) == 1 &&
              BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(raw)) != nullptr &&
              ASN1_TIME_set(X509_getm_notBefore(raw), seconds_of(plan.begins)) != nullptr &&
              ASN1_TIME_set(X509_getm_notAfter(raw), seconds_of(plan.ends)) != nullptr &&
              X509_set_pubkey(raw, made.key.get()) == 1;
  X509_NAME* const name = X509_get_subject_name(raw);
  for (const auto& [field, text] :
       {std::pair<const char*, std::string>{"O", "Gongzhi"}, {"CN", plan.subject.substr(0, 64)}})
    good = good && X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8,
                                              reinterpret_cast<const unsigned char*>(text.c_str()),
                                              -1, -1, 0) == 1;
  X509* const signer = issuer ? issuer->certificate.get() : raw;
  good = good && X509_set_issuer_name(raw, X509_get_subject_name(signer)) == 1;
  for (const auto& [kind, value] : plan.extensions)
    good = good && add_extension(raw, signer, kind, value);
  EVP_PKEY* const signing_key = issuer ? issuer->key.get() : made.key.get();
  if (!good || X509_sign(raw, signing_key, EVP_sha256()) == 0)
    return crypto_error("a certificate cannot be made");
  return made;
}

std::vector<std::string> names_of(X509* certificate) {
  std::vector<std::string> names;
  const Names list(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; list && i < sk_GENERAL_NAME_num(list.get()); ++i) {
    const GENERAL_NAME* const one = sk_GENERAL_NAME_value(list.get(), i);
    const ASN1_STRING* const text = one->type == GEN_DNS     ? one->d.dNSName
                                    : one->type == GEN_IPADD ? one->d.iPAddress
                                                             : nullptr;
    if (!text) continue;
    const unsigned char* const bytes = ASN1_STRING_get0_data(text);
    const int size = ASN1_STRING_length(text);
    std::array<char, INET6_ADDRSTRLEN> shown{};
    if (one->type == GEN_DNS)
      names.emplace_back(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
    else if (::inet_ntop(size == 4 ? AF_INET : AF_INET6, bytes, shown.data(), shown.size()))
      names.emplace_back(shown.data());
  }
  return names;
}

Instant instant_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return {};
  return Instant{std::chrono::seconds(::timegm(&parts))};
}

CertificateFacts facts_of(X509* certificate) {
  CertificateFacts facts;
  std::array<char, 128> subject{};
  X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, subject.data(),
                            static_cast<int>(subject.size()));
  facts.subject = subject.data();
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  X509_digest(certificate, EVP_sha256(), digest.data(), &size);
  for (unsigned i = 0; i < size; ++i) {
    std::array<char, 4> pair{};
    std::snprintf(pair.data(), pair.size(), "%02X", digest[i]);
    facts.fingerprint += (i == 0 ? "" : ":") + std::string(pair.data());
  }
  facts.ends = instant_of(X509_get0_notAfter(certificate));
  facts.names = names_of(certificate);
  return facts;
}

bool holds_all(const std::vector<std::string>& have, const std::vector<std::string>& wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&](const std::string& name) {
    return std::find(have.begin(), have.end(), name) != have.end();
  });
}

// Clocks of telephones are not all alike.
constexpr std::chrono::hours begins_before{24};

}  // namespace

Result<CertificateFacts> read_certificate(const fs::path& file) {
  const Bio in(BIO_new_file(file.c_str(), "r"));
  if (!in) return fail(Errc::not_found, "cannot read " + file.string());
  const Certificate certificate(PEM_read_bio_X509(in.get(), nullptr, no_password, nullptr));
  if (!certificate) return fail(Errc::corrupt, file.string() + " holds no certificate");
  return facts_of(certificate.get());
}

Result<LocalAuthority> LocalAuthority::load_or_create(const fs::path& folder,
                                                      const std::vector<std::string>& names,
                                                      Instant now) {
  LocalAuthority authority(folder);
  for (const std::string& name : names)
    if (!is_name(name)) return fail(Errc::invalid, "not a host name or an address: " + name);
  std::error_code ec;
  if (!fs::exists(authority.secret_file(), ec)) {
    const std::string subject = "Gongzhi " + (names.empty() ? "local" : names.front());
    const auto made = make_pair({subject,
                                 now - begins_before,
                                 now + authority_lives,
                                 {{NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
                                  {NID_key_usage, "critical,keyCertSign,cRLSign"},
                                  {NID_subject_key_identifier, "hash"},
                                  {NID_name_constraints, permitted_names(names)}}},
                                nullptr);
    if (!made) return made.error();
    const auto pem = pem_of(*made);
    if (!pem) return pem.error();
    if (auto written = write_secret_file(authority.secret_file(), *pem); !written)
      return written.error();
  }
  const auto secret = read_secret_file(authority.secret_file());
  if (!secret) return secret.error();
  auto pair = parse_pair(*secret, authority.secret_file());
  if (!pair) return pair.error();
  if (fs::exists(authority.certificate_file(), ec)) return authority;
  pair->key.reset();
  const auto open = pem_of(*pair);
  if (!open) return open.error();
  if (auto written = write_secret_file(authority.certificate_file(), *open, 0444); !written)
    return written.error();
  return authority;
}

Result<bool> LocalAuthority::keep_server_certificate(const std::vector<std::string>& names,
                                                     Instant now, Renewal renewal) const {
  for (const std::string& name : names)
    if (!is_name(name)) return fail(Errc::invalid, "not a host name or an address: " + name);
  const auto present = read_secret_file(server_file());
  if (!present && present.error().code != Errc::not_found) return present.error();
  if (present && renewal == Renewal::when_due) {
    const auto pair = parse_pair(*present, server_file());
    const CertificateFacts facts = pair ? facts_of(pair->certificate.get()) : CertificateFacts{};
    if (facts.ends - renewed_before > now && holds_all(facts.names, names)) return false;
  }
  const auto secret = read_secret_file(secret_file());
  if (!secret) return secret.error();
  const auto issuer = parse_pair(*secret, secret_file());
  if (!issuer) return issuer.error();
  const Instant ends =
      std::min<Instant>(now + server_lives, facts_of(issuer->certificate.get()).ends);
  const auto made = make_pair({names.empty() ? "localhost" : names.front(),
                               now - begins_before,
                               ends,
                               {{NID_basic_constraints, "critical,CA:FALSE"},
                                {NID_key_usage, "critical,digitalSignature"},
                                {NID_ext_key_usage, "serverAuth"},
                                {NID_subject_key_identifier, "hash"},
                                {NID_authority_key_identifier, "keyid"},
                                {NID_subject_alt_name, alternative_names(names)}}},
                              &*issuer);
  if (!made) return made.error();
  const auto pem = pem_of(*made);
  if (!pem) return pem.error();
  if (auto written = write_secret_file(server_file(), *pem); !written) return written.error();
  return true;
}

}  // namespace gongzhi::vault
