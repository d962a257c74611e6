// Pictures through the running platform: taken, attached, seen by whom it concerns and by nobody
// else (security.md S21 to S25, reliability.md D19, R12, R40).
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>

#include "tests/integration/gateway/demo.hpp"
#include "tests/support/files.hpp"
#include "tests/support/pictures/pictures.hpp"

namespace gongzhi::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

const HttpFields as_jpeg{{"Content-Type", "image/jpeg"}};

Answered upload(Api& api, const std::string& file, HttpFields fields = as_jpeg) {
  return api.post("/uploads", file, std::move(fields));
}

std::string uploaded(Api& api, const std::string& file) {
  const Answered answer = upload(api, file);
  EXPECT_EQ(answer.status(), 201) << answer;
  return answer.at("/id");
}

/// Another picture at each call: what is uploaded again is the same upload.
std::string fresh_picture() {
  static std::uint32_t next = 40;
  return jpeg_file(quadrants(++next, 30), JpegKind::colour, exif_block(1));
}

std::size_t files_in_store(const DemoPlatform& platform) {
  std::size_t count = 0;
  for (const auto& file : fs::recursive_directory_iterator(platform.data() / "uploads"))
    count += file.is_regular_file() ? 1 : 0;
  return count;
}

std::string attached(const std::string& id, const std::string& as = "before") {
  return R"(,"attachments":[{"id":")" + id + R"(","as":")" + as + R"("}])";
}

std::string form(const std::string& content, const std::string& file_name = "a.jpg") {
  return "--XX\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhello\r\n"
         "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" +
         file_name + "\"\r\nContent-Type: image/jpeg\r\n\r\n" + content + "\r\n--XX--\r\n";
}
const HttpFields as_form{{"Content-Type", "multipart/form-data; boundary=XX"}};

TEST(S23Upload, ComesOutSmallerAndTheSameEachTime) {
  Api worker(demo(), grid_worker);
  const std::string file = jpeg_file(quadrants(3000, 2000));

  const Answered first = upload(worker, file);
  const Answered again = upload(worker, file);

  ASSERT_EQ(first.status(), 201) << first;
  EXPECT_EQ(first.at("/width"), "2560");
  EXPECT_EQ(first.at("/height"), "1707");
  EXPECT_EQ(first.at("/thumbnail/width"), "400");
  EXPECT_EQ(again.at("/id"), first.at("/id"));
}

TEST(S23Upload, IsAnotherOneForAnotherPerson) {
  Api worker(demo(), grid_worker);
  Api other(demo(), resident);
  const std::string file = fresh_picture();

  EXPECT_NE(uploaded(worker, file), uploaded(other, file));
}

