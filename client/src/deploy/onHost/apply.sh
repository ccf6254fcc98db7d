# apply TRANSACTION SECONDS SHA256 SIZE LOAD LOCK   payload on standard input: M (SIZE bytes), then the new contents.
#   LOAD   augenrules: compile rules.d and load; auditctl: load audit.rules; compile: locked, takes effect at next boot
#   LOCK   later: leave -e 2 out of what is loaded; confirm sets it. no: nothing asks for a lock
# Answers: ERR reason… (untouched) | REFUSED status, said, compiled, BACK… (undone) | OK | PENDING seconds, said,
# compiled, loaded, status
refuse() {
  say "ERR $*"
  remove_undone "$stage"
  exit 1
}

# Owner, mode and label of the file that it replaces; else those of the manifest.
dress() {
  if [ -e "$2" ]; then
    chown "$(stat -c %u:%g "$2")" "$1" && chmod "$(stat -c %a "$2")" "$1" || refuse "write $2"
    cp --attributes-only --preserve=mode,ownership,xattr "$2" "$1" 2>/dev/null || :
    chcon --reference="$2" "$1" 2>/dev/null || :
  else
    chown "$4" "$1" && chmod "$3" "$1" || refuse "write $2"
  fi
}

stage_files() {
  while read -r index fmode owner old new offset size path; do
    if [ -L "$path" ] || { [ -e "$path" ] && [ ! -f "$path" ]; }; then refuse "not-a-file $path"; fi
    if [ -e "$path" ]; then
      # The file is not the one that the deploy was planned against.
      [ "$(hash_of "$path")" = "$old" ] || refuse "drift $path"
      ln "$path" "$stage/bak.$index" || refuse "write $path"
    else
      [ "$old" = - ] || refuse "drift $path"
    fi
    case $new in
      -) ;;
      # augenrules writes into the file that is there: it gets a copy, and the original stays what it is.
      generated)
        [ ! -e "$path" ] || cp --preserve=all "$path" "$stage/$index" 2>/dev/null || cp -p "$path" "$stage/$index" ||
          refuse "write $path"
        ;;
      *)
        tail -c "+$((offset + 1))" "$stage/payload" 2>/dev/null | head -c "$size" > "$stage/$index" || refuse "write $path"
        [ "$(hash_of "$stage/$index")" = "$new" ] || refuse "write $path"
        dress "$stage/$index" "$path" "$fmode" "$owner"
        ;;
    esac
  done < "$stage/M"
}

# Each rename is atomic: a reader sees the old file or the new one, never a torn one.
replace_files() {
  while read -r index fmode owner old new offset size path; do
    if [ "$new" = - ]; then
      rm -f "$path" || return 1
    elif [ -e "$stage/$index" ]; then
      mv -fT "$stage/$index" "$path" || return 1
      if [ "$old" = - ] && command -v restorecon >/dev/null; then restorecon "$path" || :; fi
    fi
  done < "$stage/M"
  sync_directories
}

# Without the lock's descriptor: a daemon that is started would keep it for ever.
load_rules() {
  case $load in
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

# A session of its own without the channel's descriptors, so that the channel can close. It inherits descriptor 8, whose
# lock says that it lives.
start_timer() {
  echo $(($(date +%s) + $1)) > "$stage/PENDING"
  : > "$stage/timer"
  exec 8<"$stage/timer"
  flock 8
  setsid sh -c 'eval "$1"' ad "$script" timer "$transaction" "$1" 9<&- </dev/null >/dev/null 2>&1 &
  exec 8<&-
}

timer() {
  sleep "$2" 8<&-
  stage=$audit/.ad-$1
  take_lock 600
  if [ -f "$stage/COMMIT" ] && [ ! -f "$stage/DONE" ]; then undo "$stage"; fi
}

apply() {
  transaction=$1
  seconds=$2
  sum=$3
  manifest_size=$4
  load=$5
  lock=$6
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
  printf '%s\n' "$times" > "$stage/times"
  cat > "$stage/payload" || refuse 'write /etc/audit'
  [ "$(hash_of "$stage/payload")" = "$sum" ] || refuse payload
  head -c "$manifest_size" "$stage/payload" > "$stage/M" || refuse 'write /etc/audit'
  stage_files
  rm -f "$stage/payload"
  auditctl -l > "$stage/loaded" 2>&1
  auditctl -s > "$stage/status" 2>&1

  # Contents on disk first, then the mark, then the renames.
  sync_paths "$stage"/* "$stage"
  : > "$stage/COMMIT" || refuse 'write /etc/audit'
  sync_paths "$stage"
  if ! replace_files; then
    say 'ERR write /etc/audit'
    undo "$stage"
    exit 3
  fi
  load_rules > "$stage/said" 2>&1
  status=$?
  [ -f "$audit/audit.rules" ] && block compiled < "$audit/audit.rules"
  block said < "$stage/said"
  if [ $status != 0 ]; then
    say "REFUSED $status"
    undo "$stage"
    exit 3
  fi
  if [ "$load" = compile ]; then
    : > "$stage/DONE"
    sync_paths "$stage"
    remove_stage "$stage"
    say OK
    exit 0
  fi
  auditctl -l 2>&1 | block loaded
  auditctl -s 2>&1 | block status
  start_timer "$seconds"
  say "PENDING $seconds"
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
  observe) observe "$3" ;;
  apply) apply "$3" "$4" "$5" "$6" "$7" "$8" ;;
  confirm) confirm "$3" "$4" ;;
  undo) undo_now "$3" ;;
  timer) timer "$3" "$4" ;;
esac
