// See text_encoding.hpp. ICU converts and normalises.
#include "wire/text_encoding.hpp"

#include <unicode/normalizer2.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include <limits>
#include <memory>

#include "wire/json.hpp"
#include "wire/json_scan.hpp"

namespace gongzhi::wire {
namespace {

constexpr std::size_t bytes_max = 64 * 1024 * 1024;

struct CloseConverter {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, CloseConverter>;

bool is_ascii(std::string_view text) {
  for (const char c : text)
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  return true;
}

Result<std::string> from_gb18030(std::string_view bytes, std::string_view file) {
  UErrorCode status = U_ZERO_ERROR;
  const Converter converter(ucnv_open("gb18030", &status));
  if (U_FAILURE(status))
    return fail(Errc::internal, "GB18030 is not available", u_errorName(status));
  ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);

  std::u16string wide(bytes.size() + 1, u'\0');  // never more units than bytes
  UChar* target = wide.data();
  const char* source = bytes.data();
  ucnv_toUnicode(converter.get(), &target, wide.data() + wide.size(), &source,
                 bytes.data() + bytes.size(), nullptr, true, &status);
  if (U_FAILURE(status)) {
    const auto offset = std::to_string(source - bytes.data());
    return invalid_field(std::string(file), "encoding",
                         "neither UTF-8 nor GB18030 (near byte " + offset +
                             "); save the file again as \"CSV UTF-8\"");
  }
  std::string text;
  icu::UnicodeString(false, wide.data(), static_cast<std::int32_t>(target - wide.data()))
      .toUTF8String(text);
  return text;
}

Result<std::string> normalised(std::string text) {
  if (is_ascii(text)) return text;
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(status);
  if (U_FAILURE(status)) return fail(Errc::internal, "NFC is not available", u_errorName(status));
  const icu::StringPiece piece(text.data(), static_cast<std::int32_t>(text.size()));
  if (nfc->isNormalizedUTF8(piece, status) && U_SUCCESS(status)) return text;
  std::string composed;
  icu::StringByteSink<std::string> sink(&composed);
  nfc->normalizeUTF8(0, piece, sink, nullptr, status);
  if (U_FAILURE(status))
    return fail(Errc::internal, "text cannot be normalised", u_errorName(status));
  return composed;
}

}  // namespace

Result<std::string> to_utf8(std::string_view bytes, std::string_view file) {
  if (bytes.size() > bytes_max) return fail(Errc::too_large, std::string(file) + " is too large");
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF"))
    return invalid_field(std::string(file), "encoding",
                         "this is UTF-16; save the file again as \"CSV UTF-8\"");
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  if (is_utf8(bytes)) return normalised(std::string(bytes));
  auto text = from_gb18030(bytes, file);
  if (text.has_error()) return text;
  return normalised(*std::move(text));
}

}  // namespace gongzhi::wire
