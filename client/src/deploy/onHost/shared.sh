# What all that runs on a host for a deploy shares. A script comes as one command: a connection that is cut can shorten
# what stands on standard input, which is noticed, but never the code.
set -u
umask 077
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin

audit=/etc/audit
folders="$audit $audit/rules.d $audit/plugins.d /etc/audisp /etc/audisp/plugins.d"

# Output is a courtesy: with the client gone it fails, and that must not end the script.
say() {
  printf '%s\n' "$*" 2>/dev/null || :
}

# NAME TEXT: so many bytes follow, so that no text of the host can look like an answer.
block() {
  printf '=%s %s\n%s\n' "$1" "${#2}" "$2" 2>/dev/null || :
}

# SECONDS COMMAND…: asks again until it holds.
until_true() {
  tries=$(($1 * 10))
  shift
  until "$@"; do
    [ $((tries -= 1)) -gt 0 ] || return 1
    sleep 0.1 2>/dev/null || sleep 1
  done
}

# A Korn shell hands such a descriptor on only when it is told to.
try_lock() {
  flock -n 9 9<&9
}

# The lock is on the directory itself: only root can open it, so nobody else can hold it or plant a link in its place.
# Not every flock can wait.
take_lock() {
  exec 9<"$audit"
  until_true "$1" try_lock && return
  say 'ERR busy'
  exit 75
}

# `there`: those of the folders that this host has.
find_folders() {
  there=
  for directory in $folders; do
    [ ! -d "$directory" ] || there="$there $directory"
  done
}

# TIMES: lines of a day, a time, a zone and a path, as `stat -c '%y %n'` prints them, which the paths get again.
restore_times() {
  printf '%s\n' "$1" | while read -r day clock zone dated; do
    [ -e "$dated" ] && touch -d "$day $clock $zone" "$dated" 2>/dev/null
  done
}
