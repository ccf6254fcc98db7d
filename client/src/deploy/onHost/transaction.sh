# A deploy on a host, and how it is undone. It is a folder on the same file system as its targets,
# /etc/audit/.ad-TRANSACTION; for targets below /etc/audisp and directly in /etc, which may be other file systems, there is
# another of that name beside them. Most of it is unpacked there from what the client sends:
#   M            the manifest, a line per file, as a shell's word (manifest='…'): mode owner old new offset size member path
#                (old, new: sha256, or - for none; new may be 'generated': augenrules writes it, so it is only saved;
#                offset, size, member: where its bytes are in the payload, and what they are called there)
#   old.PLACE/   hard links to the files as they were: their inodes with owner, mode, label and times; copies of the
#                generated ones, since augenrules writes into the file that is there
#   new.PLACE/   the files that take their places. PLACE is rules.d, plugins.d or top, so that one program can serve all
#                files of a folder: on most hosts it is the start of programs that takes the time
#   script, sums, ask, times   this script; what all of the files must be, for sha256sum -c; what auditctl is asked; when
#                the folders and the generated files had changed last
#   asked        what auditctl -s and -l said before
#   daemon       what is done to auditd, how, and its process before, or -
#   COMMIT       from here on files may have been replaced;   LOADING, DAEMON   and the loaded rules, and auditd, too
#   PENDING      in effect, waits for its confirmation; holds the time of its end, in seconds since the boot
#   timer        the process that undoes it then; or unit, the unit of systemd's that does
#   DONE         a file: kept; a folder: being undone. COMMIT without the file is undone by whoever finds it when its timer
#                does not live
manifest_of=

# The client may vanish at any moment. What has been started is finished without it.
trap '' HUP PIPE INT TERM

hash_of() {
  set -- "$(sha256sum < "$1")"
  printf %s "${1%% *}"
}

# coreutils before 8.24 knows only the sync of everything. What has vanished somebody else has seen to.
sync_paths() {
  sync "$@" 2>/dev/null && return
  for each; do
    [ -e "$each" ] || return
  done
  sync
}

# Seconds since the boot: no program has to be started for them, and nobody sets that clock.
now() {
  read -r uptime _ </proc/uptime
  uptime=${uptime%.*}
}

# STAGE PATH: `side` is the folder that holds what belongs to the path, `saved_as` and `made_as` are it before and after.
side_of() {
  case $2 in
    "$audit"/*) side=$1 ;;
    /etc/audisp/*) side=/etc/audisp/${1##*/} ;;
    *) side=/etc/${1##*/} ;;
  esac
  case $2 in
    */rules.d/*) place=rules.d ;;
    */plugins.d/*) place=plugins.d ;;
    *) place=top ;;
  esac
  saved_as=$side/old.$place/${2##*/}
  made_as=$side/new.$place/${2##*/}
}

