// WebP through libwebp: lossy, lossless, transparency; of an animation the first picture.
#include <webp/decode.h>
#include <webp/demux.h>

#include <memory>
#include <vector>

#include "images/format.hpp"
#include "images/orientation.hpp"
#include "images/readers.hpp"
#include "images/shrinker.hpp"

namespace gongzhi::images {
namespace {

struct DemuxerEnd {
  void operator()(WebPDemuxer* demuxer) const { WebPDemuxDelete(demuxer); }
};
using Demuxer = std::unique_ptr<WebPDemuxer, DemuxerEnd>;

const std::uint8_t* bytes_of(std::string_view text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

int orientation_in(WebPDemuxer* demuxer) {
  WebPChunkIterator chunk;
  if (WebPDemuxGetChunk(demuxer, "EXIF", 1, &chunk) == 0) return 1;
  const int found =
      orientation_of({reinterpret_cast<const char*>(chunk.chunk.bytes), chunk.chunk.size});
  WebPDemuxReleaseChunkIterator(&chunk);
  return found;
}

// The first frame alone: a lossy or lossless picture of its own. Empty when there is none.
std::string_view first_frame(WebPDemuxer* demuxer) {
  WebPIterator frame;
  if (WebPDemuxGetFrame(demuxer, 1, &frame) == 0) return {};
  const std::string_view found(reinterpret_cast<const char*>(frame.fragment.bytes),
                               frame.complete != 0 ? frame.fragment.size : 0);
  WebPDemuxReleaseIterator(&frame);
  return found;
}

Size size_in(std::string_view frame) {
  WebPBitstreamFeatures features;
  if (WebPGetFeatures(bytes_of(frame), frame.size(), &features) != VP8_STATUS_OK) return {};
  return {static_cast<std::uint32_t>(features.width), static_cast<std::uint32_t>(features.height)};
}

// The library scales while it decodes, into memory of ours.
Verdict decode(std::string_view frame, Size to, std::vector<std::uint8_t>& rgba) {
  WebPDecoderConfig config;
  if (WebPInitDecoderConfig(&config) == 0) return Verdict::broken;
  rgba.resize(std::size_t{4} * to.width * to.height);
  config.options.use_scaling = to == size_in(frame) ? 0 : 1;
  config.options.scaled_width = static_cast<int>(to.width);
  config.options.scaled_height = static_cast<int>(to.height);
  config.output.colorspace = MODE_RGBA;
  config.output.is_external_memory = 1;
  config.output.u.RGBA.rgba = rgba.data();
  config.output.u.RGBA.stride = static_cast<int>(4 * to.width);
  config.output.u.RGBA.size = rgba.size();
  const VP8StatusCode status = WebPDecode(bytes_of(frame), frame.size(), &config);
  WebPFreeDecBuffer(&config.output);
  return status == VP8_STATUS_OK ? Verdict::fine : Verdict::damaged;
}

}  // namespace

Decoded read_webp(std::string_view bytes, std::uint32_t side) {
  Decoded decoded;
  // The canvas of an animation, before anything of it is looked at.
  decoded.verdict = judge_size(size_in(bytes));
  if (decoded.verdict != Verdict::fine) return decoded;
  decoded.verdict = Verdict::damaged;
  const WebPData data{bytes_of(bytes), bytes.size()};
  const Demuxer demuxer(WebPDemux(&data));
  if (!demuxer) return decoded;
  decoded.orientation = orientation_in(demuxer.get());
  const std::string_view frame = first_frame(demuxer.get());
  if (frame.empty()) return decoded;
  const Size size = size_in(frame);
  decoded.verdict = judge_size(size);
  if (decoded.verdict != Verdict::fine) return decoded;
  const Size to = fitted(size, side);
  std::vector<std::uint8_t> rgba;
  decoded.verdict = decode(frame, to, rgba);
  if (decoded.verdict != Verdict::fine) return decoded;
  decoded.picture.size = to;
  decoded.picture.rgb.resize(std::size_t{3} * to.width * to.height);
  lay_on_white(rgba.data(), decoded.picture.rgb.data(), to.width * to.height);
  return decoded;
}

}  // namespace gongzhi::images
