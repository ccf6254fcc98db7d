# Changes of auditd: restart, reload, and how it is known that they worked.

has_other_pid() {
  auditd_pid && [ "$pid" != "$1" ]
}

stop_by_signal() {
  auditd_pid || return 0
  kill -TERM "$pid"
  until_true 30 is_gone "$pid"
}

# With the signals, the umask and the descriptors that a daemon expects: it must hold neither the lock nor the channel.
restart_by() {
  (
    trap - HUP PIPE INT TERM
    umask 022
    cd /
    case $1 in
      systemctl) systemctl restart auditd.service ;;
      service) service auditd restart ;;
      signal) stop_by_signal && systemctl start auditd.service ;;
      init) /etc/init.d/auditd restart ;;
    esac
  ) 9<&- </dev/null
}

listens() {
  case " $(ports_of "$1")" in
    *" $2 "*) ;;
    *) return 1 ;;
  esac
}

auditd_setting() {
  sed -n "s/^ *$1  *=  *\([^ ]*\) *$/\1/p" "$audit/auditd.conf" 2>/dev/null | tail -n 1
}

audit_log() {
  log=$(auditd_setting '[Ll][Oo][Gg]_[Ff][Ii][Ll][Ee]')
  printf %s "${log:-/var/log/audit/audit.log}"
}

has_logged_start() {
  tail -c 262144 "$(audit_log)" 2>/dev/null | grep -aq "^.*type=DAEMON_START .* pid=$1 "
}

# LOG OFFSET: auditd has said since then that it took its configuration. After a rotation the log is shorter.
has_logged_config() {
  from=$(($2 + 1))
  [ "$(stat -c %s "$1")" -ge "$2" ] || from=1
  tail -c "+$from" "$1" | grep -aq 'type=DAEMON_CONFIG .*res=success'
}

# Says nothing; `fault` is what is not as it should be.
restart_auditd() {
  fault=
  auditd_pid || pid=-
  before=$pid
  restart_by "$way" > "$stage/restart" 2>&1
  if ! until_true 5 has_other_pid "$before"; then
    fault=not-started
  elif [ "$port" != - ] && ! until_true 10 listens "$pid" "$port"; then
    fault=not-listening
  elif [ "$logs" = yes ] && ! until_true 10 has_logged_start "$pid"; then
    fault=not-logged
  elif is_gone "$pid"; then
    fault=not-started
  fi
  [ -z "$fault" ]
}

reload_auditd() {
  fault=not-reloaded
  log=$(audit_log)
  size=$(stat -c %s "$log" 2>/dev/null) || return 1
  auditd_pid || return 1
  kill -HUP "$pid"
  until_true 10 has_logged_config "$log" "$size" || return 1
  fault=
}

change_auditd() {
  [ "$daemon" != none ] || return 0
  : > "$stage/DAEMON"
  sync_paths "$stage"
  mark_log
  if [ "$daemon" = reload ]; then reload_auditd; else restart_auditd; fi
}

# From here on `said_since` has what is new in the log of the system.
mark_log() {
  if [ -d /run/systemd/system ]; then
    mark=$(journalctl -q -n 0 --show-cursor 2>/dev/null | sed -n 's/^-- cursor: //p')
  else
    mark=$(cat /var/log/syslog /var/log/messages 2>/dev/null | wc -c)
  fi
}

# NAME: what a daemon or a plugin had to complain of since the mark, the last lines of it.
said_since() {
  if [ -d /run/systemd/system ]; then
    journalctl -q -o cat -t "$1" --after-cursor="$mark" 2>/dev/null
  else
    cat /var/log/syslog /var/log/messages 2>/dev/null | tail -c "+$((mark + 1))" | grep -a " $1[][0-9]*: " |
      sed "s/^.* $1[][0-9]*: //"
  fi | grep -av 'dispatcher initialized\|Init complete\|daemon is exiting\|^Started dispatcher' | tail -n 5
}

has_said() {
  said=$(said_since "$1")
  [ -n "$said" ]
}

# The files are the old ones again: auditd is to go by them. What ran must run; what did not must not.
undo_auditd() {
  [ -f "$1/DAEMON" ] || return 0
  read -r daemon way was < "$1/daemon"
  if [ "$was" = - ]; then
    stop_by_signal
    return
  fi
  stage=$1
  port=-
  logs=no
  if [ "$daemon" = reload ] && reload_auditd; then return; fi
  if [ "$way" != none ]; then restart_auditd; fi
}
