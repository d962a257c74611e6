#!/usr/bin/env bash
# Follows the README as a reader would: starts the platform on a fresh data directory, types every line of its
# console blocks and compares the answers with the printed ones (numbers and times of a run aside).
#   walk.bash PROGRAM README            fails on the first answer that differs
#   walk.bash PROGRAM README --record   writes the answers of this run into the README
set -euo pipefail

program=$(readlink -f -- "$1")
readme=$(readlink -f -- "$2")
record=${3:-}
root=$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../.." && pwd)
work=$(mktemp -d)
server=''
# shellcheck disable=SC2317  # Called by the trap.
stop() {
  [[ -z $server ]] || { kill -TERM "$server" 2>/dev/null && wait "$server" 2>/dev/null; } || true
  rm -rf -- "$work"
}
trap stop EXIT

# The reader's folder: `./gongzhi WORD` is the program under test, `data` its data directory.
ln -s "$program" "$work/gongzhi"
ln -s "$root/config" "$work/config"
mkdir "$work/data"
"$program" serve --demo --data "$work/data" --listen 127.0.0.1:0 >"$work/out" 2>"$work/log" &
server=$!
for ((i = 0; i < 300; ++i)); do
  grep -q '^ready http' "$work/out" && break
  kill -0 "$server" 2>/dev/null || { cat "$work/log" >&2; exit 1; }
  sleep 0.1
done
url=$(sed -n 's/^ready //p' "$work/out")

# Numbers, identifiers and times differ from run to run; a drawn verifier may be another one.
same_for_every_run() {
  sed -E -e 's/[0-9]{8}-[0-9]{5,}/NUMBER/g' -e 's/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+\+08:00/TIME/g' \
    -e 's/verifier-[0-9]+/VERIFIER/g' -e 's/member-[0-9]+/MEMBER/g' -e 's/(一般|紧急)、(非)?工作时间/\1、NOW/g'
}

# run COMMAND: in one shell that lives as long as the walk, so that functions and variables stay.
coproc shell { cd "$work" && exec bash --norc 2>&1; }
run() {
  printf '%s\necho "::end $?"\n' "${1//http:\/\/127.0.0.1:8080/$url}" >&"${shell[1]}"
  local line
  answer=''
  while IFS= read -r -t 60 -u "${shell[0]}" line; do
    # Output without a line feed at its end stands before the mark.
    [[ $line == *'::end '* ]] && { answer+=${line%%::end *}; return 0; }
    answer+=$line$'\n'
  done
  echo "no end of: $1" >&2
  return 1
}

# settle COMMAND EXPECTED: a question may be asked before the worker has answered the last message, so one that
# changes nothing is asked again for a while; whatever carries a body is typed once.
settle() {
  local tries=50
  # shellcheck disable=SC2016  # A literal $( of the command.
  [[ $1 == *" '{"* || $1 == *'$('* ]] && tries=1
  while :; do
    run "$1"
    [[ $(same_for_every_run <<<"${answer%$'\n'}") == "$(same_for_every_run <<<"${2%$'\n'}")" ]] && return 0
    ((--tries > 0)) || return 1
    sleep 0.1
  done
}

failed=0
command='' expected='' written="$work/readme"
: >"$written"
flush() {
  [[ $command ]] || return 0
  if [[ $record ]]; then
    sleep 0.5
    run "$command"
    printf '%s' "$answer" >>"$written"
    [[ -z $answer || $answer == *$'\n' ]] || echo >>"$written"
  elif ! settle "$command" "$expected"; then
    printf '\n%s\n--- printed\n%s--- answered\n%s\n' "$command" "$expected" "$answer" >&2
    failed=1
  fi
  command='' expected=''
}

in_block=''
commands=0
while IFS= read -r line || [[ $line ]]; do
  if [[ $line == '```console' ]]; then
    in_block=1
  elif [[ $in_block && $line == '```' ]]; then
    flush
    in_block=''
  elif [[ $in_block && $line == '$ '* ]]; then
    flush
    command=${line#'$ '}
    commands=$((commands + 1))
  elif [[ $in_block && $line == '> '* && -z $expected ]]; then
    command+=$'\n'${line#'> '}
  elif [[ $in_block ]]; then
    expected+=$line$'\n'
    continue
  fi
  printf '%s\n' "$line" >>"$written"
done <"$readme"

((commands >= 10)) || { echo "only $commands commands found in $readme" >&2; exit 1; }
if [[ $record ]]; then cat "$written" >"$readme"; fi
((failed == 0)) && echo "$commands commands answered as printed"
exit "$failed"
