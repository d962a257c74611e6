// A picture of a case: as what it was attached, when and by whom. The file itself is the data
// directory's business; here it is an id that speaks for itself.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "governance/instant.hpp"

namespace gongzhi {

/// The id of an upload (上传图片), 64 hex digits: 24 of the content, 4 each of width and height, 32
/// that bind it to its uploader (vault/keyring.hpp, upload_id).
inline constexpr std::size_t upload_id_length = 64;
bool is_upload_id(std::string_view text);

struct PictureSize {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
};
/// What the id says; 0 × 0 when it is none.
PictureSize picture_size(std::string_view upload_id);

struct Attachment {
  std::string id;
  std::string as;  // before, after or evidence
  Instant at{};
  std::string by = {};  // the user; empty for somebody without account

  bool operator==(const Attachment&) const = default;
};

/// A picture that a report names. An empty id is one that the gateway did not let through: the
/// report goes on without it and is flagged.
struct NamedPicture {
  std::string id;
  std::string as;

  bool operator==(const NamedPicture&) const = default;
};

inline constexpr std::array<std::string_view, 3> attachment_purposes = {"before", "after",
                                                                        "evidence"};
inline constexpr std::size_t attachments_max = 200;  // of a case

}  // namespace gongzhi