TEST(S21, WhatIsNoPictureIsRefusedAndNothingIsStored) {
  Api worker(demo(), grid_worker);
  const std::size_t before = files_in_store(demo());
  const auto status = [&](const std::string& sent, const HttpFields& fields = as_jpeg) {
    return upload(worker, sent, fields).status();
  };

  EXPECT_EQ(status("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"), 415);
  EXPECT_EQ(status("<!DOCTYPE html><script>alert(1)</script>"), 415);
  EXPECT_EQ(status("MZ\x90 <?php phpinfo(); ?>"), 415);
  EXPECT_EQ(status("<svg/>", {{"Content-Type", "image/svg+xml"}}), 415);
  EXPECT_EQ(status("<html/>", {{"Content-Type", "text/html"}}), 415);
  EXPECT_EQ(status(jpeg_file(noise(90, 90)).substr(0, 3'000)), 415);
  EXPECT_EQ(status(std::string("\0\0\0\x18"
                               "ftypheic\0\0\0\0mif1heic",
                               24)),
            415);
  EXPECT_EQ(status(""), 400);
  EXPECT_EQ(files_in_store(demo()), before);
}

TEST(R40, BombsAreRefused) {
  Api worker(demo(), grid_worker);
  const std::size_t before = files_in_store(demo());

  EXPECT_EQ(upload(worker, png_bomb(10'000, 10'000)).status(), 413);
  EXPECT_EQ(upload(worker, std::string(10 * 1024 * 1024 + 1, '\xFF')).status(), 413);
  const std::string head =
      "POST /api/v1/uploads HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/jpeg\r\n"
      "Idempotency-Key: 0123456789012345678901234\r\n";
  EXPECT_THAT(
      HttpClient(demo().port()).send_and_read_all(head + "Content-Length: 2147483648\r\n\r\n"),
      testing::StartsWith("HTTP/1.1 413 "));
  EXPECT_EQ(files_in_store(demo()), before);
}

TEST(R40, EndlessChunksEnd) {
  std::string bytes =
      "POST /api/v1/uploads HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/jpeg\r\n"
      "Idempotency-Key: 0123456789012345678901234\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 170; ++i) bytes += "10000\r\n" + std::string(0x10000, 'x') + "\r\n";

  EXPECT_EQ(HttpClient(demo().port()).send(bytes).status, 413);
}

TEST(R40, AMillionPartsAreTooMany) {
  Api worker(demo(), grid_worker);
  std::string parts;
  for (int i = 0; i < 200'000; ++i) parts += "--XX\r\n\r\n\r\n";

  EXPECT_EQ(upload(worker, parts + form("x"), as_form).status(), 400);
}

TEST(S22, FileNamesAreIgnored) {
  Api worker(demo(), grid_worker);
  for (const std::string& name :
       {std::string("../../etc/passwd"), std::string("CON"), std::string(".htaccess"),
        std::string(2'000, 'a'), std::string("a\0b.php", 7), std::string("%2e%2e%2f")}) {
    const Answered answer = upload(worker, form(fresh_picture(), name), as_form);
    EXPECT_EQ(answer.status(), 201) << answer;
  }
  for (const auto& file : fs::recursive_directory_iterator(demo().data() / "uploads"))
    if (file.is_regular_file()) EXPECT_THAT(file.path().string(), testing::EndsWith(".jpg"));
}

TEST(S21, AFormMustHoldOneFile) {
  Api worker(demo(), grid_worker);
  const std::string picture = fresh_picture();

  EXPECT_EQ(upload(worker, form(picture).substr(0, 200), as_form).status(), 400);
  EXPECT_EQ(upload(worker, "--XX--\r\n", as_form).status(), 400);
  const std::string two =
      form(picture).substr(0, form(picture).size() - 8) + "\r\n" + form(picture);
  EXPECT_EQ(upload(worker, two, as_form).status(), 400);
  EXPECT_EQ(upload(worker, form(picture), {{"Content-Type", "multipart/form-data"}}).status(), 415);
}

/// A case with one picture of its reporter.
struct Story {
  Story() : worker(demo(), grid_worker) {
    id = uploaded(worker, fresh_picture());
    number = worker.report(report_body("incident", "E0110", attached(id)));
    worker.wait_for_state(number, "sign");
    path = "/cases/" + number + "/attachments/" + id;
  }
  Api worker;
  std::string id;
  std::string number;
  std::string path;
};

TEST(S24, ServedAndStoredFilesSayNothingButThePicture) {
  Story story;

  for (const char* end : {"", "/thumbnail"}) {
    const Answered served = story.worker.get(story.path + end);
    ASSERT_EQ(served.status(), 200) << served;
    for (const char* trace : {"Exif", "GPS", "MakerNote", "SERIAL", "adobe"})
      EXPECT_THAT(served.http.body, Not(HasSubstr(trace)));
    EXPECT_GT(jpeg_raster(served.http.body).width, 0U);
  }
  const fs::path stored =
      demo().data() / "uploads" / story.id.substr(0, 2) / (story.id.substr(2) + ".jpg");
  EXPECT_EQ(read_file(stored), story.worker.get(story.path).http.body);
}

TEST(S21, APictureIsServedAsAPictureAndNothingElse) {
  Story story;

  const Answered served = story.worker.get(story.path);

  EXPECT_EQ(served.http.field("content-type"), "image/jpeg");
  EXPECT_EQ(served.http.field("x-content-type-options"), "nosniff");
  EXPECT_EQ(served.http.field("content-security-policy"), "default-src 'none'; sandbox");
  EXPECT_EQ(served.http.field("content-disposition"),
            "inline; filename=\"" + story.number + "-" + story.id.substr(0, 8) + ".jpg\"");
  EXPECT_EQ(served.http.field("cache-control"), "private, no-cache");
  const std::string tag = served.http.field("etag");
  const Answered same = story.worker.get(story.path, {{"If-None-Match", tag}});
  EXPECT_EQ(same.status(), 304);
  EXPECT_EQ(same.http.body, "");
}

TEST(S02, PicturesAreOfThoseWhoMaySeeTheCase) {
  Story story;
  Api own(demo(), secretary);
  Api foreign(demo(), elsewhere);
  Api nobody(demo());

  EXPECT_EQ(own.get(story.path).status(), 200);
  const Answered hidden = foreign.get(story.path);
  EXPECT_EQ(hidden.status(), 404);
  EXPECT_EQ(foreign.get(story.path + "/thumbnail").status(), 404);
  EXPECT_EQ(nobody.get(story.path).status(), 401);
  // And through a case of one's own it is not reached either.
  Story other;
  EXPECT_EQ(story.worker.get("/cases/" + other.number + "/attachments/" + story.id).status(), 404);
}

TEST(S04, NobodyAttachesWhatTheyDidNotUpload) {
  Story story;
  Api stranger(demo(), resident);
  const std::string stolen = stranger.report(report_body("incident", "E0110", attached(story.id)));

  const Answered seen = stranger.wait_for_state(stolen, "triage");

  EXPECT_EQ(seen.at("/attachments/0/id"), "(none)") << seen;
  Api staff(demo(), secretary);
  EXPECT_EQ(staff.get("/cases/" + stolen).at("/flag"), "missing_attachment");
  const Answered refused = stranger.act(stolen, "attach", R"({"files":[")" + story.id + R"("]})");
  EXPECT_EQ(refused.status(), 422) << refused;
  EXPECT_EQ(refused.at("/errors/0/pointer"), "/files");
}

TEST(D19, AReportNeverFailsBecauseOfItsPictures) {
  Api worker(demo(), grid_worker);
  const std::string gone = uploaded(worker, fresh_picture());
  fs::remove(demo().data() / "uploads" / gone.substr(0, 2) / (gone.substr(2) + ".jpg"));

  const std::string number = worker.report(report_body("incident", "E0110", attached(gone)));

  worker.wait_for_state(number, "triage");  // what is flagged waits for a person
  Api staff(demo(), secretary);
  EXPECT_EQ(staff.get("/cases/" + number).at("/flag"), "missing_attachment");
  const Answered refused = worker.act(number, "attach", R"({"files":[")" + gone + R"("]})");
  EXPECT_EQ(refused.status(), 422) << refused;
}

TEST(S21, ActionsAttachWithWhoAndWhen) {
  Story story;
  const std::string more = uploaded(story.worker, fresh_picture());

  const Answered done =
      story.worker.act(story.number, "attach", R"({"files":[")" + more + R"("],"as":"after"})");

  ASSERT_EQ(done.status(), 200) << done;
  Api staff(demo(), secretary);
  const Answered seen = staff.get("/cases/" + story.number);
  EXPECT_EQ(seen.at("/attachments/0/as"), "before");
  EXPECT_EQ(seen.at("/attachments/1/id"), more);
  EXPECT_EQ(seen.at("/attachments/1/as"), "after");
  EXPECT_EQ(seen.at("/attachments/1/by"), grid_worker);
  EXPECT_EQ(seen.at("/attachments/1/height"), "30");
}

TEST(S21, SomebodyWithoutAccountUploadsAsTheirDevice) {
  Api nobody(demo());
  const Answered first = upload(nobody, fresh_picture());
  ASSERT_EQ(first.status(), 201) << first;
  std::string cookie = first.http.field("set-cookie");
  cookie = cookie.substr(0, cookie.find(';'));
  const HttpFields device{{"Cookie", cookie}};

  const Answered receipt =
      nobody.post("/cases", report_body("incident", "E0110", attached(first.at("/id"))), device);

  ASSERT_EQ(receipt.status(), 201) << receipt;
  const std::string path = "/cases/" + receipt.at("/number");
  ASSERT_TRUE(wait_until(
      [&] { return nobody.get(path, device).at("/attachments/0/id") == first.at("/id"); }));
  const HttpFields key{{"X-Case-Key", receipt.at("/key")}};
  EXPECT_EQ(nobody.get(path + "/attachments/" + first.at("/id"), key).status(), 200);
}

TEST(R12, WithoutRoomTheReportStillGoesThrough) {
  DemoPlatform full("[images]\nfree_mb_min = 1_048_576\n");
  Api worker(full, grid_worker);

  const Answered refused = upload(worker, fresh_picture());

  EXPECT_EQ(refused.status(), 507) << refused;
  EXPECT_EQ(worker.post("/cases", report_body("incident", "E0110")).status(), 201);
}

TEST(R12, ADiskThatFillsUpWhileItIsWritten) {
  if (::unshare(CLONE_NEWNS) != 0) GTEST_SKIP() << "needs root for a small file system";
  ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
  DemoPlatform platform("[images]\nfree_mb_min = 0\n");
  const fs::path uploads = platform.data() / "uploads";
  ASSERT_EQ(::mount("tmpfs", uploads.c_str(), "tmpfs", 0, "size=1m"), 0);
  fs::create_directory(uploads / "tmp");
  Api worker(platform, grid_worker);

  // More than the disk holds as it comes in; then only what is made of it is too much.
  const Answered large = upload(worker, jpeg_file(noise(1'500, 1'000)));
  EXPECT_EQ(large.status(), 507) << large;
  EXPECT_EQ(upload(worker, jpeg_file(quadrants(64, 64))).status(), 201);
  const std::size_t kept = files_in_store(platform);
  EXPECT_EQ(upload(worker, webp_file(noise(1'200, 900))).status(), 507);
  EXPECT_EQ(files_in_store(platform), kept);
  EXPECT_EQ(worker.post("/cases", report_body("incident", "E0110")).status(), 201);
  ::umount2(uploads.c_str(), MNT_DETACH);
}

/// A connection that sends so much and then says nothing.
class Dangling {
 public:
  Dangling(std::uint16_t port, std::string_view bytes)
      : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(bytes.size()));
  }
  ~Dangling() { ::close(socket_); }
  Dangling(const Dangling&) = delete;
  Dangling& operator=(const Dangling&) = delete;

 private:
  int socket_;
};

TEST(S23Upload, MoreThanFitAreRefusedNotQueued) {
  DemoPlatform small("[images]\nchildren = 1\nwaiting_max = 0\n");
  // One that does not end holds the only place.
  const Dangling slow(small.port(),
                      "POST /api/v1/uploads HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                      "image/jpeg\r\nIdempotency-Key: 0123456789012345678901234\r\n"
                      "Content-Length: 100\r\n\r\n\xFF\xD8\xFF");
  Api worker(small, grid_worker);

  std::optional<Answered> refused;
  wait_until([&] {
    refused = upload(worker, fresh_picture());
    return refused->status() != 201;
  });

  EXPECT_EQ(refused->status(), 503) << *refused;
  EXPECT_NE(refused->http.field("retry-after"), "");
}

std::string half_an_upload(const std::string& more = {}) {
  return "POST /api/v1/uploads HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/jpeg\r\n" + more +
         "Idempotency-Key: 0123456789012345678901234\r\nContent-Length: 100\r\n\r\n\xFF\xD8\xFF";
}

TEST(S38, SlowPicturesOfOneSourceLeaveRoomForOthers) {
  DemoPlatform behind(
      "[gateway]\ntrusted_proxies = [\"127.0.0.1\"]\n[images]\nchildren = 1\nwaiting_max = 7\n");
  const auto from = [](const std::string& client) { return "X-Forwarded-For: " + client + "\r\n"; };
  const std::string one = half_an_upload(from("9.9.9.1"));
  const Dangling first(behind.port(), one);
  const Dangling second(behind.port(), one);
  Api worker(behind, grid_worker);
  const auto status = [&](const std::string& client) {
    HttpFields fields = as_jpeg;
    fields.emplace_back("X-Forwarded-For", client);
    return upload(worker, fresh_picture(), std::move(fields)).status();
  };

  EXPECT_TRUE(wait_until([&] { return status("9.9.9.1") == 503; }));
  EXPECT_EQ(status("9.9.9.2"), 201);
}

TEST(S38, WhoMayNotUploadIsToldBeforeTheBody) {
  HttpClient client(demo().port());
  EXPECT_EQ(client.send(half_an_upload("Authorization: Bearer nobody\r\n")).status, 401);
}

TEST(S38, AnAccountNeedsNoUnguessableKey) {
  Api worker(demo(), grid_worker);
  HttpFields fields = as_jpeg;
  fields.emplace_back("Idempotency-Key", "picture-7");
  EXPECT_EQ(upload(worker, fresh_picture(), std::move(fields)).status(), 201);
}

}  // namespace
}  // namespace gongzhi::test
