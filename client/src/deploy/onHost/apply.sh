# apply TRANSACTION SECONDS SHA256 SIZE LOAD LOCK DAEMON WAY PORT LOGS VALIDATED   payload on standard input: M (SIZE
# bytes), then
# the new contents.
#   LOAD   augenrules: compile rules.d and load; auditctl: load audit.rules; compile: locked, takes effect at next boot;
#          none: rules stay as they are, loaded ones included
#   LOCK   later: leave -e 2 out of what is loaded; confirm sets it. no: nothing asks for a lock
#   DAEMON restart, reload (SIGHUP) or none; WAY: how it is restarted; PORT: it must listen there then, or -;
#   LOGS   yes: it must write its start into its log; VALIDATED: files that the host checks first, by commas, or -
# Answers: ERR reason… (untouched), with said where a program refused a file | REFUSED status, said, compiled, BACK…
# or FAILED what, said, BACK… (undone) | OK | PENDING seconds, said, compiled, loaded, status, auditd
refuse() {
  say "ERR $*"
  remove_undone "$stage"
  exit 1
}

# Label and attributes of the file that it replaces; owner and mode as planned.
dress() {
  if [ -e "$2" ]; then
    cp --attributes-only --preserve=mode,ownership,xattr "$2" "$1" 2>/dev/null || :
    [ ! -e /sys/fs/selinux/enforce ] || chcon --reference="$2" "$1" 2>/dev/null || :
  fi
  chown "$4" "$1" && chmod "$3" "$1" || refuse "write $2"
}

stage_files() {
  while read -r index fmode owner old new offset size path; do
    side_of "$stage" "$path"
    [ -d "$side" ] || mkdir "$side" || refuse "write $path"
    if [ -L "$path" ] || { [ -e "$path" ] && [ ! -f "$path" ]; }; then refuse "not-a-file $path"; fi
    # Nor may it be another file than the deploy was planned against.
    if [ -e "$path" ]; then
      [ "$old" != - ] || refuse "drift $path"
      echo "$old  $path" >> "$stage/sums" || refuse 'write /etc/audit'
      ln "$path" "$side/bak.$index" || refuse "write $path"
    else
      [ "$old" = - ] || refuse "drift $path"
    fi
    case $new in
      -) ;;
      # augenrules writes into the file that is there: it gets a copy, and the original stays what it is.
      generated)
        [ ! -e "$path" ] || cp --preserve=all "$path" "$side/$index" 2>/dev/null || cp -p "$path" "$side/$index" ||
          refuse "write $path"
        ;;
      *)
        tail -c "+$((offset + 1))" "$stage/payload" 2>/dev/null | head -c "$size" > "$side/$index" || refuse "write $path"
        echo "$new  $side/$index" >> "$stage/sums" || refuse 'write /etc/audit'
        dress "$side/$index" "$path" "$fmode" "$owner"
        ;;
    esac
  done < "$stage/M"
  check_sums
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

