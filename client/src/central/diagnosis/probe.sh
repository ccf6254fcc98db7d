# Looks at an audit host, as root. Reads only: nothing is written, started anew or signalled, and no connection is
# made. Each answer has an upper size, each program its time. An answer is a line of a name and words.
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:$PATH
LC_ALL=C
export PATH LC_ALL

say() {
  printf '%s\n' "$*"
}
coded() {
  head -c "$1" | base64 | tr -d '\n'
}
has() {
  command -v "$1" >/dev/null 2>&1
}
within() {
  seconds=$1
  shift
  if has timeout; then timeout "$seconds" "$@"; else "$@"; fi
}
# ask NAME SECONDS BYTES PROGRAM…   says: NAME STATUS COMMAND SAID, the last two in base64; nothing without the program
ask() {
  name=$1 time=$2 most=$3
  has "$4" || return 0
  shift 3
  # The status comes between two tildes, wherever base64 is just then.
  answer=$({ { within "$time" "$@" 2>&1 </dev/null; printf '~%s~' $? >&3; } | coded "$most"; } 3>&1)
  status=${answer#*~}
  said=${answer%%~*}${answer##*~}
  say "$name ${status%~*} $(printf %s "$*" | coded 600) $said"
}
# The value that counts of a keyword in a configuration file.
value() {
  awk -v key="$2" 'tolower($1) == key && $2 == "=" { v = $3 } END { print v }' "$1" 2>/dev/null
}
number() {
  case $1 in '' | *[!0-9]*) say "$2" ;; *) say "$1" ;; esac
}

# file MODE OWNER KIND SIZE MTIME PATH CONTENT
show_file() {
  kind=other
  [ ! -f "$1" ] || kind=file
  [ ! -L "$1" ] || kind=link
  content=
  # This one holds a password.
  case $1 in */zos-remote.conf) ;; *) [ ! -f "$1" ] || content=$(coded 262144 <"$1") ;; esac
  say "file $(stat -c "%a %u:%g $kind %s %Y" "$1" 2>/dev/null) $(printf %s "$1" | coded 4096) $content"
}
show_files() {
  shown=0
  for found; do
    if [ -e "$found" ] || [ -L "$found" ]; then
      show_file "$found"
      shown=$((shown + 1))
      [ $shown -lt 200 ] || return 0
    fi
  done
}
# fact PATH MODE OWNER TYPE: a file or folder that configuration names, or where its link leads; `-`: not there
fact() {
  say "fact $(printf %s "$1" | coded 4096) $(stat -L -c '%a %u %F' "$1" 2>/dev/null || echo -)"
}

