#include "gateway/upload.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "gateway/virus_scan.hpp"
#include "images/format.hpp"
#include "images/limits.hpp"
#include "records/blocking_pool.hpp"
#include "runtime/data_dir.hpp"
#include "runtime/log.hpp"

namespace gongzhi::gateway {
namespace {

using images::Verdict;

constexpr std::size_t held_max = 256 * 1024;
constexpr std::int64_t source_part = 4;  // of the places that one source may take
constexpr std::array<std::string_view, 4> picture_types = {"image/jpeg", "image/png", "image/webp",
                                                           "application/octet-stream"};

Problem refused(int status, std::string reason, Error error) {
  return {status, std::move(error), std::move(reason)};
}

Problem not_a_picture(wire::Language language) {
  return refused(
      415, "not_a_picture",
      worded(Errc::invalid,
             {"请上传 JPEG、PNG 或 WebP 图片", "a JPEG, PNG or WebP picture is expected"},
             language));
}

Problem too_large(wire::Language language) {
  return refused(
      413, "picture_too_large",
      worded(Errc::too_large,
             {"图片太大：不超过 10 MB、5000 万像素、边长 12000",
              "the picture is too large: 10 MB, 50 megapixels and sides of 12,000 at most"},
             language));
}

Problem no_room(wire::Language language) {
  return refused(507, "no_room",
                 worded(Errc::unavailable,
                        {"服务器存储空间不足，请先提交文字，稍后再补充图片",
                         "no room for pictures now; send your report without, and add them later"},
                        language));
}

Problem bad_multipart(wire::Language language) {
  return refused(400, "bad_multipart",
                 worded(Errc::invalid,
                        {"表单格式有误：须恰好包含一个文件", "the form must hold exactly one file"},
                        language));
}

Problem trouble(wire::Language language, std::string detail) {
  Error error = worded(
      Errc::unavailable,
      {"图片暂时无法处理，请稍后再试", "pictures cannot be taken now, please try again soon"},
      language);
  error.detail = std::move(detail);
  return problem_of(std::move(error));
}

Problem problem_of_verdict(const NotKept& not_kept, wire::Language language) {
  switch (not_kept.verdict) {
    case Verdict::not_a_picture: return not_a_picture(language);
    case Verdict::heic:
      return refused(415, "heic",
                     worded(Errc::invalid,
                            {"暂不支持 HEIC/AVIF，请在手机上改为“兼容性最佳”（JPEG）后再传",
                             "HEIC and AVIF are not taken; set the camera to JPEG and try again"},
                            language));
    case Verdict::too_large: return too_large(language);
    case Verdict::disk_full: return no_room(language);
    case Verdict::damaged:
    case Verdict::too_slow:
    case Verdict::infected:
      return refused(
          415, std::string(name(not_kept.verdict)),
          worded(Errc::invalid,
                 {"这张图片已损坏或无法读取", "this picture is damaged or cannot be read"},
                 language));
    case Verdict::fine:
    case Verdict::not_confined:
    case Verdict::broken: break;
  }
  return trouble(language, not_kept.detail);
}

using Outcome = std::variant<KeptPicture, NotKept>;

NotKept not_kept(const Error& error) {
  return {error.code == Errc::too_large ? Verdict::disk_full : Verdict::broken,
          error.message + ": " + error.detail};
}

struct Job {
  const runtime::Uploads& uploads;
  const vault::Keyring& keyring;
  const runtime::Settings::Images& settings;
  int input;
  std::string who;
};

Outcome keep_made(const Job& job, images::Size size, runtime::TemporaryFile picture,
                  runtime::TemporaryFile thumbnail) {
  KeptPicture kept;
  auto bytes = runtime::read_file(picture.path, images::made_bytes_max);
  if (!bytes) return not_kept(bytes.error());
  kept.id = job.keyring.upload_id(job.who, *bytes, size.width, size.height);
  kept.size = size;
  kept.bytes = picture.file.size();
  kept.thumbnail_size = images::fitted(size, images::thumbnail_side);
  kept.thumbnail_bytes = thumbnail.file.size();
  auto done = job.uploads.keep(kept.id, std::move(picture), std::move(thumbnail));
  if (!done) return not_kept(done.error());
  return kept;
}

// On a thread of the decoders.
Outcome decode_and_keep(const Job& job) {
  ::lseek(job.input, 0, SEEK_SET);
  const auto scanned = scan_for_viruses(job.settings.clamd_socket, job.input);
  if (!scanned)
    return NotKept{Verdict::broken, scanned.error().message + ": " + scanned.error().detail};
  if (*scanned == Scanned::infected) return NotKept{Verdict::infected};
  auto picture = job.uploads.temporary();
  if (!picture) return not_kept(picture.error());
  auto thumbnail = job.uploads.temporary();
  if (!thumbnail) return not_kept(thumbnail.error());
  ::lseek(job.input, 0, SEEK_SET);
  images::ChildJob child;
  child.input = job.input;
  child.picture = picture->file.fd();
  child.thumbnail = thumbnail->file.fd();
  child.limit = std::chrono::milliseconds(job.settings.decode_timeout_ms);
  const images::ChildResult result = images::decode_in_child(child);
  if (result.verdict != Verdict::fine) return NotKept{result.verdict, result.trouble};
  return keep_made(job, result.size, std::move(*picture), std::move(*thumbnail));
}

Result<void> write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t size = ::write(fd, bytes.data(), bytes.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0)
      return fail(errno == ENOSPC || errno == EDQUOT ? Errc::too_large : Errc::unavailable,
                  "cannot write an upload", std::strerror(errno));
    bytes.remove_prefix(static_cast<std::size_t>(size));
  }
  return {};
}

