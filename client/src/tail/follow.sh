# Follows a log that rotates by renaming (audit.log, audit.log.1, audit.log.2 …) and sends it in frames, so that whoever
# listens can come back after a cut and go on exactly where it stopped. Reads only; the log is never opened for writing.
#
# follow FILE INODE OFFSET FINGERPRINT
#   INODE 0: OFFSET is `oldest` (all that exists), `end`, or `recent` with the number of bytes as FINGERPRINT
#   else a checkpoint: OFFSET bytes of the file with this inode have arrived; FINGERPRINT as an F frame gave it, or -
#
# An inode is told with the time of its birth, since its number is given out again as soon as a file is gone. Where a file
# system does not know births, the first bytes must tell.
#
# Frames: byte 001, a letter, fields between blanks, LF
#   O inode offset path     opened: bytes from this offset of this file follow
#   F inode fingerprint     cksum-length of the file's first bytes, longer ones replace shorter ones
#   D inode offset length   exactly so many bytes follow
#   R inode path            the file was renamed and has been read to its end; the next newer one, from 0
#   T inode offset size     the file is shorter than what was already sent; from 0 again
#   G inode offset          gap: the file of the checkpoint is gone; the oldest that exists follows with an O
#   Z inode offset path     its rest was read out of this compressed file, and what was compressed after it as well (O, R and
#                           D frames before this one); then as after a gap, since nothing says what comes next
#   H                       nothing new for five seconds; writing it is how a lost listener is noticed
file=$1 inode=$2 offset=$3 fingerprint=$4
export LC_ALL=C
newline=$(printf '\nx')
newline=${newline%x}
IFS=" $newline"
frame=4194304
known=0
polls=0

mark() { printf '\001%s\n' "$*" || exit 0; }

inode_of() { stat -Lc %i.%.9W "$1" 2>/dev/null; }

size_of() { stat -Lc %s "$1" 2>/dev/null; }

fingerprint_of() {
  sum=$(head -c "$2" "$1" 2>/dev/null | { cksum || md5sum; } 2>/dev/null)
  printf '%s-%s\n' "${sum%% *}" "$2"
}

# Some know whole seconds only; then there are fewer polls between two heartbeats.
heartbeat=50
sleep .01 2>/dev/null || heartbeat=5
nap() { sleep "$1" 2>/dev/null || sleep 1; }

idle() {
  polls=$((polls + 1))
  [ $((polls % heartbeat)) -ne 0 ] || mark H
  nap .1
}

# The files that exist, newest first, one a line. While the writer shifts the names one is missing for a moment: wait
# for that to pass, 0.4 s at most, since somebody may have removed a number for good.
list() {
  tries=0
  while :; do
    numbers=$(ls -d "$file".* 2>/dev/null | sed 's/.*\.//' | grep -x '[0-9][0-9]*' | sort -n)
    expected=0 hole=
    for number in $numbers; do
      expected=$((expected + 1))
      [ "$number" -eq $expected ] || hole=yes
    done
    [ -e "$file" ] || hole=yes
    [ -n "$hole" ] && [ $tries -lt 20 ] || break
    tries=$((tries + 1))
    nap .02
  done
  printf '%s\n' "$file"
  for number in $numbers; do printf '%s\n' "$file.$number"; done
}

# dd moves the descriptor that is sent from, onwards from where it stands: to be called with one that was just opened.
seek() { dd of=/dev/null bs=1 count=0 skip="$1" <&3 2>/dev/null; }

# How far descriptor 3 has been read, into `position`; nothing where /proc does not tell.
where() {
  position=
  while read -r line; do
    # A tab stands behind the name, which is no blank here.
    case $line in pos:*) position=${line##*[!0-9]} ;; esac
  done 2>/dev/null </proc/self/fdinfo/3
}

# So many bytes from where descriptor 3 stands. In large blocks where dd can count bytes: each write wakes sshd.
if dd iflag=count_bytes count=0 of=/dev/null </dev/null 2>/dev/null; then
  send() { dd bs=262144 iflag=count_bytes count="$1" <&3 2>/dev/null; }
else
  send() { head -c "$1" <&3 2>/dev/null; }
fi

# The same file from its first byte, whatever its name is now.
rewind() { exec 3</dev/fd/3; }

