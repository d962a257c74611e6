// The blocking HTTP client of the tests.
#include "tests/support/http_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>

namespace gongzhi::test {
namespace {

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

void read_head(std::string_view head, HttpAnswer& answer) {
  answer.status = std::atoi(std::string(head.substr(9, 3)).c_str());
  for (auto at = head.find("\r\n"); at != std::string_view::npos;) {
    const auto begin = at + 2;
    at = head.find("\r\n", begin);
    const std::string_view line = head.substr(begin, at - begin);
    const auto colon = line.find(": ");
    if (colon != std::string_view::npos)
      answer.fields[lower(std::string(line.substr(0, colon)))] = line.substr(colon + 2);
  }
}

}  // namespace

const std::string& HttpAnswer::field(const std::string& lower_name) const {
  static const std::string absent;
  const auto at = fields.find(lower_name);
  return at == fields.end() ? absent : at->second;
}

HttpClient::~HttpClient() {
  close();
}

HttpAnswer HttpClient::get(const std::string& target, const HttpFields& fields) {
  std::string text = "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n";
  for (const auto& [name, value] : fields) text += name + ": " + value + "\r\n";
  return send(text + "\r\n");
}

HttpAnswer HttpClient::post(const std::string& target, const std::string& body,
                            const HttpFields& fields) {
  std::string text = "POST " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " +
                     std::to_string(body.size()) + "\r\n";
  const bool has_type = std::any_of(fields.begin(), fields.end(),
                                    [](const auto& f) { return f.first == "Content-Type"; });
  if (!has_type) text += "Content-Type: application/json\r\n";
  for (const auto& [name, value] : fields) text += name + ": " + value + "\r\n";
  return send(text + "\r\n" + body);
}

HttpAnswer HttpClient::send(std::string_view bytes) {
  if (socket_ < 0 && !connect()) return {};
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) break;  // the server may have answered and closed already
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  std::optional<std::chrono::steady_clock::time_point> sent_at;
  if (bytes.empty()) sent_at = std::chrono::steady_clock::now();
  HttpAnswer answer = read_answer();
  answer.sent_at = sent_at;
  return answer;
}

std::string HttpClient::send_and_read_all(std::string_view bytes) {
  if (socket_ < 0 && !connect()) return {};
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) break;  // the server may have answered and closed already
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  while (read_some()) {
  }
  std::string all = std::move(buffer_);
  close();
  return all;
}

std::string HttpClient::read_until(std::string_view text) {
  while (buffer_.find(text) == std::string::npos && read_some()) {
  }
  const auto at = buffer_.find(text);
  const std::size_t size = at == std::string::npos ? buffer_.size() : at + text.size();
  std::string read = buffer_.substr(0, size);
  buffer_.erase(0, size);
  return read;
}

bool HttpClient::is_closed_by_server() {
  if (socket_ < 0) return true;
  char byte = 0;
  return ::recv(socket_, &byte, 1, MSG_PEEK) <= 0;
}

bool HttpClient::connect() {
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval time_limit{limit_.count() / 1000, limit_.count() % 1000 * 1000};
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &time_limit, sizeof time_limit);
  ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &time_limit, sizeof time_limit);
  if (!from_.empty()) {
    sockaddr_in from{};
    from.sin_family = AF_INET;
    ::inet_pton(AF_INET, from_.c_str(), &from.sin_addr);
    if (::bind(socket_, reinterpret_cast<const sockaddr*>(&from), sizeof from) != 0) return false;
  }
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port_);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
    return true;
  close();
  return false;
}

bool HttpClient::read_some() {
  char bytes[16 * 1024];
  const auto size = ::recv(socket_, bytes, sizeof bytes, 0);
  if (size <= 0) return false;
  buffer_.append(bytes, static_cast<std::size_t>(size));
  return true;
}

void HttpClient::close() {
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
  buffer_.clear();
}

HttpAnswer HttpClient::read_answer() {
  HttpAnswer answer;
  const std::string head = read_until("\r\n\r\n");
  if (!head.starts_with("HTTP/1.1 ") || !head.ends_with("\r\n\r\n")) {
    close();
    return answer;
  }
  read_head(head, answer);
  const std::size_t length =
      static_cast<std::size_t>(std::atoll(answer.field("content-length").c_str()));
  while (buffer_.size() < length && read_some()) {
  }
  answer.body = buffer_.substr(0, length);
  buffer_.erase(0, std::min(length, buffer_.size()));
  if (answer.field("connection") == "close" && !answer.field("content-length").empty()) close();
  return answer;
}

}  // namespace gongzhi::test
