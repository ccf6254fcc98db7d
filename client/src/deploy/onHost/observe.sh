# observe TRANSACTION|-   All that a plan needs, in one go. First it ends what an earlier run left unfinished.
# A file is: file mode owner kind size path-in-base64 content-in-base64
observe_file() {
  kind=other
  [ ! -f "$1" ] || kind=file
  [ ! -L "$1" ] || kind=link
  size=$(stat -c %s "$1")
  content=
  if [ $kind = file ] && [ "$size" -le 1048576 ]; then
    content=$(base64 < "$1" | tr -d '\n')
  elif [ $kind = file ]; then
    kind=large
  fi
  say "file $(stat -c '%a %u:%g' "$1") $kind $size $(printf %s "$1" | base64 | tr -d '\n') $content"
}

observe() {
  if [ -d "$audit" ] && command -v flock >/dev/null; then
    take_lock 30
    recover "$1"
    exec 9<&-
  fi
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
  for file in "$audit"/*.rules* "$audit"/*.conf "$audit"/rules.d/* "$audit"/plugins.d/*.conf /etc/audisp/*.conf \
    /etc/audisp/plugins.d/*.conf /etc/hosts.allow /etc/hosts.deny; do
    if [ -e "$file" ] || [ -L "$file" ]; then observe_file "$file"; fi
  done
  say END
}
