#!/usr/bin/env bash
# S42: ./gongzhi sbom is JSON that names what the program is built of, with versions.
set -euo pipefail
root=$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../.." && pwd)
bom=$("$root/gongzhi" sbom)
jq -e '.bomFormat == "CycloneDX" and (.components | length) > 20' <<<"$bom" >/dev/null
for package in libssl-dev libsodium-dev redis-server clang-16; do
  version=$(dpkg-query -W -f '${Version}' "$package")
  jq -e --arg name "$package" --arg version "$version" \
    'any(.components[]; .name == $name and .version == $version)' <<<"$bom" >/dev/null ||
    { echo "S42: $package $version is not in the list" >&2; exit 1; }
done