# STAGE FUNCTION: calls it for each line of the manifest, whose words it finds in variables. No word has a blank or is a
# pattern. Not `while read`, which asks the kernel for each byte.
each_file() {
  [ "$manifest_of" = "$1" ] || read_manifest "$1"
  for_each=$2
  set -- $manifest
  while [ $# -ge 8 ]; do
    fmode=$1 owner=$2 old=$3 new=$4 offset=$5 size=$6 member=$7 path=$8
    shift 8
    side_of "$manifest_of" "$path"
    "$for_each"
  done
}

# After a loss of power there may be a part of it: then nothing was replaced, which comes after the sync of all.
read_manifest() {
  manifest=
  manifest_of=$1
  if (. "$1/M") >/dev/null 2>&1; then . "$1/M"; fi
}

# First all renames must be on disk, and DONE where there is one: nobody can undo or redo them afterwards. COMMIT goes
# before the rest: a removal that is interrupted must not leave a stage that looks unfinished but has lost some of its
# backups.
remove_stage() {
  find_folders
  sync_paths $there "$1"
  [ ! -f "$1/unit" ] || systemctl stop "$(cat "$1/unit").timer" 2>/dev/null
  rm -rf "$1/COMMIT" "/etc/audisp/${1##*/}" "/etc/${1##*/}" "$1"
}

# After an undo the directories have their times again, as the files have by themselves.
remove_undone() {
  saved=$(cat "$1/times" 2>/dev/null)
  # Where the disk was full they are only in memory.
  [ -z "$saved" ] || times=$saved
  remove_stage "$1"
  restore_times "${times-}"
}

# May be interrupted and run again: a backup stays where it is until the whole stage is removed.
put_back() {
  each_file "$1" put_file_back
}

put_file_back() {
  if [ -e "$saved_as" ]; then
    if [ "$new" = generated ] && [ -f "$path" ]; then
      rewrite
    elif ! [ "$path" -ef "$saved_as" ]; then
      # With both names for one file, not replaced yet or put back before, mv would refuse.
      move_back
    fi
  elif [ "$old" = - ]; then
    rm -f "$path"
  fi
}

move_back() {
  ln -f "$saved_as" "$saved_as.again"
  # Not every mv can be told that the target is no folder.
  [ -d "$path" ] || mv -f "$saved_as.again" "$path"
}

# The inode that is there stays, as augenrules left it, with its label.
rewrite() {
  cmp -s "$saved_as" "$path" || cat "$saved_as" > "$path" || move_back
  chown "$owner" "$path"
  chmod "$fmode" "$path"
}

same_rules() {
  grep -e '^-' -e '^No rules' "$1/asked" > "$1/loaded"
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
  was=$(setting "$1/asked" "$2")
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
  [ "$(setting "$1/asked" "$2")" = "$(setting "$1/status.now" "$2")" ] || printf ' %s' "$2"
}

# BACK, and what is not as it was: nothing, if all went well.
report_back() {
  differs=
  each_file "$1" note_difference
  if [ -f "$1/DAEMON" ] && ! auditd_pid; then
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

note_difference() {
  if [ -e "$path" ]; then
    [ "$(hash_of "$path")" = "$old" ] || differs="$differs $path"
  else
    [ "$old" = - ] || differs="$differs $path"
  fi
}

# A deploy is kept by who makes DONE a file, and undone by who makes it a folder: whoever is first has it. On a full disk
# neither can be made, and nobody can have kept it. COMMIT, which goes before DONE does, tells who comes after the end.
claim_undo() {
  mkdir "$1/DONE" 2>/dev/null || [ ! -f "$1/DONE" ]
}

# Fails when it was kept meanwhile, and only then: times, say, not every touch can set.
undo() {
  claim_undo "$1" || return
  put_back "$1"
  # A subshell: the variables are those of a deploy that may be about to begin.
  (undo_auditd "$1")
  restore_loaded "$1"
  report_back "$1"
  remove_undone "$1"
  return 0
}

# The timer is a unit of systemd's, or a process that was begun with the name of the deploy among its words.
timer_lives() {
  if [ -f "$1/unit" ]; then
    unit=$(cat "$1/unit")
    systemctl is-active --quiet "$unit.timer" || systemctl is-active --quiet "$unit.service"
    return
  fi
  [ -s "$1/timer" ] && read -r timer < "$1/timer" && grep -aq "${1##*/.ad-}" "/proc/$timer/cmdline" 2>/dev/null
}

# Ends what an earlier run could not end. $1 is undone even if its timer lives.
recover() {
  for earlier in "$audit"/.ad-*; do
    [ -d "$earlier" ] && [ "$earlier" != "${stage-}" ] || continue
    if [ -f "$earlier/DONE" ]; then
      remove_stage "$earlier"
    elif [ ! -f "$earlier/COMMIT" ]; then
      remove_undone "$earlier"
    elif [ "$earlier" != "$audit/.ad-$1" ] && [ -f "$earlier/PENDING" ] && timer_lives "$earlier"; then
      now
      say "WAITING ${earlier##*/.ad-} $(($(cat "$earlier/PENDING") - uptime))"
    else
      if undo "$earlier"; then say "RECOVERED ${earlier##*/.ad-}"; fi
    fi
  done
}

# settle TRANSACTION|-: SETTLED, after what came of it. Without flock nothing of ours can have been begun.
settle() {
  if command -v flock >/dev/null; then
    take_lock 30
    recover "$1"
  fi
  say SETTLED
}
