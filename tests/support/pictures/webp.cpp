// WebP files for tests, still and moving, with and without metadata.
#include <webp/encode.h>
#include <webp/mux.h>

#include "tests/support/pictures/pictures.hpp"

namespace gongzhi::test {
namespace {

std::string taken(WebPData& data) {
  std::string file(reinterpret_cast<const char*>(data.bytes), data.size);
  WebPDataClear(&data);
  return file;
}

std::string animation_of(const Raster& raster) {
  WebPAnimEncoderOptions options;
  WebPAnimEncoderOptionsInit(&options);
  const int width = static_cast<int>(raster.width);
  const int height = static_cast<int>(raster.height);
  WebPAnimEncoder* encoder = WebPAnimEncoderNew(width, height, &options);
  for (int frame = 0; frame < 3; ++frame) {
    Raster next = raster;
    if (frame > 0)
      for (std::uint8_t& byte : next.rgb) byte = static_cast<std::uint8_t>(frame * 20);
    WebPPicture picture;
    WebPPictureInit(&picture);
    picture.width = width;
    picture.height = height;
    picture.use_argb = 1;
    WebPPictureImportRGB(&picture, next.rgb.data(), 3 * width);
    WebPAnimEncoderAdd(encoder, &picture, frame * 100, nullptr);
    WebPPictureFree(&picture);
  }
  WebPAnimEncoderAdd(encoder, nullptr, 300, nullptr);
  WebPData data;
  WebPDataInit(&data);
  WebPAnimEncoderAssemble(encoder, &data);
  WebPAnimEncoderDelete(encoder);
  return taken(data);
}

}  // namespace

std::string webp_file(const Raster& raster, WebpKind kind) {
  if (kind == WebpKind::animated) return animation_of(raster);
  std::uint8_t* bytes = nullptr;
  const int width = static_cast<int>(raster.width);
  const int height = static_cast<int>(raster.height);
  const std::size_t size =
      kind == WebpKind::lossless
          ? WebPEncodeLosslessRGB(raster.rgb.data(), width, height, 3 * width, &bytes)
          : WebPEncodeRGB(raster.rgb.data(), width, height, 3 * width, 90, &bytes);
  std::string file(reinterpret_cast<const char*>(bytes), size);
  WebPFree(bytes);
  return file;
}

std::string webp_with_metadata(const Raster& raster, int orientation) {
  const std::string plain = webp_file(raster);
  const std::string exif = exif_block(orientation);
  const std::string xmp = "<x:xmpmeta>SERIAL-4711 GPSLatitude</x:xmpmeta>";
  const auto data_of = [](const std::string& text) {
    return WebPData{reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
  };
  const WebPData image = data_of(plain);
  WebPMux* mux = WebPMuxCreate(&image, 1);
  const WebPData first = data_of(exif);
  const WebPData second = data_of(xmp);
  WebPMuxSetChunk(mux, "EXIF", &first, 1);
  WebPMuxSetChunk(mux, "XMP ", &second, 1);
  WebPData data;
  WebPDataInit(&data);
  WebPMuxAssemble(mux, &data);
  WebPMuxDelete(mux);
  return taken(data);
}

}  // namespace gongzhi::test
