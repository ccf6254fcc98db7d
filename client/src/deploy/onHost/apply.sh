# apply TRANSACTION SIZE TIMES PARTS SECONDS LOAD LOCK DAEMON WAY PORT LOGS VALIDATED PLACES, after unpack.sh
#   LOAD   augenrules: compile rules.d and load; auditctl: load audit.rules; compile: locked, takes effect at next boot;
#          none: rules stay as they are, loaded ones included
#   LOCK   later: leave -e 2 out of what is loaded, since nothing can be undone behind it. no: nothing asks for a lock
#   DAEMON restart, reload (SIGHUP) or none; WAY: how it is restarted; PORT: it must listen there then, or -;
#   LOGS   yes: it must write its start into its log; VALIDATED: files that the host checks first, by commas, or -
#   PLACES the folders that files of the deploy lie in, by blanks
# Answers: ERR reason… (untouched), with said where a program refused a file | REFUSED status, said, compiled, BACK…
# or FAILED what, said, BACK… (undone) | OK | PENDING seconds, said, asked, auditd; then it waits for words: see converse.
refuse() {
  say "ERR $*"
  remove_undone "$stage"
  exit 1
}

# What tar has put there is only looked at; what it could not put there, or where there is no tar, is done one by one.
stage_file() {
  if [ -L "$path" ] || { [ -e "$path" ] && [ ! -f "$path" ]; }; then refuse "not-a-file $path"; fi
  # Nor may it be another file than the deploy was planned against: check_sums has the last word.
  if [ -e "$path" ]; then
    [ "$old" != - ] || refuse "drift $path"
    [ -e "$saved_as" ] || save_file || refuse "write $path"
  else
    [ "$old" = - ] || refuse "drift $path"
  fi
  case $new in
    - | generated) ;;
    *) [ -e "$made_as" ] && [ "$unpacked" = yes ] || make_file || refuse "write $path" ;;
  esac
}

save_file() {
  [ -d "${saved_as%/*}" ] || mkdir -p "${saved_as%/*}" || return
  if [ "$new" = generated ]; then
    cp -p "$path" "$saved_as"
  else
    ln "$path" "$saved_as"
  fi
}

make_file() {
  [ -d "${made_as%/*}" ] || mkdir -p "${made_as%/*}" || return
  if [ -f "$stage/payload" ]; then
    cut_out "$made_as" || return
  elif [ ! -e "$made_as" ]; then
    # Its name is too long for the archive.
    mv "$stage/$member" "$made_as" || return
  fi
  chown "$owner" "$made_as" && chmod "$fmode" "$made_as"
}

cut_out() {
  tail -c "+$((offset + 1))" "$stage/payload" | head -c "$size" > "$1"
}

# FUNCTION: calls it for each folder that files of a deploy lie in.
each_place() {
  for folder in $places; do
    side_of "$stage" "$folder/any"
    news=${made_as%/*}
    written='' removed='' added='' dressed='' modes=''
    each_file "$stage" sort_file
    "$1"
  done
}

# The paths in `folder` by what becomes of them.
sort_file() {
  [ "${path%/*}" = "$folder" ] || return
  case $new in
    -) removed="$removed $path" ;;
    generated) ;;
    *)
      written="$written $made_as"
      case " $modes " in *" $fmode "*) ;; *) modes="$modes $fmode" ;; esac
      if [ "$old" = - ]; then added="$added $path"; else dressed="$dressed $path"; fi
      ;;
  esac
}

# Label and further attributes of the file that it replaces, where the host can have any; owner and mode as planned.
dress_place() {
  [ -n "$dressed" ] || return 0
  cp --attributes-only --preserve=mode,xattr $dressed "$news" 2>/dev/null || :
  if [ $labels = yes ]; then
    for path in $dressed; do chcon --reference="$path" "$news/${path##*/}" 2>/dev/null; done
  fi
  for like in $modes; do
    alike=
    each_file "$stage" sort_mode
    chmod "$like" $alike || refuse "write $folder"
  done
}

sort_mode() {
  case $new in - | generated) return ;; esac
  if [ "${path%/*}" = "$folder" ] && [ "$fmode" = "$like" ]; then alike="$alike $made_as"; fi
}

