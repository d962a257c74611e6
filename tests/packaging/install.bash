#!/usr/bin/env bash
# install.bash BUILD: what `cmake --install` puts under a prefix runs from there and finds its tables,
# also when the prefix is moved; without them it says so.
set -euo pipefail

build=$1
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
unset GONGZHI_CONFIG_DIR

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

cmake --install "$build" --prefix "$root/usr" >"$root/log" || fail "$(cat "$root/log")"
for file in bin/gongzhi share/gongzhi/config/categories.csv share/gongzhi/config/kinds/incident.json \
  share/gongzhi/config/demo/yanhu/users.csv share/gongzhi/config/gongzhi.toml \
  share/gongzhi/schemas/openapi.yaml share/gongzhi/schemas/case.json; do
  [[ -s $root/usr/$file ]] || fail "$file is not installed"
done
[[ ! -e $root/usr/share/gongzhi/schemas/examples ]] || fail "examples of tests are installed"

mv "$root/usr" "$root/opt"
cd "$root"
opt/bin/gongzhi version >/dev/null || fail "it does not run"
opt/bin/gongzhi check >check.txt || fail "$(cat check.txt)"
# The tables are those of the prefix: a kind that is broken there is seen.
echo '{' >opt/share/gongzhi/config/kinds/incident.json
if opt/bin/gongzhi check >check.txt 2>&1; then fail "it reads its tables elsewhere"; fi
grep -q 'opt/share/gongzhi/config\|incident.json' check.txt || fail "$(cat check.txt)"
# The control: without tables it has none.
mv opt/share share
if opt/bin/gongzhi check >check.txt 2>&1; then fail "it found tables that are not there"; fi
grep -q 'GONGZHI_CONFIG_DIR' check.txt || fail "$(cat check.txt)"
echo ok
