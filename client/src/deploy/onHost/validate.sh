# The host's own programs read a configuration file in a private mount namespace, where it lies in the place of the one
# that is there. Nothing that runs hears of it. The oldest unshare leaves the mounts shared: they are made private first.

can_validate() {
  command -v unshare >/dev/null && [ -f "$1" ] || return 1
  case $1 in
    "$audit/auditd.conf") command -v ausearch >/dev/null && can_unshare -m ;;
    "$audit/audisp-remote.conf") command -v audisp-remote >/dev/null && can_unshare -mn ;;
    *) return 1 ;;
  esac
}

# Who may have both may have the first.
can_unshare() {
  case "${unshared:=$(for flags in -mn -m; do ! unshare $flags true 2>/dev/null || { echo $flags; break; }; done)}" in
    "$1"*) ;;
    *) return 1 ;;
  esac
}

observe_validation() {
  for found in "$audit/auditd.conf" "$audit/audisp-remote.conf"; do
    if can_validate "$found"; then say "validates $found"; fi
  done
}

# ausearch reads auditd.conf with auditd's own parser; its status says nothing, its words do.
auditd_refuses() {
  said=$(unshare -m sh -c 'mount --make-rprivate / && mount --bind "$1" "$2" && exec ausearch -m DAEMON_START -if /dev/null' \
    sh "$1" "$audit/auditd.conf" 2>&1 >/dev/null 9<&- </dev/null)
  case $said in
    *'using built-in logs'*) ;;
    *) return 1 ;;
  esac
  said=$(printf '%s\n' "$said" | grep -v 'using built-in logs\|<no matches>')
}

# The plugin opens its queue: it gets an empty folder in its place, or is not asked. No network either.
remote_refuses() {
  queue=$(sed -n 's/^ *[Qq][Uu][Ee][Uu][Ee]_[Ff][Ii][Ll][Ee]  *=  *\([^ ]*\) *$/\1/p' "$1" | tail -n 1)
  queue=${queue:-/var/spool/audit/remote.log}
  case ${queue%/*} in
    *..* | /var/log) return 1 ;;
    /var/*) ;;
    *) return 1 ;;
  esac
  mark_log
  timeout 10 unshare -mn sh -c 'mount --make-rprivate / && mount --bind "$1" "$2" &&
    { [ ! -d "$3" ] || mount -t tmpfs none "$3"; } && exec audisp-remote' \
    sh "$1" "$audit/audisp-remote.conf" "${queue%/*}" >/dev/null 2>&1 9<&- </dev/null
  [ $? = 6 ] || return 1
  until_true 2 has_said audisp-remote || :
}

# After they were staged, with owner and mode: those count, too.
validate_files() {
  [ "$validated" = - ] || each_file "$stage" validate_file
}

validate_file() {
  case ",$validated," in *",$path,"*) ;; *) return ;; esac
  can_validate "$path" || return
  case $path in
    "$audit/auditd.conf") auditd_refuses "$made_as" || return ;;
    "$audit/audisp-remote.conf") remote_refuses "$made_as" || return ;;
  esac
  block said "$said"
  refuse "invalid $path"
}
