# shellcheck shell=bash disable=SC2154
# Installs the Debian packages that are missing, says why first, and leaves no service behind that nobody asked for.
# Part of ./gongzhi, which gives it $root, $word, say, die and long_step.

packages_file=$root/packaging/debian-packages.txt

# listed GROUP...: the rows "package<TAB>why" of these groups, each package once.
listed() {
  awk -F '\t' -v wanted=" $* " '
    /^#/ || /^[ \t]*$/ { next }
    /^\[/ { group = substr($0, 2, length($0) - 2); next }
    index(wanted, " " group " ") && !seen[$1]++' "$packages_file"
}

# as_root COMMAND...
as_root() {
  if ((EUID == 0)); then "$@"; else sudo "$@"; fi
}

# ensure_packages GROUP...: nothing when all are there; otherwise says what and why, then installs.
ensure_packages() {
  local package why installed missing=()
  [[ -n ${GONGZHI_NO_INSTALL:-} ]] && return 0
  command -v apt-get >/dev/null || check_debian
  # shellcheck disable=SC2016  # The ${…} are dpkg's.
  installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n')
  while IFS=$'\t' read -r package why; do
    grep -qxF "$package installed" <<<"$installed" && continue
    ((${#missing[@]})) || say "These Debian packages are missing and will be installed:"
    printf '  %-22s %s\n' "$package" "$why" >&2
    missing+=("$package")
  done < <(listed "$@")
  ((${#missing[@]})) || return 0
  check_debian
  if ((EUID != 0)) && ! command -v sudo >/dev/null; then
    die "installing needs root, and there is no sudo." "Run once: su -c 'apt-get update && apt-get install -y --no-install-recommends ${missing[*]}'"
  fi
  install_packages "${missing[@]}"
}

check_debian() {
  local name
  name=$(sed -n 's/^PRETTY_NAME="\(.*\)"/\1/p' /etc/os-release 2>/dev/null || true)
  [[ $name == 'Debian GNU/Linux 12 '* ]] || die "this is ${name:-no Linux we know}; the package names are those of Debian 12." \
    "In a container: docker run -it -v \"$root\":/src debian:12 /src/gongzhi $word" \
    "With everything installed in another way: GONGZHI_NO_INSTALL=1 ./gongzhi $word"
}

install_packages() {
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -y -q -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3)
  # sudo asks for its password here, where it can be seen, not inside a step whose output goes to a log.
  ((EUID == 0)) || sudo -v || die "sudo was refused." "Ask whoever runs this machine to install the packages above."
  long_step apt-update "Is the network up? Are the sources in /etc/apt right?" as_root "${apt[@]}" update
  keep_services_off "$@"
  long_step apt-install "Try: apt-get -f install. A full disk and a broken mirror are the usual reasons." \
    as_root "${apt[@]}" install --no-install-recommends "$@"
  leave_services_off "$@"
  trap - EXIT
}

# What we install for our own private servers must not become a server of the system
# (docs/decisions/0009-installed-services-stay-off.md). Only for packages that were not there before.
cluster_drop_in=/etc/postgresql-common/createcluster.d/gongzhi.conf

keep_services_off() {
  trap 'leave_services_off '"${*@Q}" EXIT
  if [[ " $* " == *" redis-server "* && -d /run/systemd/system ]]; then
    as_root systemctl --quiet mask --runtime redis-server.service
  fi
  if [[ " $* " == *" postgresql-15 "* && ! -e $cluster_drop_in ]]; then
    as_root mkdir -p "${cluster_drop_in%/*}"
    echo 'create_main_cluster = false' | as_root tee "$cluster_drop_in" >/dev/null
  fi
}

leave_services_off() {
  if [[ " $* " == *" redis-server "* && -d /run/systemd/system ]]; then
    as_root systemctl --quiet unmask --runtime redis-server.service || true
    as_root systemctl --quiet disable redis-server.service || true
  fi
  if [[ " $* " == *" postgresql-15 "* ]]; then as_root rm -f "$cluster_drop_in"; fi
}
