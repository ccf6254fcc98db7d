# apply TRANSACTION SECONDS LOAD LOCK DAEMON WAY PORT LOGS VALIDATED   the payload on standard input: a tar archive of M,
# the new contents, and END, by which it is known to be whole.
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

# Without tar the contents are cut out of the archive, at the places that the manifest names: its own is after 512 bytes.
unpack() {
  if command -v tar >/dev/null; then
    tar -xmof - -C "$stage" || unpacked=no
  else
    cat > "$stage/payload" || refuse 'write /etc/audit'
    tail -c +513 "$stage/payload" | head -c "$manifest_size" > "$stage/M"
    each_file "$stage" cut_out
    tail -c 1536 "$stage/payload" | grep -aq ^END && : > "$stage/END"
    rm -f "$stage/payload"
  fi
  [ -f "$stage/END" ] || refuse payload
  [ "$unpacked" = yes ] || refuse 'write /etc/audit'
}

cut_out() {
  [ "$member" = - ] || tail -c "+$((offset + 1))" "$stage/payload" 2>/dev/null | head -c "$size" > "$stage/$member" || unpacked=no
}

# SIDE PLACE…
make_sides() {
  made=$1
  shift
  for name; do
    shift
    set -- "$@" "$made/old.$name" "$made/new.$name"
  done
  mkdir "$made" "$made/far" "$@"
}

# Contents, then backups and attributes, folder by folder.
stage_files() {
  each_file "$stage" stage_file
  each_place stage_place
  check_sums
}

stage_file() {
  if [ -L "$path" ] || { [ -e "$path" ] && [ ! -f "$path" ]; }; then refuse "not-a-file $path"; fi
  [ -d "$side" ] || make_sides "$side" plugins.d top || refuse "write $path"
  # Nor may it be another file than the deploy was planned against.
  if [ -e "$path" ]; then
    [ "$old" != - ] || refuse "drift $path"
    echo "$old  $path" >> "$stage/sums"
  else
    [ "$old" = - ] || refuse "drift $path"
  fi
  case $new in
    - | generated) ;;
    *)
      echo "$new  $made_as" >> "$stage/sums"
      [ "$stage/$member" = "$made_as" ] || cp "$stage/$member" "$made_as" || refuse "write $path"
      case " $looks " in
        *" $fmode/$owner "*) ;;
        *) looks="$looks $fmode/$owner" ;;
      esac
      ;;
  esac
}

# FUNCTION: calls it for each folder that files of a deploy lie in.
each_place() {
  for folder in $folders /etc; do
    each_of=$1
    case $folder in
      /etc) side_of "$stage" /etc/any ;;
      *) side_of "$stage" "$folder/any" ;;
    esac
    backups=${saved_as%/*}
    news=${made_as%/*}
    there='' written='' removed='' generated='' added='' dressed=''
    each_file "$stage" sort_file
    "$each_of"
  done
}

# The paths in `folder` by what becomes of them.
sort_file() {
  [ "${path%/*}" = "$folder" ] || return
  [ "$old" = - ] || there="$there $path"
  case $new in
    -) removed="$removed $path" ;;
    generated) [ "$old" = - ] || generated="$generated $path" ;;
    *)
      written="$written $made_as"
      if [ "$old" = - ]; then added="$added $path"; else dressed="$dressed $path"; fi
      ;;
  esac
}

stage_place() {
  if [ -n "$there" ]; then ln $there "$backups" || each_file "$stage" refuse_unsaved; fi
  # augenrules writes into the file that is there: it gets a copy, and the original stays what it is.
  if [ -n "$generated" ]; then
    cp --preserve=all $generated "$news" 2>/dev/null || cp -p $generated "$news" || refuse "write $audit"
  fi
  # Label and attributes of the file that it replaces; owner and mode as planned.
  if [ -n "$dressed" ]; then
    cp --attributes-only --preserve=mode,ownership,xattr $dressed "$news" 2>/dev/null || :
    if [ -e /sys/fs/selinux/enforce ]; then
      for path in $dressed; do chcon --reference="$path" "$news/${path##*/}" 2>/dev/null; done
    fi
  fi
  [ -n "$written" ] || return 0
  for look in $looks; do
    written=
    each_file "$stage" sort_look
    [ -z "$written" ] || { chown "${look#*/}" $written && chmod "${look%/*}" $written; } || refuse "write $folder"
  done
}

refuse_unsaved() {
  if [ "${path%/*}" = "$folder" ] && [ "$old" != - ] && [ ! -e "$saved_as" ]; then refuse "write $path"; fi
}

sort_look() {
  case $new in - | generated) return ;; esac
  if [ "${path%/*}" = "$folder" ] && [ "$fmode/$owner" = "$look" ]; then written="$written $made_as"; fi
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
  for path in $generated; do written="$written $news/${path##*/}"; done
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