# WHICH: rules, or the others. Each rename is atomic: a reader sees the old file or the new one, never a torn one.
replace_files() {
  moved=no
  while read -r index fmode owner old new offset size path; do
    case $path in
      "$audit"/rules.d/*) [ "$1" = rules ] || continue ;;
      *) [ "$1" = others ] || continue ;;
    esac
    side_of "$stage" "$path"
    moved=yes
    if [ "$new" = - ]; then
      rm -f "$path" || return 1
    elif [ -e "$side/$index" ]; then
      mv -fT "$side/$index" "$path" || return 1
      if [ "$old" = - ] && command -v restorecon >/dev/null; then restorecon "$path" || :; fi
    fi
  done < "$stage/M"
  [ $moved = no ] || sync_directories
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
  : > "$stage/LOADING"
  sync_paths "$stage"
  if [ $lock = no ] && [ $load = augenrules ]; then
    augenrules --load 9<&-
    return
  fi
  [ $load != augenrules ] || augenrules 9<&- || return
  # An empty line in its place: the numbers of lines stay what they are.
  sed 's/^ *-e *2 *$//' "$audit/audit.rules" > "$stage/load.rules"
  auditctl -R "$stage/load.rules" 9<&-
}

# Where systemd runs the timer is a unit of its own, which the end of the login does not end; else a session of its own
# without the channel's descriptors, so that the channel can close. That one inherits descriptor 8, whose lock says that
# it lives. It begins before the first rename: should all else here be killed, it still undoes.
start_timer() {
  printf '%s\n' "$script" > "$stage/script"
  if [ -d /run/systemd/system ] && command -v systemd-run >/dev/null; then
    unit=auditd-workbench-$transaction
    systemd-run --unit="$unit" --on-active="$1" --timer-property=AccuracySec=1s \
      /bin/sh "$stage/script" - timer "$transaction" 0 9<&- </dev/null >/dev/null 2>&1 && echo "$unit" > "$stage/unit" &&
      return
  fi
  : > "$stage/timer"
  exec 8<"$stage/timer"
  flock 8
  (
    trap - HUP PIPE INT TERM
    exec setsid sh "$stage/script" - timer "$transaction" "$1"
  ) 9<&- </dev/null >/dev/null 2>&1 &
  exec 8<&-
}

# PENDING comes when all is in effect, and holds the time of the end. With the lock free and no PENDING nobody works on it.
timer() {
  stage=$audit/.ad-$1
  left=$2
  while sleep "$left" 8<&-; do
    take_lock 600
    [ -f "$stage/COMMIT" ] && [ ! -f "$stage/DONE" ] || exit 0
    left=$(($(cat "$stage/PENDING" 2>/dev/null || echo 0) - $(date +%s)))
    if [ "$left" -le 0 ]; then
      undo "$stage"
      exit 0
    fi
    exec 9<&-
  done
}

apply() {
  transaction=$1
  seconds=$2
  sum=$3
  manifest_size=$4
  load=$5
  lock=$6
  daemon=$7
  way=$8
  port=$9
  logs=${10}
  validated=${11}
  stage=$audit/.ad-$transaction
  take_lock 10
  recover -
  for other in "$audit"/.ad-*; do
    if [ -d "$other" ]; then
      say "ERR waiting ${other##*/.ad-}"
      exit 1
    fi
  done
  times=$(times_of)
  mkdir "$stage" || {
    say 'ERR write /etc/audit'
    exit 1
  }
  printf '%s\n' "$times" > "$stage/times" 2>/dev/null || :
  cat > "$stage/payload" || refuse 'write /etc/audit'
  [ "$(hash_of "$stage/payload")" = "$sum" ] || refuse payload
  head -c "$manifest_size" "$stage/payload" > "$stage/M" || refuse 'write /etc/audit'
  stage_files
  validate_files
  rm -f "$stage/payload"
  auditctl -l > "$stage/loaded" 2>&1
  auditctl -s > "$stage/status" 2>&1
  echo "$daemon $way $(auditd_pid || echo -)" > "$stage/daemon"

  # Contents on disk first, then the mark, then the renames.
  sync_paths "$stage"/* "$stage"
  sync_sides
  : > "$stage/COMMIT" || refuse 'write /etc/audit'
  sync_paths "$stage"
  if takes_effect; then start_timer "$seconds"; fi
  replace_files others || fail_to_write
  # At its start auditd's unit may load rules: the old ones, since the new ones wait for their proof.
  if [ "$daemon" = restart ]; then : > "$stage/LOADING"; fi
  if ! change_auditd; then
    until_true 1 has_said auditd || said=$(cat "$stage/said" 2>/dev/null)
    printf '%s' "$said" | block said
    say "FAILED $fault"
    undo "$stage"
    exit 3
  fi
  if [ "$daemon" = restart ] && ! same_rules "$stage"; then restore_loaded "$stage"; fi
  replace_files rules || fail_to_write
  load_rules > "$stage/said" 2>&1
  status=$?
  [ -f "$audit/audit.rules" ] && block compiled < "$audit/audit.rules"
  block said < "$stage/said"
  if [ $status != 0 ]; then
    say "REFUSED $status"
    undo "$stage"
    exit 3
  fi
  if ! takes_effect; then
    : > "$stage/DONE"
    sync_paths "$stage"
    remove_stage "$stage"
    say OK
    exit 0
  fi
  auditctl -l 2>&1 | block loaded
  auditctl -s 2>&1 | block status
  observe_auditd
  echo $(($(date +%s) + seconds)) > "$stage/PENDING"
  say "PENDING $seconds"
}

takes_effect() {
  [ "$daemon" != none ] || [ "$load" = augenrules ] || [ "$load" = auditctl ]
}

fail_to_write() {
  say 'ERR write /etc/audit'
  undo "$stage"
  exit 3
}

sync_sides() {
  for side in "/etc/audisp/${stage##*/}" "/etc/${stage##*/}"; do
    if [ -d "$side" ]; then sync_paths "$side"/* "$side"; fi
  done
}

# confirm TRANSACTION yes|no   keeps what waits; yes: and locks until the next boot. OK | ERR too-late | ERR lock
confirm() {
  stage=$audit/.ad-$1
  take_lock 10
  if [ ! -f "$stage/COMMIT" ] || [ -f "$stage/DONE" ]; then
    say 'ERR too-late'
    exit 1
  fi
  : > "$stage/DONE"
  sync_paths "$stage"
  remove_stage "$stage"
  if [ "$2" = yes ] && ! auditctl -e 2 >/dev/null; then
    say 'ERR lock'
    exit 1
  fi
  say OK
}

# undo TRANSACTION   now, instead of by the timer. BACK… and OK | ERR too-late
undo_now() {
  stage=$audit/.ad-$1
  take_lock 30
  if [ ! -f "$stage/COMMIT" ] || [ -f "$stage/DONE" ]; then
    say 'ERR too-late'
    exit 1
  fi
  undo "$stage"
  say OK
}

case $mode in
  observe) shift 2 && observe "$@" ;;
  apply) shift 2 && apply "$@" ;;
  confirm) confirm "$3" "$4" ;;
  undo) undo_now "$3" ;;
  timer) timer "$3" "$4" ;;
esac
