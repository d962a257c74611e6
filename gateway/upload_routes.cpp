// POST /uploads, and the pictures of cases. The body of an upload is taken while it comes in
// (session.cpp); what it becomes is decided here.
#include <algorithm>

#include "gateway/actor.hpp"
#include "gateway/case_view.hpp"
#include "gateway/parameters.hpp"
#include "gateway/routes.hpp"
#include "gateway/served_file.hpp"
#include "gateway/upload.hpp"
#include "governance/permission.hpp"
#include "records/blocking_pool.hpp"
#include "wire/responses.hpp"

namespace gongzhi::gateway {
namespace {

constexpr std::size_t name_digits = 8;

/// Who uploads: an account, or a device that is as good as its cookie.
Result<Asker> uploader_of(const Lane& lane, const Request& request) {
  return identify_reporter(request, lane.present.world->directory, lane.shared.keyring);
}

void note_refusal(Lane& lane, const Request& request, const Actor& actor, images::Verdict verdict) {
  AuditEntry entry;
  entry.actor = actor;
  entry.act = "upload";
  entry.result = AuditResult::refused;
  entry.reason = std::string(name(verdict));
  entry.origin = {request.address, request.trace_id};
  lane.audit.note(std::move(entry));
}

bool has(const Case& item, std::string_view id) {
  return std::ranges::find(item.attachments, id, &Attachment::id) != item.attachments.end();
}

std::string file_name(const CaseNumber& number, std::string_view id) {
  return number.text() + "-" + std::string(id.substr(0, name_digits)) + ".jpg";
}

asio::awaitable<Answer> serve_picture(Lane& lane, RequestPtr request, runtime::PictureFile which) {
  if (const auto none = Parameters::parse(*request, {}); !none) co_return problem_of(none.error());
  const auto opened = co_await open_case(lane, request);
  if (const auto* refused = std::get_if<Problem>(&opened)) co_return *refused;
  const auto& [present, standpoint, found] = std::get<Opened>(opened);
  const std::string& id = request->arguments[1];
  const bool sees_little = sees_as_follower_only(*present.world, standpoint.actor, found.item);
  if (sees_little || !has(found.item, id)) co_return no_such_thing(request->language);
  const std::string tag =
      '"' + id + (which == runtime::PictureFile::thumbnail ? "-thumbnail\"" : "\"");
  Reply reply;
  reply.is_picture = true;
  reply.content_type = "image/jpeg";
  add_field(reply.fields, "ETag", tag);
  add_field(reply.fields, "Content-Disposition",
            "inline; filename=\"" + file_name(found.item.number, id) + '"');
  if (names_tag(request->if_none_match, tag)) {
    reply.status = 304;
    co_return reply;
  }
  UploadDesk& desk = lane.shared.uploads;
  auto file = co_await records::run_blocking(
      desk.threads(), [&files = desk.files(), id, which]() -> Result<ServedFilePtr> {
        auto open = files.open(id, which);
        if (!open) return open.error();
        return std::make_shared<const runtime::OpenFile>(std::move(*open));
      });
  if (!file && file.error().code == Errc::not_found) co_return no_such_thing(request->language);
  if (!file) co_return problem_of(file.error());
  reply.file = *std::move(file);
  co_return reply;
}

}  // namespace

std::optional<Problem> begin_upload(Lane& lane, Request& request) {
  if (!lane.present.is_complete()) return not_ready(request.language);
  const auto key = idempotency_key(request);
  if (!key) return key_problem(key.error(), request);
  const auto asker = uploader_of(lane, request);
  if (!asker) return problem_of(asker.error());
  if (asker->user == nullptr && !is_unguessable(*key))
    return problem_of(wrong_field(
        "Idempotency-Key", "minLength",
        {"未登录时至少 22 个随机字符", "at least 22 random characters without an account"},
        request.language));
  auto begun = Upload::begin(lane.shared.uploads, request);
  if (auto* refused = std::get_if<Problem>(&begun)) return std::move(*refused);
  request.upload = std::get<std::shared_ptr<Upload>>(std::move(begun));
  return std::nullopt;
}

asio::awaitable<Answer> post_upload(Lane& lane, RequestPtr request) {
  if (!request->upload)
    co_return problem_of(worded(Errc::invalid, {"没有收到图片", "there is no picture in the body"},
                                request->language));
  const auto asker = uploader_of(lane, *request);
  if (!asker) co_return problem_of(asker.error());
  const std::string cookie = asker->new_cookie;
  const Actor actor = asker->actor;
  auto kept = co_await request->upload->keep(who_of(actor));
  if (auto* refused = std::get_if<Problem>(&kept)) {
    if (refused->status != 503 && refused->status != 507)
      note_refusal(lane, *request, actor, request->upload->verdict());
    co_return std::move(*refused);
  }
  const auto& picture = std::get<KeptPicture>(kept);
  Reply reply;
  reply.status = 201;
  reply.body = wire::render_upload(
      {picture.id,
       {picture.size.width, picture.size.height, picture.bytes},
       {picture.thumbnail_size.width, picture.thumbnail_size.height, picture.thumbnail_bytes}});
  if (!cookie.empty()) add_field(reply.fields, "Set-Cookie", device_cookie_field(cookie));
  co_return reply;
}

asio::awaitable<Answer> get_attachment(Lane& lane, RequestPtr request) {
  return serve_picture(lane, std::move(request), runtime::PictureFile::whole);
}

asio::awaitable<Answer> get_thumbnail(Lane& lane, RequestPtr request) {
  return serve_picture(lane, std::move(request), runtime::PictureFile::thumbnail);
}

}  // namespace gongzhi::gateway