dress_files() {
  labels=no
  if [ -e /sys/fs/selinux/enforce ]; then labels=yes; fi
  if [ $labels = yes ] || command -v setfacl >/dev/null || command -v setfattr >/dev/null; then each_place dress_place; fi
}

# All contents at once: what is there is what the plan was made for, and what was written is what was sent.
check_sums() {
  [ -s "$stage/sums" ] || return 0
  sha256sum -c "$stage/sums" > "$stage/checked" 2>/dev/null && return
  while read -r line; do
    case $line in
      *"/.ad-"*": FAILED"*) refuse 'write /etc/audit' ;;
      *": FAILED"*) refuse "drift ${line%: FAILED*}" ;;
    esac
  done < "$stage/checked"
  refuse 'write /etc/audit'
}

# Each rename is atomic: a reader sees the old file or the new one, never a torn one.
replace_place() {
  case $folder in
    "$audit/rules.d") [ "$replaced" = rules ] || return 0 ;;
    *) [ "$replaced" = others ] || return 0 ;;
  esac
  if [ -n "$removed" ]; then rm -f $removed || broken=yes; fi
  if [ -n "$written" ]; then mv -f $written "$folder" || broken=yes; fi
  if [ -n "$added" ] && command -v restorecon >/dev/null; then restorecon $added || :; fi
}

# WHICH: rules, or the others.
replace_files() {
  replaced=$1 broken=no
  each_place replace_place
  [ $broken = no ]
}

# Without the lock's descriptor: a daemon that is started would keep it for ever.
load_rules() {
  case $load in
    none) return 0 ;;
    compile)
      [ -d "$audit/rules.d" ] || return 0
      augenrules 9<&-
      return
      ;;
  esac
  if [ $lock = no ] && [ $load = augenrules ]; then
    augenrules --load 9<&-
    return
  fi
  [ $load != augenrules ] || augenrules 9<&- || return
  # An empty line in its place: the numbers of lines stay what they are.
  sed 's/^ *-e *2 *$//' "$audit/audit.rules" > "$stage/load.rules"
  auditctl -R "$stage/load.rules" 9<&-
}

# Where systemd runs the timer is a unit of its own, which the end of the login does not end; else a process that hears
# none of the signals by which a login ends, without the channel's descriptors, so that the channel can close. It begins
# before the first rename: should all else here be killed, it still undoes.
start_timer() {
  if [ -d /run/systemd/system ] && command -v systemd-run >/dev/null; then
    unit=auditd-workbench-$transaction
    systemd-run --unit="$unit" --on-active="$1" --timer-property=AccuracySec=1s \
      /bin/sh "$stage/script" timer "$transaction" 9<&- </dev/null >/dev/null 2>&1 && echo "$unit" > "$stage/unit" &&
      return
  fi
  (
    exec 9<&-
    sleeping=
    trap 'kill -KILL $sleeping 2>/dev/null; exit 0' USR1
    sleep "$1" &
    sleeping=$!
    wait $sleeping
    trap - HUP PIPE INT TERM USR1
    exec sh "$stage/script" timer "$transaction"
  ) </dev/null >/dev/null 2>&1 &
  timer=$!
  echo "$timer" > "$stage/timer"
}

# It is this process' own child and was not waited for, so that its number is no other's.
stop_timer() {
  [ -z "$timer" ] || kill -USR1 "$timer" 2>/dev/null || :
}

# PENDING comes when all is in effect, and holds the time of the end. With the lock free and no PENDING nobody works on it.
timer() {
  stage=$audit/.ad-$1
  while :; do
    take_lock 600
    [ -f "$stage/COMMIT" ] || exit 0
    now
    left=$(($(cat "$stage/PENDING" 2>/dev/null || echo 0) - uptime))
    if [ "$left" -le 0 ]; then
      undo "$stage"
      exit 0
    fi
    exec 9<&-
    sleep "$left"
  done
}

# `asked`, in one go: the settings, then the rules. auditctl reads no file for that where the rules are locked.
ask_kernel() {
  asked=$(auditctl -R "$stage/ask" 2>&1)
  case $asked in
    'enabled '*-* | 'enabled '*'No rules'*) ;;
    *) asked=$(auditctl -s 2>&1; auditctl -l 2>&1) ;;
  esac
}

