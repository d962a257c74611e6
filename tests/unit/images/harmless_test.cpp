// Pictures of strangers, decoded in this process: every shape that people send comes out as a plain
// JPEG, and what is not a picture does not (security.md S21, S23, S24).
#include "images/harmless.hpp"

#include <gmock/gmock.h>
#include <sys/resource.h>

#include <algorithm>
#include <cmath>

#include "images/format.hpp"
#include "images/limits.hpp"
#include "images/orientation.hpp"
#include "tests/support/pictures/pictures.hpp"

namespace gongzhi::images {
namespace {

using test::JpegKind;
using test::PngKind;
using test::WebpKind;
using testing::HasSubstr;
using testing::Not;

std::string colour_at(const test::Raster& raster, double x, double y) {
  const auto column = static_cast<std::uint32_t>(x * raster.width);
  const auto row = static_cast<std::uint32_t>(y * raster.height);
  const std::uint8_t* rgb = raster.rgb.data() + std::size_t{3} * (raster.width * row + column);
  std::string name;
  for (int i = 0; i < 3; ++i) name += rgb[i] > 200 ? "rgb"[i] : rgb[i] < 55 ? '-' : '?';
  return name == "rgb"   ? "white"
         : name == "r--" ? "red"
         : name == "-g-" ? "green"
         : name == "--b" ? "blue"
                         : name;
}

/// The colours of the four quarters, row by row.
std::string quarters(std::string_view jpeg) {
  const test::Raster raster = test::jpeg_raster(jpeg);
  if (raster.width == 0) return "no picture";
  return colour_at(raster, .25, .25) + " " + colour_at(raster, .75, .25) + " " +
         colour_at(raster, .25, .75) + " " + colour_at(raster, .75, .75);
}

constexpr const char* as_made = "red green blue white";

struct Sent {
  const char* name;
  std::string (*make)();
  const char* seen = as_made;
};
void PrintTo(const Sent& sent, std::ostream* out) {
  *out << sent.name;
}

test::Raster small() {
  return test::quadrants(64, 48);
}

class S23Decodes : public testing::TestWithParam<Sent> {};

TEST_P(S23Decodes, AsAPlainJpeg) {
  const Harmless made = make_harmless(GetParam().make());

  ASSERT_EQ(name(made.verdict), "fine");
  EXPECT_EQ(made.size, (Size{64, 48}));
  EXPECT_EQ(quarters(made.picture), GetParam().seen);
  EXPECT_EQ(quarters(made.thumbnail), GetParam().seen);
}

INSTANTIATE_TEST_SUITE_P(
    S23, S23Decodes,
    testing::Values(
        Sent{"jpeg", [] { return test::jpeg_file(small()); }},
        Sent{"progressive_jpeg", [] { return test::jpeg_file(small(), JpegKind::progressive); }},
        Sent{"cmyk_jpeg", [] { return test::jpeg_file(small(), JpegKind::cmyk); }},
        Sent{"grey_jpeg", [] { return test::jpeg_file(small(), JpegKind::grey); },
             "white --- --- white"},
        Sent{"png", [] { return test::png_file(small()); }},
        Sent{"interlaced_png", [] { return test::png_file(small(), PngKind::interlaced); }},
        Sent{"palette_png", [] { return test::png_file(small(), PngKind::palette); }},
        Sent{"sixteen_bit_png", [] { return test::png_file(small(), PngKind::sixteen_bits); }},
        Sent{"transparent_png", [] { return test::png_file(small(), PngKind::alpha); },
             "white green white white"},
        Sent{"grey_png", [] { return test::png_file(small(), PngKind::grey); },
             "white --- --- white"},
        Sent{"webp", [] { return test::webp_file(small()); }},
        Sent{"lossless_webp", [] { return test::webp_file(small(), WebpKind::lossless); }},
        Sent{"first_frame_of_an_animation",
             [] { return test::webp_file(small(), WebpKind::animated); }}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST(S23, ALargePictureIsMadeSmaller) {
  for (const std::string& file :
       {test::jpeg_file(test::quadrants(6000, 3000)), test::png_file(test::quadrants(6000, 3000)),
        test::webp_file(test::quadrants(6000, 3000))}) {
    const Harmless made = make_harmless(file);

    ASSERT_EQ(name(made.verdict), "fine");
    EXPECT_EQ(made.size, (Size{2560, 1280}));
    EXPECT_EQ(quarters(made.picture), as_made);
    const test::Raster thumbnail = test::jpeg_raster(made.thumbnail);
    EXPECT_EQ(thumbnail.width, 400U);
    EXPECT_EQ(thumbnail.height, 200U);
  }
}

TEST(S23, ASmallPictureIsNotBlownUp) {
  const Harmless made = make_harmless(test::png_file(test::quadrants(3, 2)));

  EXPECT_EQ(made.size, (Size{3, 2}));
}

TEST(S23, ThinPicturesKeepALine) {
  const Harmless made = make_harmless(test::png_file(test::quadrants(12'000, 2)));

  EXPECT_EQ(made.size, (Size{2560, 1}));
}

TEST(S23, BombsAreRefusedByTheirSize) {
  EXPECT_EQ(make_harmless(test::png_bomb(10'000, 10'000)).verdict, Verdict::too_large);
  EXPECT_EQ(make_harmless(test::png_bomb(12'001, 8)).verdict, Verdict::too_large);
  EXPECT_EQ(make_harmless(std::string(bytes_max + 1, '\xFF')).verdict, Verdict::too_large);
}

TEST(S23, FiftyMegapixelsAreTaken) {
  const Harmless made = make_harmless(test::png_bomb(8'000, 6'250));

  EXPECT_EQ(made.verdict, Verdict::fine);
  EXPECT_EQ(made.size, (Size{2560, 2000}));
}

TEST(S23, TruncatedFilesAreDamaged) {
  const test::Raster raster = test::noise(200, 150);
  for (const std::string& file :
       {test::jpeg_file(raster), test::jpeg_file(raster, JpegKind::progressive),
        test::png_file(raster), test::png_file(raster, PngKind::interlaced),
        test::webp_file(raster), test::webp_file(raster, WebpKind::lossless)})
    for (const std::size_t part : {2UL, 3UL, 10UL}) {
      const std::string cut = file.substr(0, file.size() - file.size() / part);
      EXPECT_EQ(make_harmless(cut).verdict, Verdict::damaged) << file.substr(0, 4) << part;
    }
  EXPECT_EQ(make_harmless(std::string_view("\x89PNG\r\n\x1A\n", 8)).verdict, Verdict::damaged);
  EXPECT_EQ(make_harmless("\xFF\xD8\xFF").verdict, Verdict::damaged);
}

TEST(S23, DamageAnywhereNeverCrashes) {
  const test::Raster raster = test::quadrants(40, 30);
  for (const std::string& file :
       {test::jpeg_file(raster, JpegKind::progressive, test::exif_block(6)), test::png_file(raster),
        test::webp_with_metadata(raster, 6)})
    for (std::size_t at = 0; at < file.size(); ++at) {
      std::string wrong = file;
      wrong[at] = static_cast<char>(wrong[at] ^ 0xA5);
      const Harmless made = make_harmless(wrong);
      if (made.verdict == Verdict::fine) {
        EXPECT_FALSE(made.picture.empty());
      }
    }
}

TEST(S21, WhatIsNoPictureIsNotTaken) {
  for (const std::string_view bytes :
       {std::string_view("<svg xmlns='http://www.w3.org/2000/svg'/>"),
        std::string_view("<!DOCTYPE html><script>alert(1)</script>"),
        std::string_view("GIF89a...."), std::string_view("MZ\x90"),
        std::string_view("<?php system($_GET[0]);"), std::string_view("%PDF-1.7"),
        std::string_view("BM......"), std::string_view("")})
    EXPECT_EQ(make_harmless(bytes).verdict, Verdict::not_a_picture) << bytes;
}

TEST(S21, AHeicPictureIsNamed) {
  EXPECT_EQ(make_harmless(std::string_view("\0\0\0\x18"
                                           "ftypheic\0\0\0\0mif1heic",
                                           24))
                .verdict,
            Verdict::heic);
}

TEST(S21, NothingOfAPolyglotSurvives) {
  const std::string html = "<html><script>alert(document.domain)</script><?php phpinfo(); ?>MZ";

  for (const std::string& file :
       {test::jpeg_file(small(), JpegKind::colour, html) + html, test::png_file(small()) + html}) {
    const Harmless made = make_harmless(file);
    ASSERT_EQ(name(made.verdict), "fine");
    for (const char* trace : {"script", "php", "html"}) {
      EXPECT_THAT(made.picture, Not(HasSubstr(trace)));
      EXPECT_THAT(made.thumbnail, Not(HasSubstr(trace)));
    }
  }
}

TEST(S24, NoMetadataSurvives) {
  for (const std::string& file : {test::jpeg_file(small(), JpegKind::colour, test::exif_block(1)),
                                  test::png_file(small()), test::webp_with_metadata(small(), 1)}) {
    const Harmless made = make_harmless(file);
    ASSERT_EQ(name(made.verdict), "fine");
    for (const std::string& kept : {made.picture, made.thumbnail})
      for (const char* trace : {"Exif", "EXIF", "XMP", "xmp", "adobe", "GPS", "MakerNote", "SERIAL",
                                "SECRET", "\xFF\xE1", "\xFF\xE2", "\xFF\xED", "\xFF\xFE"})
        EXPECT_THAT(kept, Not(HasSubstr(trace)));
  }
}

TEST(S24, EveryOrientationIsApplied) {
  const std::array<const char*, 8> seen = {"red green blue white", "green red white blue",
                                           "white blue green red", "blue white red green",
                                           "red blue green white", "blue red white green",
                                           "white green blue red", "green white red blue"};
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const std::string file =
        test::jpeg_file(test::quadrants(64, 32), JpegKind::colour, test::exif_block(orientation));

    const Harmless made = make_harmless(file);

    EXPECT_EQ(quarters(made.picture), seen[static_cast<std::size_t>(orientation - 1)])
        << orientation;
    EXPECT_EQ(made.size, orientation >= 5 ? (Size{32, 64}) : (Size{64, 32}));
  }
  EXPECT_EQ(make_harmless(test::webp_with_metadata(test::quadrants(64, 32), 6)).size,
            (Size{32, 64}));
}

TEST(S24, NonsenseInExifIsUpright) {
  EXPECT_EQ(orientation_of(""), 1);
  EXPECT_EQ(orientation_of("Exif"), 1);
  EXPECT_EQ(orientation_of(std::string_view("MM\0*\xFF\xFF\xFF\xFF", 8)), 1);
  EXPECT_EQ(orientation_of(test::exif_block(9)), 1);
  EXPECT_EQ(orientation_of(test::exif_block(0)), 1);
  const std::string block = test::exif_block(6);
  for (std::size_t size = 0; size < block.size(); ++size)
    EXPECT_LE(orientation_of(block.substr(0, size)), 8);
}

// Found by fuzzing: libpng warns of such a length, and allocates it.
TEST(S23, AChunkThatSaysItIsGigabytesLongGetsNone) {
  std::string file = test::png_file(test::quadrants(8, 8));
  constexpr std::size_t behind_head = 33;
  file.insert(behind_head, std::string("\x7F\xFF\xFF\xFFtEXt", 8));
  rusage before{};
  ::getrusage(RUSAGE_SELF, &before);

  static_cast<void>(make_harmless(file));

  rusage after{};
  ::getrusage(RUSAGE_SELF, &after);
  EXPECT_LT(after.ru_maxrss - before.ru_maxrss, 64 * 1024) << "kilobytes";
}

}  // namespace
}  // namespace gongzhi::images