# Where systemd runs the timer is a unit of its own, which the end of the login does not end; else a session of its own
# without the channel's descriptors, so that the channel can close. That one inherits descriptor 8, whose lock says that
# it lives. It begins before the first rename: should all else here be killed, it still undoes.
start_timer() {
  printf '%s\n' "$script" > "$stage/script"
  if [ -d /run/systemd/system ] && command -v systemd-run >/dev/null; then
    unit=auditd-workbench-$transaction
    systemd-run --unit="$unit" --on-active="$1" --timer-property=AccuracySec=1s \
      /bin/sh "$stage/script" - timer "$transaction" 9<&- </dev/null >/dev/null 2>&1 && echo "$unit" > "$stage/unit" &&
      return
  fi
  : > "$stage/timer"
  exec 8<"$stage/timer"
  flock 8
  (
    trap - HUP PIPE INT TERM
    exec setsid sh -c 'sleep "$3" 8<&-; exec sh "$1/script" - timer "$2"' sh "$stage" "$transaction" "$1"
  ) 9<&- </dev/null >/dev/null 2>&1 &
  exec 8<&-
}

# PENDING comes when all is in effect, and holds the time of the end. With the lock free and no PENDING nobody works on it.
timer() {
  stage=$audit/.ad-$1
  while :; do
    take_lock 600
    [ -f "$stage/COMMIT" ] && [ ! -f "$stage/DONE" ] || exit 0
    now
    left=$(($(cat "$stage/PENDING" 2>/dev/null || echo 0) - uptime))
    if [ "$left" -le 0 ]; then
      undo "$stage"
      exit 0
    fi
    exec 9<&-
    sleep "$left" 8<&-
  done
}

apply() {
  transaction=$1
  seconds=$2
  manifest_size=$3
  load=$4
  lock=$5
  daemon=$6
  way=$7
  port=$8
  logs=$9
  validated=${10}
  stage=$audit/.ad-$transaction
  looks='' unpacked=yes
  take_lock 10
  recover -
  for other in "$audit"/.ad-*; do
    if [ -d "$other" ]; then
      say "ERR waiting ${other##*/.ad-}"
      exit 1
    fi
  done
  find_folders
  times=$(stat -c '%y %n' -- $there)
  make_sides "$stage" rules.d plugins.d top || refuse 'write /etc/audit'
  printf '%s\n' "$times" > "$stage/times" 2>/dev/null || :
  unpack
  stage_files
  validate_files
  auditctl -l > "$stage/loaded" 2>&1
  auditctl -s > "$stage/status" 2>&1
  auditd_pid || pid=-
  echo "$daemon $way $pid" > "$stage/daemon"

  # Contents on disk first, then the mark, then the renames.
  sync_stage
  if loads || [ "$daemon" = restart ]; then : > "$stage/LOADING"; fi
  : > "$stage/COMMIT" || refuse 'write /etc/audit'
  sync_paths "$stage"
  if takes_effect; then start_timer "$seconds"; fi
  replace_files others || fail_to_write
  # At its start auditd's unit may load rules: the old ones, since the new ones wait for their proof.
  if ! change_auditd; then
    until_true 1 has_said auditd || said=$(cat "$stage/restart" 2>/dev/null)
    block said "$said"
    say "FAILED $fault"
    undo "$stage"
    exit 3
  fi
  if [ "$daemon" = restart ] && ! same_rules "$stage"; then restore_loaded "$stage"; fi
  replace_files rules || fail_to_write
  said=$(load_rules 2>&1)
  status=$?
  [ ! -f "$audit/audit.rules" ] || block compiled "$(cat "$audit/audit.rules")"
  block said "$said"
  if [ $status != 0 ]; then
    say "REFUSED $status"
    undo "$stage"
    exit 3
  fi
  if ! takes_effect; then
    : > "$stage/DONE"
    remove_stage "$stage"
    say OK
    exit 0
  fi
  block loaded "$(auditctl -l 2>&1)"
  block status "$(auditctl -s 2>&1)"
  observe_auditd
  now
  echo $((uptime + seconds)) > "$stage/PENDING"
  say "PENDING $seconds"
}

loads() {
  [ "$load" = augenrules ] || [ "$load" = auditctl ]
}

takes_effect() {
  loads || [ "$daemon" != none ]
}

fail_to_write() {
  say 'ERR write /etc/audit'
  undo "$stage"
  exit 3
}

# All that was written, and the folders that it lies in, in one go.
sync_stage() {
  set --
  for side in "$stage" "/etc/audisp/${stage##*/}" "/etc/${stage##*/}"; do
    for written in "$side"/* "$side"/new.*/* "$side"; do
      [ ! -e "$written" ] || set -- "$@" "$written"
    done
  done
  sync_paths "$@"
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
  timer) timer "$3" ;;
esac
