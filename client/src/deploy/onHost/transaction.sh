# What every mode of the script shares. The whole script is one ARGUMENT ($1) and only a payload is on standard input:
# a connection that is cut can shorten the payload, which is noticed, but never the code.
#
# A deploy is a folder on the same file system as its targets, /etc/audit/.ad-TRANSACTION; for targets below /etc/audisp
# and directly in /etc, which may be other file systems, there is another of that name beside them:
#   M            a line per file: index mode owner old new offset size path   (old, new: sha256, or - for none; new may
#                be 'generated': augenrules writes it, so it is only saved)
#   bak.INDEX    hard link to the file as it was: its inode with owner, mode, label and times
#   loaded, status   what auditctl -l and -s said before
#   daemon       what is done to auditd, how, and its process before, or -
#   COMMIT       from here on files may have been replaced;   LOADING, DAEMON   and the loaded rules, and auditd, too
#   PENDING      in effect, waits for its confirmation; holds the time of its end
#   DONE         kept. COMMIT without DONE is undone by whoever finds it when its timer does not live.
set -u
umask 077
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin

# The client may vanish at any moment. What has been started is finished without it.
trap '' HUP PIPE INT TERM

script=$1
mode=$2
audit=/etc/audit
folders="$audit $audit/rules.d $audit/plugins.d /etc/audisp /etc/audisp/plugins.d"

# Output is a courtesy: with the client gone it fails, and that must not end the script.
say() {
  printf '%s\n' "$*" 2>/dev/null || :
}

# NAME: standard input as one word, so that no text of the host can look like an answer.
block() {
  printf '%s ' "$1" 2>/dev/null
  base64 -w 0 2>/dev/null
  say
}

hash_of() {
  set -- "$(sha256sum < "$1")"
  printf %s "${1%% *}"
}

# coreutils before 8.24 knows only the sync of everything.
sync_paths() {
  sync "$@" 2>/dev/null || sync
}

sync_directories() {
  set --
  for directory in $folders; do
    [ ! -d "$directory" ] || set -- "$@" "$directory"
  done
  sync_paths "$@"
}

# The lock is on the directory itself: only root can open it, so nobody else can hold it or plant a link in its place.
take_lock() {
  exec 9<"$audit"
  flock -w "$1" 9 && return
  say 'ERR busy'
  exit 75
}

times_of() {
  for directory in $folders; do
    [ ! -d "$directory" ] || stat -c '%y %n' "$directory"
  done
}

# STAGE PATH: `side` is the folder that holds what belongs to the path.
side_of() {
  case $2 in
    "$audit"/*) side=$1 ;;
    /etc/audisp/*) side=/etc/audisp/${1##*/} ;;
    *) side=/etc/${1##*/} ;;
  esac
}

# COMMIT goes first, and on disk: a removal that is interrupted must not leave a stage that looks unfinished but has
# lost some of its backups.
remove_stage() {
  rm -f "$1/COMMIT"
  sync_paths "$1"
  [ ! -f "$1/unit" ] || systemctl stop "$(cat "$1/unit").timer" 2>/dev/null
  rm -rf "/etc/audisp/${1##*/}" "/etc/${1##*/}"
  rm -rf "$1"
}

# After an undo the directories have their times again, as the files have by themselves.
remove_undone() {
  saved=$(cat "$1/times" 2>/dev/null)
  # Where the disk was full they are only in memory.
  [ -z "$saved" ] || times=$saved
  remove_stage "$1"
  printf '%s\n' "${times-}" | while read -r day clock zone directory; do
    [ -d "$directory" ] && touch -d "$day $clock $zone" "$directory"
  done
}

# May be interrupted and run again: a backup stays where it is until the whole stage is removed.
put_back() {
  while read -r index fmode owner old new offset size path; do
    side_of "$1" "$path"
    if [ -e "$side/bak.$index" ]; then
      # Not replaced yet, or put back before: both names are one file, and mv refuses that.
      [ "$path" -ef "$side/bak.$index" ] && continue
      ln -f "$side/bak.$index" "$side/u.$index"
      mv -fT "$side/u.$index" "$path"
    elif [ "$old" = - ]; then
      rm -f "$path"
    fi
  done < "$1/M"
  sync_directories
}

