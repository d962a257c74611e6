// Datums, against values of gcoord 1.0 (npm) and the errors that domain.md 6.1 names.
#include "governance/crs.hpp"

#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <random>

namespace gongzhi {
namespace {

constexpr Location yuncheng{111.0, 35.02};
constexpr Location beijing{116.397451, 39.909187};

struct Reference {
  Location wgs84;
  Location gcj02;
  Location bd09;
};

constexpr std::array<Reference, 6> references{
    {{yuncheng, {111.005779210540, 35.019233506029}, {111.012162038288, 35.025546065127}},
     {beijing, {116.403694625064, 39.910590509632}, {116.410067164755, 39.916929791203}},
     {{87.617, 43.793}, {87.619848499345, 43.794223871361}, {87.626276578970, 43.800354439444}},
     {{121.4737, 31.2304},
      {121.478223059277, 31.228457737577},
      {121.484781468503, 31.234310593690}},
     {{113.9, 22.5}, {113.904863895285, 22.496945031454}, {113.911349088362, 22.503036440894}},
     {{110.35, 20.02}, {110.354411018810, 20.017997369022}, {110.360936793660, 20.023752903819}}}};

TEST(Crs, AgreesWithPublishedConversions) {
  for (const auto& [wgs84, gcj02, bd09] : references) {
    const Location as_gcj02 = from_wgs84(wgs84, Crs::gcj02);
    const Location as_bd09 = from_wgs84(wgs84, Crs::bd09);

    EXPECT_NEAR(as_gcj02.lon, gcj02.lon, 1e-11);
    EXPECT_NEAR(as_gcj02.lat, gcj02.lat, 1e-11);
    EXPECT_NEAR(as_bd09.lon, bd09.lon, 1e-11);
    EXPECT_NEAR(as_bd09.lat, bd09.lat, 1e-11);
    EXPECT_LT(distance_m(to_wgs84(gcj02.lon, gcj02.lat, Crs::gcj02).value(), wgs84), 0.001);
    EXPECT_LT(distance_m(to_wgs84(bd09.lon, bd09.lat, Crs::bd09).value(), wgs84), 0.001);
  }
}

TEST(Crs, UnconvertedPlacesOfYunchengAre524MetresEastAnd87South) {
  const Location shifted = from_wgs84(yuncheng, Crs::gcj02);

  const double east_m = distance_m(yuncheng, {shifted.lon, yuncheng.lat});
  const double south_m = distance_m(yuncheng, {yuncheng.lon, shifted.lat});

  EXPECT_GT(shifted.lon, yuncheng.lon);
  EXPECT_LT(shifted.lat, yuncheng.lat);
  EXPECT_NEAR(east_m, 524, 4);
  EXPECT_NEAR(south_m, 87, 3);
}

TEST(Crs, BeijingIsShiftedBy555Metres) {
  EXPECT_NEAR(distance_m(beijing, from_wgs84(beijing, Crs::gcj02)), 555, 3);
}

TEST(Crs, RoundTripsWithinAMillimetre) {
  std::mt19937_64 random(6);
  std::uniform_real_distribution<double> lon(74.0, 135.0), lat(18.0, 53.5);
  for (int i = 0; i < 20000; ++i) {
    const Location place{lon(random), lat(random)};
    for (const Crs crs : {Crs::gcj02, Crs::bd09, Crs::cgcs2000, Crs::wgs84}) {
      const Location shifted = from_wgs84(place, crs);

      const Location back = to_wgs84(shifted.lon, shifted.lat, crs).value();

      ASSERT_LT(distance_m(place, back), 0.001)
          << name(crs) << ' ' << place.lon << ' ' << place.lat;
    }
  }
}

TEST(Crs, LeavesPlacesOutsideChinaUnchanged) {
  for (const Location place : {Location{139.69, 35.68}, Location{2.35, 48.85}, Location{0, 0},
                               Location{-70, -33}, Location{180, 90}})
    for (const Crs crs : {Crs::wgs84, Crs::gcj02, Crs::bd09, Crs::cgcs2000})
      EXPECT_EQ(to_wgs84(place.lon, place.lat, crs).value(), place);
}

TEST(Crs, RefusesWhatIsNotOnTheEarth) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  constexpr double infinity = std::numeric_limits<double>::infinity();
  for (const Location place : {Location{181, 0}, Location{0, 91}, Location{nan, 0},
                               Location{0, nan}, Location{infinity, 0}, Location{35.02, 111.0}})
    EXPECT_EQ(to_wgs84(place.lon, place.lat, Crs::gcj02).error().code, Errc::invalid);
}

TEST(Crs, ReadsItsNames) {
  for (const Crs crs : {Crs::wgs84, Crs::gcj02, Crs::bd09, Crs::cgcs2000})
    EXPECT_EQ(parse_crs(name(crs)).value(), crs);
  EXPECT_EQ(parse_crs("WGS-84").value(), Crs::wgs84);
  EXPECT_EQ(parse_crs("GCJ-02").value(), Crs::gcj02);
  EXPECT_EQ(parse_crs("bd09ll").value(), Crs::bd09);
  EXPECT_EQ(parse_crs("EPSG:4490").value(), Crs::cgcs2000);
  for (const std::string_view word : {"", "mars", "epsg:3857", "wgs84x"})
    EXPECT_EQ(parse_crs(word).error().code, Errc::invalid) << word;
}

TEST(Location, MeasuresDistancesOnTheGround) {
  // One degree of latitude on the mean sphere: 6,371,008.8 m * pi / 180.
  EXPECT_NEAR(distance_m({111, 35}, {111, 36}), 111195.08, 0.01);
  EXPECT_NEAR(distance_m({0, 0}, {180, 0}), 20015114.4, 1);
  EXPECT_EQ(distance_m(yuncheng, yuncheng), 0);
}

}  // namespace
}  // namespace gongzhi