show_processes() {
  own=$(readlink /proc/self/ns/pid)
  for place in /proc/[0-9]*; do
    { read -r comm <"$place/comm"; } 2>/dev/null || continue
    case $comm in auditd | audispd | audisp-*) ;; *) continue ;; esac
    here=yes
    [ "$(readlink "$place/ns/pid")" = "$own" ] || here=no
    rest=$(cat "$place/stat" 2>/dev/null)
    rest=${rest##*) }
    # shellcheck disable=SC2086
    set -- $rest
    say "process ${place#/proc/} $2 ${20} $here $comm $(tr '\0' ' ' <"$place/cmdline" | coded 1000)"
    for fd in "$place"/fd/*; do
      to=$(readlink "$fd")
      case $to in
        /dev/null | anon_inode* | pipe:* | socket:*) ;;
        /*) say "open ${place#/proc/} $(stat -L -c %d:%i "$fd" 2>/dev/null || echo -) $(printf %s "$to" | coded 4096)" ;;
      esac
    done
  done
}

# The end of the log, as figures: N NODE RECORDS FIRST LAST DOUBLED PEAK (records in its busiest minute), and the daemon's last words about its clients.
summarize() {
  awk '
    {
      node = "-"; from = 1
      if (substr($1, 1, 5) == "node=") { node = substr($1, 6); from = 2 }
      if (substr($from, 1, 5) == "node=") { doubled[node]++; from++ }
      if (substr($from, 1, 5) != "type=") next
      if (!match($0, /msg=audit\([0-9]+\.[0-9]+/)) next
      at = substr($0, RSTART + 10, RLENGTH - 10)
      if (!(node in count)) { if (++nodes > 500) next; first[node] = at }
      count[node]++
      minute = int(at / 60)
      if (minute != now[node]) { now[node] = minute; within[node] = 0 }
      if (++within[node] > peak[node]) peak[node] = within[node]
      if (at > last[node]) last[node] = at
      if ($from ~ /^type=DAEMON_/) daemon[(++said) % 120] = substr($0, 1, 300)
      if ($from == "type=AVC" && /comm="auditd"/) avc = substr($0, 1, 600)
    }
    END {
      for (node in count) print "N", node, count[node], first[node], last[node], doubled[node] + 0, peak[node]
      for (i = said - 119; i <= said; i++) if (i > 0) print "D", daemon[i % 120]
      if (avc != "") print "A", avc
    }'
}

show_log() {
  log=$1
  say "log $(printf %s "$log" | coded 4096) $(stat -L -c '%s %Y %a %U:%G %d:%i' "$log" 2>/dev/null || echo -)"
  folder=${log%/*}
  say "logfolder $(stat -L -c '%a %U:%G' "$folder" 2>/dev/null || echo -)"
  ask df 5 4000 df -P -k "$folder"
  ask inodes 5 4000 df -P -i "$folder"
  ask logs 5 20000 sh -c 'cd "$1" && stat -c "%s %Y %n" "$2"* | tail -n 300' sh "$folder" "${log##*/}"
  say "summary $({ tail -c 2000000 "$log.1"; tail -c 6000000 "$log"; } 2>/dev/null | summarize 2>/dev/null | coded 120000)"
}

messages='(auditd|audispd|audisp-remote|audisp-syslog|audisp-af_unix)(\[[0-9]+\])?: '
show_messages() {
  said=
  if has journalctl && { [ -d /run/log/journal ] || [ -d /var/log/journal ]; }; then
    said=$(within 10 journalctl -q --no-pager -o short-iso -n 400 --since '-3 days' _COMM=auditd + _COMM=audispd \
      + _COMM=audisp-remote + SYSLOG_IDENTIFIER=auditd + SYSLOG_IDENTIFIER=audisp-remote 2>/dev/null </dev/null |
      cut -c1-400 | coded 120000)
    say "messages 0 $(printf %s 'journalctl _COMM=auditd + _COMM=audispd + _COMM=audisp-remote' | coded 200) $said"
  fi
  [ -z "$said" ] || return 0
  for place in /var/log/syslog /var/log/messages; do
    [ -f "$place" ] || continue
    say "messages 0 $(printf %s "grep -E 'auditd|audisp' $place" | coded 200) $(tail -c 3000000 "$place" |
      grep -aE "$messages" | tail -n 400 | cut -c1-400 | coded 120000)"
    return 0
  done
}

show_network() {
  remote=/etc/audit/audisp-remote.conf
  [ -f "$remote" ] || remote=/etc/audisp/audisp-remote.conf
  port=$(number "$(value "$remote" port)" 60)
  listen=$(number "$(value /etc/audit/auditd.conf tcp_listen_port)" "$port")
  own=$(number "$(value "$remote" local_port)" "$port")
  ask listening 5 60000 ss -tlnp
  ask connections 5 120000 ss -tanpio "( sport = :$port or dport = :$port or sport = :$listen or sport = :$own )"
  ask addresses 5 20000 ip -o addr
  ask links 5 20000 ip -o link
  server=$(value "$remote" remote_server)
  case $server in
    '' | -* | *[!A-Za-z0-9._:%-]*) ;;
    *)
      ask resolve 6 4000 getent ahosts "$server"
      address=$(within 6 getent ahosts "$server" 2>/dev/null </dev/null | awk 'NR == 1 { print $1 }')
      if [ -n "$address" ]; then
        ask route 5 4000 ip route get "$address"
        ask neighbours 5 4000 ip neigh show "$address"
      fi
      ;;
  esac
  ask firewalld 8 20000 firewall-cmd --list-all
  ask firewalldkept 8 20000 firewall-cmd --permanent --list-all
  # "ufw status" would write its lock; what it says comes from these.
  ! has ufw || ask ufw 5 60000 cat /etc/ufw/ufw.conf /etc/default/ufw /etc/ufw/user.rules
  ask nft 5 100000 nft list ruleset
  if ! has nft || [ -s /proc/net/ip_tables_names ]; then ask iptables 5 100000 iptables-save; fi
  ask selinux 5 200 getenforce
  case $(getenforce 2>/dev/null) in
    Enforcing | Permissive) ask ports 10 4000 sh -c 'semanage port -l | grep audit_port_t' ;;
  esac
}