apply() {
  transaction=$2
  timer=
  seconds=$6
  load=$7
  lock=$8
  daemon=$9
  shift 9
  way=$1
  port=$2
  logs=$3
  validated=$4
  places=$5
  for other in "$audit"/.ad-*; do
    if [ -d "$other" ] && [ "$other" != "$stage" ]; then
      (recover -)
      break
    fi
  done
  for other in "$audit"/.ad-*; do
    if [ -d "$other" ] && [ "$other" != "$stage" ]; then refuse "waiting ${other##*/.ad-}"; fi
  done
  each_file "$stage" stage_file
  dress_files
  check_sums
  validate_files
  ask_kernel
  printf '%s\n' "$asked" > "$stage/asked"
  auditd_pid || pid=-
  echo "$daemon $way $pid" > "$stage/daemon"

  # The mark, all that was written and the folders it lies in are on disk before the first rename.
  if loads || [ "$daemon" = restart ]; then : > "$stage/LOADING"; fi
  : > "$stage/COMMIT" || refuse 'write /etc/audit'
  sync_stage
  if takes_effect; then start_timer "$seconds"; fi
  replace_files others || fail_to_write
  # At its start auditd's unit may load rules: the old ones, since the new ones wait for their proof.
  if ! change_auditd; then
    until_true 1 has_said auditd || said=$(cat "$stage/restart" 2>/dev/null)
    block said "$said"
    say "FAILED $fault"
    go_back
    exit 3
  fi
  if [ "$daemon" = restart ] && ! same_rules "$stage"; then restore_loaded "$stage"; fi
  replace_files rules || fail_to_write
  said=$(load_rules 2>&1)
  status=$?
  if [ $status != 0 ]; then
    say_compiled
    block said "$said"
    say "REFUSED $status"
    go_back
    exit 3
  fi
  if ! takes_effect; then
    : > "$stage/DONE"
    remove_stage "$stage"
    say OK
    exit 0
  fi
  block said "$said"
  ask_kernel
  block asked "$asked"
  [ "$daemon" = none ] || observe_auditd
  now
  echo $((uptime + seconds)) > "$stage/PENDING"
  say "PENDING $seconds"
  converse
}

say_compiled() {
  block compiled "$(cat "$audit/audit.rules" 2>/dev/null)"
}

loads() {
  [ "$load" = augenrules ] || [ "$load" = auditctl ]
}

takes_effect() {
  loads || [ "$daemon" != none ]
}

go_back() {
  undo "$stage" && stop_timer
}

fail_to_write() {
  say 'ERR write /etc/audit'
  go_back
  exit 3
}

# All that was written, and the folders that it lies in, in one go.
sync_stage() {
  set --
  for side in "$stage" "/etc/audisp/${stage##*/}" "/etc/${stage##*/}"; do
    for written in "$side"/* "$side"/new.*/* "$side"/old.top/*.rules* "$side"; do
      [ ! -e "$written" ] || set -- "$@" "$written"
    done
  done
  sync_paths "$@"
}

# The deploy waits for words of its client; before each it says YOURS. compiled: what augenrules has made is shown.
# confirm, lock: it is kept; lock: and locked until the next boot. OK | ERR too-late | ERR lock. undo: now, instead of by
# the timer. BACK… and OK | ERR too-late. The end of the words: nobody is left who could confirm.
converse() {
  exec 9<&-
  while say YOURS && read -r word; do
    case $word in
      compiled) say_compiled ;;
      confirm | lock)
        keep "$word"
        return
        ;;
      undo) break ;;
    esac
  done
  take_lock 30
  [ -f "$stage/COMMIT" ] || too_late
  go_back || too_late
  say OK
}

# Some shells' timer would hold the channel open.
too_late() {
  say 'ERR too-late'
  stop_timer
  exit 1
}

# Without the lock, for which a program would have to be started: claim_undo is the other side of this.
keep() {
  set -C
  { printf '' > "$stage/DONE"; } 2>/dev/null && [ -f "$stage/COMMIT" ] || too_late
  set +C
  stop_timer
  remove_stage "$stage"
  if [ "$1" = lock ] && ! auditctl -e 2 >/dev/null; then
    say 'ERR lock'
    exit 1
  fi
  say OK
}

case $1 in
  apply) apply "$@" ;;
  timer) timer "$2" ;;
esac
