// What is wrong with the inputs of an action or the fields of a report, told at the door in the
// language of the request and with the words that would fit. Pure.
#pragma once

#include <span>
#include <vector>

#include "governance/directory.hpp"
#include "governance/kind.hpp"
#include "governance/values.hpp"
#include "wire/language.hpp"

namespace gongzhi::gateway {

/// Where names are looked up, and in which language the answer is.
struct InputView {
  const Directory& directory;
  wire::Language language = wire::Language::zh;
};

/// What check_inputs() finds, same pointers and codes; the detail of `choice` names the choices.
std::vector<FieldError> input_faults(const Values& input, std::span<const FieldSpec> specs,
                                     const InputView& view);

}  // namespace gongzhi::gateway