same_rules() {
  auditctl -l 2>&1 | cmp -s - "$1/loaded"
}

setting() {
  sed -n "s/^$2 \([0-9]*\).*/\1/p" "$1"
}

each_setting() {
  for pair in enabled:-e failure:-f rate_limit:-r backlog_limit:-b backlog_wait_time:--backlog_wait_time; do
    "$1" "$2" "${pair%%:*}" "${pair#*:}"
  done
}

restore_setting() {
  was=$(setting "$1/status" "$2")
  [ -n "$was" ] || return 0
  auditctl -s > "$1/status.now" 2>/dev/null
  [ "$was" = "$(setting "$1/status.now" "$2")" ] || auditctl "$3" "$was" >/dev/null 2>&1
}

# What was loaded may differ from what the files say, so the list is loaded again, in its order, and only if that does
# not give the same, the files. The list prints file types as numbers that auditctl does not read.
restore_loaded() {
  [ -f "$1/LOADING" ] || return 0
  if ! same_rules "$1"; then
    {
      printf '%s\n' -D -i
      grep '^-' "$1/loaded" | sed -e 's/filetype=49152/filetype=socket/' -e 's/filetype=40960/filetype=link/' \
        -e 's/filetype=32768/filetype=file/' -e 's/filetype=24576/filetype=block/' -e 's/filetype=16384/filetype=dir/' \
        -e 's/filetype=8192/filetype=character/' -e 's/filetype=4096/filetype=fifo/'
    } > "$1/again.rules"
    auditctl -R "$1/again.rules" >/dev/null 2>&1
    if ! same_rules "$1"; then
      { echo -D && sed 's/^ *-e *2 *$//' "$audit/audit.rules"; } > "$1/again.rules"
      auditctl -R "$1/again.rules" >/dev/null 2>&1
    fi
  fi
  each_setting restore_setting "$1"
}

differing_setting() {
  [ "$(setting "$1/status" "$2")" = "$(setting "$1/status.now" "$2")" ] || printf ' %s' "$2"
}

# BACK, and what is not as it was: nothing, if all went well.
report_back() {
  differs=
  while read -r index fmode owner old new offset size path; do
    if [ -e "$path" ]; then
      [ "$(hash_of "$path")" = "$old" ] || differs="$differs $path"
    else
      [ "$old" = - ] || differs="$differs $path"
    fi
  done < "$1/M"
  if [ -f "$1/DAEMON" ] && ! auditd_pid >/dev/null; then
    read -r daemon way was < "$1/daemon"
    [ "$was" = - ] || differs="$differs auditd-stopped"
  fi
  if [ -f "$1/LOADING" ]; then
    same_rules "$1" || differs="$differs loaded-rules"
    auditctl -s > "$1/status.now" 2>/dev/null
    differs="$differs$(each_setting differing_setting "$1")"
  fi
  say "BACK$differs"
}

undo() {
  put_back "$1"
  # A subshell: the variables are those of a deploy that may be about to begin.
  (undo_auditd "$1")
  restore_loaded "$1"
  report_back "$1"
  remove_undone "$1"
}

# The timer is a unit of systemd's, or it holds a lock on a file of its own for as long as it lives.
timer_lives() {
  if [ -f "$1/unit" ]; then
    unit=$(cat "$1/unit")
    systemctl is-active --quiet "$unit.timer" || systemctl is-active --quiet "$unit.service"
    return
  fi
  [ -f "$1/timer" ] || return 1
  ! (exec 8<"$1/timer" && flock -n 8)
}

# Ends what an earlier run could not end. $1 is undone even if its timer lives.
recover() {
  for earlier in "$audit"/.ad-*; do
    [ -d "$earlier" ] || continue
    if [ ! -f "$earlier/COMMIT" ]; then
      remove_undone "$earlier"
    elif [ -f "$earlier/DONE" ]; then
      remove_stage "$earlier"
    elif [ "$earlier" != "$audit/.ad-$1" ] && [ -f "$earlier/PENDING" ] && timer_lives "$earlier"; then
      say "WAITING ${earlier##*/.ad-} $(($(cat "$earlier/PENDING") - $(date +%s)))"
    else
      undo "$earlier"
      say "RECOVERED ${earlier##*/.ad-}"
    fi
  done
}
