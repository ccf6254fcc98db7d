# observe SETTLED yes|no ACCOUNTS FOLDER…   All that a plan needs, in one go, and which folders are not there; yes: also which
# files the host can validate. ACCOUNTS: users and groups that rules name. EARLIER, and no more, where an earlier deploy has
# left something, unless SETTLED is yes: that is ended first, by another script.
# With few programs in all, since each that is started costs more than what it tells. names: paths, each ended by a zero
# byte. stats: for each its raw mode in hexadecimal, owner, size and time of change, then those of the folders. contents,
# the last: the bytes of the ordinary ones in the order of names, those of accounts and others of at most a megabyte.
observe_files() {
  length=0
  for file; do length=$((length + ${#file} + 1)); done
  say "=names $length"
  printf '%s\0' "$@"
  say
  stats=$(stat -c '%f %u:%g %s %y' -- "$@" $there)
  block stats "$stats"
  left=$#
  word_is=mode
  for word in $stats; do
    case $word_is in
      mode)
        [ $left -gt 0 ] || break
        left=$((left - 1))
        raw=$word
        word_is=owner
        ;;
      owner) word_is=size ;;
      size)
        file=$1
        shift
        # The type comes first: 8 is an ordinary file.
        case $raw in
          8???)
            case $file in
              /etc/passwd | /etc/group) set -- "$@" "$file" ;;
              *) [ "$word" -gt 1048576 ] || set -- "$@" "$file" ;;
            esac
            ;;
        esac
        word_is=day
        ;;
      day) word_is=clock ;;
      clock) word_is=zone ;;
      zone) word_is=mode ;;
    esac
  done
  say END
  say '=contents -'
  cat -- "$@" </dev/null
}

# Where the file knows all accounts it is read with the others; else they are asked for. getent tells what it may: a
# directory (sssd) as a rule lists nobody, and knows whom it is asked for by name, so those in rules are.
observe_accounts() {
  locals=
  while read -r kind first second third; do
    case $kind$first$second$third in
      passwd:files | group:files) locals="$locals $kind" ;;
      passwd:filessystemd | group:filessystemd)
        # Which knows homes and the users of services, and those change their numbers.
        [ -e /run/systemd/userdb/io.systemd.Home ] || [ -d /etc/userdb ] || locals="$locals $kind"
        ;;
    esac
  done 2>/dev/null </etc/nsswitch.conf
  case $locals in *passwd:*group:* | *group:*passwd:*) return ;; esac
  in_rules=$(cat "$audit"/rules.d/*.rules 2>/dev/null | tr ' \t' '\n\n' |
    sed -n 's/^\(-F\)\{0,1\}[a-z_]*[ug]id[!<>=]\{1,2\}\([A-Za-z_][A-Za-z0-9_.@\\-]*\)$/\2/p' | sort -u)
  # Names have no character that a shell would take for more.
  set -- $named $in_rules
  case $locals in *passwd:*) ;; *) block passwd "$(accounts passwd "$@")" ;; esac
  case $locals in *group:*) ;; *) block group "$(accounts group "$@")" ;; esac
}

accounts() {
  getent "$1" 2>/dev/null
  [ $# -lt 2 ] || getent "$@" 2>/dev/null
}

# Some awk in the path is mawk.
is_mawk() {
  left=$PATH:
  while [ -n "$left" ]; do
    each=${left%%:*}
    left=${left#*:}
    if [ -x "$each/awk" ]; then
      for known in "$each/mawk" /usr/bin/mawk; do
        if [ "$each/awk" -ef "$known" ]; then return; fi
      done
      return 1
    fi
  done
  return 1
}

# uname's words, from the kernel itself where it tells them.
observe_kernel() {
  { read -r kernel < /proc/sys/kernel/osrelease && read -r machine < /proc/sys/kernel/arch; } 2>/dev/null &&
    say "machine $kernel $machine" && return
  say "machine $(uname -r) $(uname -m)"
}

observe() {
  if [ "$1" = no ]; then
    for earlier in "$audit"/.ad-*; do
      if [ -d "$earlier" ]; then
        say EARLIER
        return
      fi
    done
  fi
  validates=$2
  named=$3
  shift 3
  for folder; do
    [ -d "$folder" ] || block absent "$folder"
  done
  observe_kernel
  block version "$(auditctl -v 2>&1)"
  block status "$(auditctl -s 2>&1)"
  block loaded "$(auditctl -l 2>&1)"
  if is_mawk; then say 'awk mawk'; fi
  if command -v augenrules >/dev/null; then say 'augenrules yes'; fi
  if [ -d "$audit/rules.d" ]; then say 'rules.d yes'; fi
  find_folders
  for folder in $there; do say "folder $folder"; done
  observe_auditd
  [ "$validates" = no ] || observe_validation
  for tool in flock sha256sum; do
    command -v $tool >/dev/null || say "lacks $tool"
  done
  observe_accounts
  set --
  for file in /etc/passwd /etc/group /usr/lib/os-release /etc/os-release "$audit"/*.rules* "$audit"/*.conf "$audit"/rules.d/* "$audit"/plugins.d/*.conf /etc/audisp/*.conf \
    /etc/audisp/plugins.d/*.conf /etc/hosts.allow /etc/hosts.deny; do
    if [ -e "$file" ] || [ -L "$file" ]; then set -- "$@" "$file"; fi
  done
  if [ $# -gt 0 ]; then observe_files "$@"; else say END; fi
}

shift
observe "$@"
