#include "gateway/role_words.hpp"

#include <array>

namespace gongzhi::gateway {
namespace {

constexpr std::array<wire::Wording, role_count> role_wordings{{
    {"居民", "Resident"},
    {"网格员", "Grid worker"},
    {"物业人员", "Property staff"},
    {"在职党员", "Party member at work"},
    {"驻区单位联络员", "Liaison of a unit"},
    {"受理员", "Triage"},
    {"派遣员", "Dispatch"},
    {"社区书记", "Community secretary"},
    {"支部书记", "Branch secretary"},
    {"委员", "Committee member"},
    {"财务", "Treasurer"},
    {"部门承办人", "Handler of a department"},
    {"核查员", "Verifier"},
    {"巡查员", "Inspector"},
    {"乡镇（街道）观察员", "Observer of the township"},
    {"督查", "Supervisor"},
    {"县级管理员", "County administrator"},
    {"系统管理员", "System administrator"},
    {"安全管理员", "Security administrator"},
    {"审计员", "Auditor"},
    {"接口程序", "Program"},
}};

}  // namespace

wire::Wording wording_of(Role role) {
  return role_wordings.at(static_cast<std::size_t>(role));
}

}  // namespace gongzhi::gateway
