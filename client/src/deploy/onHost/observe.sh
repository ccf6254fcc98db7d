# observe TRANSACTION|- FOLDER…   All that a plan needs, in one go, and which folders are not there. First it ends what an earlier run left unfinished.
# All files with a few programs in all, since each program that is started costs more than the files. files: raw mode in
# hexadecimal, owner, size and path, each ended by a zero byte. contents: the bytes of the ordinary ones of at most a
# megabyte, in the order of files.
observe_files() {
  [ $# -gt 0 ] || return 0
  stat --printf '%f %u:%g %s %n\0' -- "$@" | block files
  for file; do
    shift
    if [ -f "$file" ] && [ ! -L "$file" ]; then set -- "$@" "$file"; fi
  done
  for size in $(stat -c %s -- "$@"); do
    file=$1
    shift
    [ "$size" -gt 1048576 ] || set -- "$@" "$file"
  done
  cat -- "$@" </dev/null | block contents
}

observe() {
  if [ -d "$audit" ] && command -v flock >/dev/null; then
    take_lock 30
    recover "$1"
    exec 9<&-
  fi
  shift
  for folder; do
    [ -d "$folder" ] || say "absent $(printf %s "$folder" | base64 | tr -d '\n')"
  done
  say "arch $(uname -m)"
  say "kernel $(uname -r)"
  auditctl -v 2>&1 | block version
  auditctl -s 2>&1 | block status
  auditctl -l 2>&1 | block loaded
  cat /etc/os-release 2>/dev/null | block os
  readlink -f "$(command -v awk)" 2>/dev/null | block awk
  say "augenrules $(command -v augenrules || echo -)"
  say "rules.d $([ -d "$audit/rules.d" ] && echo yes || echo no)"
  for folder in $folders; do
    [ ! -d "$folder" ] || say "folder $folder"
  done
  observe_auditd
  observe_validation
  say "tools $(for tool in flock sha256sum base64 setsid; do command -v $tool >/dev/null || printf '%s ' $tool; done)"
  { getent passwd || cat /etc/passwd; } 2>/dev/null | cut -d: -f1,3 | block users
  { getent group || cat /etc/group; } 2>/dev/null | cut -d: -f1,3 | block groups
  set --
  for file in "$audit"/*.rules* "$audit"/*.conf "$audit"/rules.d/* "$audit"/plugins.d/*.conf /etc/audisp/*.conf \
    /etc/audisp/plugins.d/*.conf /etc/hosts.allow /etc/hosts.deny; do
    if [ -e "$file" ] || [ -L "$file" ]; then set -- "$@" "$file"; fi
  done
  observe_files "$@"
  say END
}
