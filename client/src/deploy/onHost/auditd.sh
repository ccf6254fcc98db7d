# auditd as it runs here, and how it is restarted. `way` is one of RestartWay in hostState.ts.

is_gone() {
  comm=
  { read -r comm < "/proc/$1/comm"; } 2>/dev/null
  [ "$comm" != auditd ]
}

# `pid`, and whether it runs: that of this machine's own, not of a container's on it. A daemon that stays in the
# foreground of its unit has no pid file.
auditd_pid() {
  pid=
  { read -r pid < /run/auditd.pid || read -r pid < /var/run/auditd.pid; } 2>/dev/null
  if [ -z "$pid" ] && [ -d /run/systemd/system ]; then
    pid=$(systemctl show -p MainPID auditd.service 2>/dev/null)
    pid=${pid#MainPID=}
  fi
  case $pid in
    '' | 0 | *[!0-9]*) return 1 ;;
  esac
  ! is_gone "$pid"
}

# `way`
find_restart_way() {
  way=none
  if [ -d /run/systemd/system ]; then
    unit=$(systemctl show -p LoadState -p RefuseManualStop auditd.service 2>/dev/null)
    case $unit in
      *LoadState=loaded*) ;;
      *) return ;;
    esac
    case $unit in
      *RefuseManualStop=yes*) ;;
      *)
        way=systemctl
        return
        ;;
    esac
    if [ -x /usr/libexec/initscripts/legacy-actions/auditd/restart ] && command -v service >/dev/null; then
      way=service
    else
      way=signal
    fi
  elif [ -x /etc/init.d/auditd ]; then
    way=init
  fi
}

# TCP ports that a process listens on. No ss: not every host has one.
ports_of() {
  sockets=
  for word in $(ls -l "/proc/$1/fd" 2>/dev/null); do
    case $word in
      socket:*)
        inode=${word#socket:?}
        sockets="$sockets ${inode%?} "
        ;;
    esac
  done
  cat "/proc/$1/net/tcp" "/proc/$1/net/tcp6" 2>/dev/null |
    while read -r _ address _ state _ _ _ _ _ inode _; do
      case $state$sockets in
        0A*" $inode "*) printf '%d ' "0x${address##*:}" ;;
      esac
    done
}

observe_auditd() {
  find_restart_way
  say "restart $way"
  auditd_pid || return 0
  say "auditd $pid"
  say "listens $(ports_of "$pid")"
}