bool is_picture_type(std::string_view content_type) {
  std::string type(content_type.substr(0, content_type.find(';')));
  while (type.ends_with(' ')) type.pop_back();
  std::ranges::transform(type, type.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return std::ranges::find(picture_types, type) != picture_types.end();
}

}  // namespace

UploadDesk::UploadDesk(runtime::Uploads uploads, const runtime::Settings::Images& settings,
                       const vault::Keyring& keyring)
    : uploads_(std::move(uploads)),
      settings_(settings),
      keyring_(keyring),
      decoders_(static_cast<std::size_t>(settings.children)) {}

UploadDesk::~UploadDesk() {
  decoders_.join();
  writers_.join();
}

std::variant<std::shared_ptr<Upload>, Problem> Upload::begin(UploadDesk& desk,
                                                             const Request& request) {
  auto multipart = Multipart::for_type(request.content_type);
  if (!multipart && !is_picture_type(request.content_type)) return not_a_picture(request.language);
  const auto& settings = desk.settings_;
  if (desk.uploads_.bytes_free() / (1024 * 1024) < static_cast<std::uint64_t>(settings.free_mb_min))
    return no_room(request.language);
  if (desk.under_way_ >= settings.children + settings.waiting_max)
    return overloaded(request.language);
  // Nobody sits on all places by sending slowly.
  auto seat = desk.sources_.enter(
      request.source,
      std::max<std::int64_t>(1, (settings.children + settings.waiting_max) / source_part));
  if (!seat.is_taken() && !request.source.empty()) return overloaded(request.language);
  auto file = desk.uploads_.nameless();
  if (!file && file.error().code == Errc::too_large) return no_room(request.language);
  if (!file) return trouble(request.language, file.error().message + ": " + file.error().detail);
  return std::shared_ptr<Upload>(new Upload(
      desk, {std::move(*file), std::move(multipart), std::move(seat)}, request.language));
}

Upload::Upload(UploadDesk& desk, Begun begun, wire::Language language)
    : desk_(desk),
      seat_(std::move(begun.seat)),
      file_(std::move(begun.file)),
      multipart_(std::move(begun.multipart)),
      language_(language) {
  ++desk_.under_way_;
}

Upload::~Upload() {
  --desk_.under_way_;
}

std::optional<Problem> Upload::take(std::string_view part) {
  const std::size_t before = held_.size();
  if (!multipart_)
    held_ += part;
  else if (!multipart_->take(part, held_))
    return bad_multipart(language_);
  bytes_ += held_.size() - before;
  if (bytes_ > images::bytes_max) return too_large(language_);
  return std::nullopt;
}

bool Upload::is_full() const {
  return held_.size() >= held_max;
}

asio::awaitable<std::optional<Problem>> Upload::write() {
  if (held_.empty()) co_return std::nullopt;
  auto written = co_await records::run_blocking(
      desk_.writers_,
      [fd = file_.fd(), part = std::exchange(held_, {})] { return write_all(fd, part); });
  if (written) co_return std::nullopt;
  if (written.error().code == Errc::too_large) co_return no_room(language_);
  co_return trouble(language_, written.error().detail);
}

asio::awaitable<std::variant<KeptPicture, Problem>> Upload::keep(std::string who) {
  if (multipart_ && !multipart_->is_whole()) co_return bad_multipart(language_);
  if (bytes_ == 0) co_return not_a_picture(language_);
  if (auto problem = co_await write()) co_return *std::move(problem);
  const Job job{desk_.uploads_, desk_.keyring_, desk_.settings_, file_.fd(), std::move(who)};
  auto outcome = co_await records::run_blocking(
      desk_.decoders_, [job]() -> Result<Outcome> { return decode_and_keep(job); });
  if (!outcome) co_return problem_of(outcome.error());
  if (auto* kept = std::get_if<KeptPicture>(&*outcome)) co_return std::move(*kept);
  const auto& why = std::get<NotKept>(*outcome);
  verdict_ = why.verdict;
  co_return problem_of_verdict(why, language_);
}

}  // namespace gongzhi::gateway
