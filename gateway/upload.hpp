// Pictures on their way from a stranger to the store: a bounded number of them, written to disk
// while they come in, decoded in a child, and kept under an id (security.md S21 to S25).
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <memory>
#include <optional>

#include "gateway/multipart.hpp"
#include "gateway/problem.hpp"
#include "gateway/request.hpp"
#include "gateway/source_counts.hpp"
#include "images/child.hpp"
#include "runtime/settings.hpp"
#include "runtime/uploads.hpp"
#include "vault/keyring.hpp"

namespace gongzhi::gateway {

namespace asio = boost::asio;

/// A picture as it is kept.
struct KeptPicture {
  std::string id;
  images::Size size;
  std::int64_t bytes = 0;
  images::Size thumbnail_size;
  std::int64_t thumbnail_bytes = 0;
};

/// Why there is none: a verdict on the picture, or trouble of ours.
struct NotKept {
  images::Verdict verdict = images::Verdict::broken;
  std::string detail = {};  // for the log
};

/// Shared by the threads of a gateway.
class UploadDesk {
 public:
  UploadDesk(runtime::Uploads uploads, const runtime::Settings::Images& settings,
             const vault::Keyring& keyring);
  /// Waits for what runs.
  ~UploadDesk();
  UploadDesk(const UploadDesk&) = delete;
  UploadDesk& operator=(const UploadDesk&) = delete;

  const runtime::Uploads& files() const { return uploads_; }
  const runtime::Settings::Images& settings() const { return settings_; }
  /// For reading and writing of files.
  asio::thread_pool& threads() { return writers_; }

 private:
  friend class Upload;

  const runtime::Uploads uploads_;
  const runtime::Settings::Images& settings_;
  const vault::Keyring& keyring_;
  std::atomic<std::int64_t> under_way_{0};
  SourceCounts sources_;
  asio::thread_pool writers_{2};
  asio::thread_pool decoders_;  // one thread a child; last: joined before what it uses goes
};

/// One upload under way; its place at the desk is free again when it goes.
class Upload {
 public:
  /// Refused before the body: 415 for a type that cannot be a picture, 503 when all places, or
  /// those of one source, are taken, 507 when the disk has little room.
  static std::variant<std::shared_ptr<Upload>, Problem> begin(UploadDesk& desk,
                                                              const Request& request);
  ~Upload();
  Upload(const Upload&) = delete;
  Upload& operator=(const Upload&) = delete;

  /// Takes what came in. A problem ends it: too large (413), not the multipart it says (400).
  std::optional<Problem> take(std::string_view part);
  /// Whether so much is held that it must be written before more is read.
  bool is_full() const;
  /// Writes what is held to the file.
  asio::awaitable<std::optional<Problem>> write();
  /// Once all is here: decodes and keeps it for `who`.
  asio::awaitable<std::variant<KeptPicture, Problem>> keep(std::string who);
  /// The verdict of keep(), for the audit trail.
  images::Verdict verdict() const { return verdict_; }

 private:
  struct Begun {
    runtime::OpenFile file;
    std::optional<Multipart> multipart;
    SourceCounts::Seat seat;
  };
  Upload(UploadDesk& desk, Begun begun, wire::Language language);

  UploadDesk& desk_;
  SourceCounts::Seat seat_;
  runtime::OpenFile file_;
  std::optional<Multipart> multipart_;
  wire::Language language_;
  std::string held_;
  std::size_t bytes_ = 0;  // of the file, held or written
  images::Verdict verdict_ = images::Verdict::fine;
};

/// Largest body of an upload: the picture, and what multipart puts around it.
inline constexpr std::size_t upload_bytes_max = 10 * 1024 * 1024 + 64 * 1024;

}  // namespace gongzhi::gateway