say "time $(date '+%s.%N %z %Y')"
say "clock $(cut -d' ' -f1 /proc/uptime) $(getconf CLK_TCK 2>/dev/null || echo 100)"
say "kernel $(uname -r)"
say "arch $(uname -m)"
say "hostname $(uname -n)"
say "uid $(id -u)"
login=${SUDO_USER:-${DOAS_USER:-}}
say "login ${login:-root} $([ -z "$login" ] || id -Gn "$login" 2>/dev/null)"
ask version 5 200 auditctl -v
ask status 5 4000 auditctl -s
ask loaded 10 262144 auditctl -l
ask os 2 4000 cat /etc/os-release
ask cmdline 2 4000 cat /proc/cmdline
ask virt 5 200 systemd-detect-virt -c
ask users 5 200000 sh -c '{ getent passwd || cat /etc/passwd; } | cut -d: -f1,3'
ask groups 5 200000 sh -c '{ getent group || cat /etc/group; } | cut -d: -f1,3'
ask awk 2 200 readlink -f "$(command -v awk)"
[ ! -d /run/systemd/system ] || ask unit 5 8000 systemctl show -p LoadState,ActiveState,SubState,Result,ExecMainStatus,ConditionResult,RefuseManualStop,UnitFileState,FragmentPath,After,Before auditd.service
[ ! -x /usr/libexec/initscripts/legacy-actions/auditd/restart ] || say "legacy yes"
plugins=$(value /etc/audit/auditd.conf plugin_dir)
[ -n "$plugins" ] || plugins=$(value /etc/audisp/audispd.conf plugin_dir)
show_files /etc/audit/*.conf /etc/audit/plugins.d/* /etc/audisp/*.conf /etc/audisp/plugins.d/*
case ${plugins%/} in
  '' | /etc/audit/plugins.d | /etc/audisp/plugins.d) ;;
  /*) show_files "${plugins%/}"/* ;;
esac
show_files /etc/audit/*.rules /etc/audit/rules.d/*
show_files /etc/hosts.allow /etc/hosts.deny
for named in $(cat /etc/audit/*.conf /etc/audit/plugins.d/* /etc/audisp/*.conf /etc/audisp/plugins.d/* "${plugins:-/dev/null}"/* 2>/dev/null |
  awk '$2 == "=" { for (i = 3; i <= NF; i++) if (substr($i, 1, 1) == "/" && length($i) < 300 && !($i in seen) && n++ < 100) { seen[$i]; print $i } }'); do
  fact "$named"
  [ "${named%/*}" = '' ] || fact "${named%/*}"
done
for usual in /sbin/audisp-remote /usr/sbin/audisp-remote /sbin/audispd /var/log/audit /var/spool/audit /etc/audit/audit.key \
  /etc/audit/audisp-remote.key /etc/audit/plugins.d /etc/audisp/plugins.d /etc/audit/rules.d; do
  fact $usual
done
daemon=$(command -v auditd)
say "libwrap $([ -n "$daemon" ] && grep -q libwrap "$daemon" 2>/dev/null && echo yes || echo no)"
show_processes
show_network
log=$(value /etc/audit/auditd.conf log_file)
case $log in /*) show_log "$log" ;; *) show_log /var/log/audit/audit.log ;; esac
show_messages
for state in /run/auditd.state /var/run/auditd.state /run/audit/remote.state; do
  [ ! -f $state ] || say "state $(stat -c %Y $state) $state $(coded 8000 <$state)"
done
ask spool 3 4000 sh -c 'stat -c "%s %Y %a %n" /var/spool/audit/*'
say END