# Opens a path that had this inode when it was chosen; fails when it means another file by now.
open_at() {
  exec 3<"$1" || exit 0
  [ "$(inode_of /dev/fd/3)" = "$3" ] || return 1
  inode=$3
  [ "$2" -eq 0 ] || seek "$2"
  offset=$2 known=0 fingerprint=-
  mark "O $inode $offset $1"
}

# The oldest is chosen by its inode: after a rotation its path is that of the second oldest.
open_oldest() {
  until
    oldest=$(list | tail -n 1)
    oldest_inode=$(inode_of "$oldest")
    [ -n "$oldest_inode" ] && [ "$(inode_of "$(list | tail -n 1)")" = "$oldest_inode" ] &&
      open_at "$oldest" 0 "$oldest_inode"
  do nap .02; done
}

open_end() {
  until
    newest_inode=$(inode_of "$file") && open_at "$file" "$(size_of "$file")" "$newest_inode"
  do nap .02; done
}

# The newest files that together have so many bytes, from there on.
open_recent() {
  until choose_recent "$1" && open_at "$from" "$at" "$from_inode"; do nap .02; done
}

choose_recent() {
  need=$1 from= at=0
  IFS=$newline
  for path in $(list); do
    seen=$(stat -Lc '%i.%.9W %s' "$path" 2>/dev/null) || break
    size=${seen#* } from=$path from_inode=${seen%% *}
    if [ "$size" -ge "$need" ]; then
      at=$((size - need))
      break
    fi
    need=$((need - size)) at=0
  done
  IFS=" $newline"
  [ -n "$from" ]
}

# The path that this inode has now. One of unknown birth must also begin with the same bytes.
find_again() {
  IFS=$newline
  for path in $(list); do
    [ "$(inode_of "$path")" = "$1" ] || continue
    if is_born "$1" || begins_alike "$path"; then
      printf '%s\n' "$path"
      return
    fi
  done
  return 1
}

# Unknown births are 0, - or whatever this stat makes of a letter that it does not know.
is_born() {
  case ${1#*.} in
    [1-9]*.*) return 0 ;;
    *) return 1 ;;
  esac
}

begins_alike() {
  [ "$fingerprint" = - ] || [ "$(fingerprint_of "$1" "${fingerprint#*-}")" = "$fingerprint" ]
}

# The file one step newer than this inode, as its inode and path; nothing when there is none, failure when the inode is
# not listed. Names move towards the older end, and so does this look: whatever is renamed meanwhile, no file is passed
# over. That holds for the inode that was seen, not for what its path means a moment later.
newer_than() {
  newer=
  IFS=$newline
  for path in $(list); do
    seen=$(inode_of "$path") || continue
    if [ "$seen" = "$1" ]; then
      printf '%s\n' "$newer"
      return
    fi
    newer="$seen $path"
  done
  return 1
}

# What rotated files were made into, the one that was written last at the end: these programs keep that time.
packed() { ls -trd "$file"*.gz "$file"*.xz "$file"*.bz2 "$file"*.zst 2>/dev/null; }

# The text of the compressed file that is open as 3, from its beginning; its name says how.
unpack() {
  case $1 in
    *.gz) gzip -dc ;;
    *.xz) xz -dc ;;
    *.bz2) bzip2 -dc ;;
    *) zstd -dcq ;;
  esac </dev/fd/3 2>/dev/null
}

packed_fingerprint() {
  sum=$(unpack "$1" | head -c "$2" | { cksum || md5sum; } 2>/dev/null)
  printf '%s-%s\n' "${sum%% *}" "$2"
}

# What is behind `offset` of it, in one frame; a program that fails within it ends the stream.
send_packed() {
  size=$(($(unpack "$1" | wc -c)))
  if [ "$size" -gt "$offset" ]; then
    mark "D $inode $offset $((size - offset))"
    exec 6>&1
    status=$({ { unpack "$1"; echo $? >&5; } | tail -c +$((offset + 1)) 2>/dev/null >&6; } 5>&1)
    exec 6>&-
    [ "$status" = 0 ] || exit 0
    offset=$size
  fi
}

