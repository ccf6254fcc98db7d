# observe TRANSACTION|- FOLDER…   All that a plan needs, in one go, and which folders are not there. First it ends what an
# earlier run left unfinished.
# With few programs in all, since each that is started costs more than what it tells. names: paths, each ended by a zero
# byte. stats: for each its raw mode in hexadecimal, owner and size. contents, the last: the bytes of the ordinary ones of
# at most a megabyte, in the order of names.
observe_files() {
  length=0
  for file; do length=$((length + ${#file} + 1)); done
  say "=names $length"
  printf '%s\0' "$@"
  say
  stats=$(stat -c '%f %u:%g %s' -- "$@")
  block stats "$stats"
  word_is=mode
  for word in $stats; do
    case $word_is in
      mode)
        raw=$word
        word_is=owner
        ;;
      owner) word_is=size ;;
      size)
        file=$1
        shift
        # The type comes first: 8 is an ordinary file.
        case $raw in
          8???) [ "$word" -gt 1048576 ] || set -- "$@" "$file" ;;
        esac
        word_is=mode
        ;;
    esac
  done
  say END
  say '=contents -'
  cat -- "$@" </dev/null
}

observe() {
  if [ -d "$audit" ] && command -v flock >/dev/null; then
    take_lock 30
    recover "$1"
    exec 9<&-
  fi
  shift
  for folder; do
    [ -d "$folder" ] || block absent "$folder"
  done
  say "machine $(uname -mr)"
  block version "$(auditctl -v 2>&1)"
  block status "$(auditctl -s 2>&1)"
  block loaded "$(auditctl -l 2>&1)"
  block os "$(cat /etc/os-release 2>/dev/null)"
  block awk "$(readlink -f "$(command -v awk)" 2>/dev/null)"
  if command -v augenrules >/dev/null; then say 'augenrules yes'; fi
  if [ -d "$audit/rules.d" ]; then say 'rules.d yes'; fi
  for folder in $folders; do
    [ ! -d "$folder" ] || say "folder $folder"
  done
  observe_auditd
  observe_validation
  for tool in flock sha256sum setsid; do
    command -v $tool >/dev/null || say "lacks $tool"
  done
  block users "$(getent passwd 2>/dev/null || cat /etc/passwd 2>/dev/null)"
  block groups "$(getent group 2>/dev/null || cat /etc/group 2>/dev/null)"
  set --
  for file in "$audit"/*.rules* "$audit"/*.conf "$audit"/rules.d/* "$audit"/plugins.d/*.conf /etc/audisp/*.conf \
    /etc/audisp/plugins.d/*.conf /etc/hosts.allow /etc/hosts.deny; do
    if [ -e "$file" ] || [ -L "$file" ]; then set -- "$@" "$file"; fi
  done
  if [ $# -gt 0 ]; then observe_files "$@"; else say END; fi
}