# The file of the checkpoint may have been compressed meanwhile: it is known by how its text begins. Fails when it is not
# found so.
go_on_packed() {
  [ "$fingerprint" != - ] || return 1
  found=
  IFS=$newline
  for path in $(packed); do
    IFS=" $newline"
    [ -r "$path" ] || continue
    exec 3<"$path" || exit 0
    if [ -n "$found" ]; then
      # Half of one, or none at all.
      unpack "$path" >/dev/null || continue
      inode=$(inode_of /dev/fd/3) offset=0
      mark "R $inode $path"
      mark "F $inode $(packed_fingerprint "$path" 128)"
    else
      [ "$(packed_fingerprint "$path" "${fingerprint#*-}")" = "$fingerprint" ] || continue
      found=$path
      mark "O $inode $offset $path"
    fi
    send_packed "$path"
  done
  IFS=" $newline"
  [ -n "$found" ] || return 1
  mark "Z $inode $offset $found"
  open_oldest
}

# Not found may only mean 'being renamed': looked for eight times before it is called gone.
go_on() {
  tries=0
  while [ $tries -lt 8 ]; do
    if path=$(find_again "$inode"); then
      exec 3<"$path" || exit 0
      if [ "$(inode_of /dev/fd/3)" = "$inode" ]; then
        if begins_alike /dev/fd/3; then
          [ "$offset" -eq 0 ] || seek "$offset"
          mark "O $inode $offset $path"
          [ "$fingerprint" = - ] || known=${fingerprint#*-}
        else
          mark "O $inode $offset $path"
          mark "T $inode $offset $(size_of /dev/fd/3)"
          offset=0 fingerprint=-
        fi
        return
      fi
    fi
    tries=$((tries + 1))
    nap .05
  done
  go_on_packed && return
  mark "G $inode $offset"
  open_oldest
}

next_file() {
  tries=0
  until next=$(newer_than "$inode"); do
    # The oldest one may have moved behind the end of a list that was just made.
    tries=$((tries + 1))
    if [ $tries -ge 8 ]; then
      go_on_packed && return
      mark "G $inode $offset"
      open_oldest
      return
    fi
    nap .05
  done
  path=${next#* }
  [ -n "$next" ] && [ -e "$path" ] || return 0
  exec 4<"$path" || exit 0
  # Renamed in between: then this is another file, and the next look finds the right one.
  if [ "$(inode_of /dev/fd/4)" = "${next%% *}" ]; then
    exec 3<&4
    inode=${next%% *} offset=0 known=0 fingerprint=-
    mark "R $inode $path"
  fi
  exec 4<&-
}

send_fingerprint() {
  length=$1
  [ "$length" -lt 128 ] || length=128
  [ "$length" -gt $known ] || return 0
  known=$length
  fingerprint=$(fingerprint_of /dev/fd/3 "$length")
  mark "F $inode $fingerprint"
}

until [ -e "$file" ]; do idle; done
case $inode:$offset in
  0:end) open_end ;;
  0:recent) open_recent "$fingerprint" ;;
  0:oldest) open_oldest ;;
  *) go_on ;;
esac

while :; do
  set -- $(stat -Lc '%i.%.9W %s' /dev/fd/3 "$file" 2>/dev/null)
  size=$2 current=$3
  [ -n "$size" ] || exit 1
  if [ "$size" -gt "$offset" ]; then
    send_fingerprint "$size"
    length=$((size - offset))
    [ $length -le $frame ] || length=$frame
    mark "D $inode $offset $length"
    send $length || exit 0
    offset=$((offset + length))
    where
    # Cut off while it was being sent: the frame is short, so the stream must end here.
    [ "${position:-$offset}" -ge $offset ] || exit 0
    # Some heads read more than they write.
    if [ "${position:-$offset}" -ne $offset ]; then
      rewind
      seek $offset
    fi
  elif [ "$size" -lt "$offset" ]; then
    mark "T $inode $offset $size"
    rewind
    offset=0 known=0 fingerprint=-
  elif [ -n "$current" ] && [ "$current" != "$inode" ]; then
    # The writer closed ours before the name came back: one more look at the size and nothing is left behind.
    [ "$(size_of /dev/fd/3)" -gt "$offset" ] || next_file
  else
    idle
  fi
done
