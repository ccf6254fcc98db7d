# apply TRANSACTION SIZE TIMES PARTS …   so many bytes of standard input are the payload: a tar archive, relative to /etc,
# of the deploy's folder with all that belongs into it (see transaction.sh), also the script that does the rest, and END,
# by which it is known to be whole. So most of a deploy's files are put in place by one program, hard links to the files
# that are replaced too. What follows the payload are words of the client. PARTS: what of it this needs first where there is no
# tar, NAME:AT:SIZE by blanks. The rest is for apply.sh.
trap '' HUP PIPE INT TERM
stage=$audit/.ad-$2
times=$4
unpacked=yes

abandon() {
  rm -rf "$stage" "/etc/audisp/.ad-$1" "/etc/.ad-$1"
  restore_times "$times"
  say "ERR $2"
  exit 1
}

# What a person likes of tar must not change it here.
unset TAR_OPTIONS
take_lock 10
if command -v tar >/dev/null; then
  head -c "$3" | tar -xmpf - -C /etc || unpacked=no
  [ -f "$stage/END" ] || { [ $unpacked = yes ] && abandon "$2" payload || abandon "$2" 'write /etc/audit'; }
else
  unpacked=no
  mkdir "$stage" && head -c "$3" > "$stage/payload" || abandon "$2" 'write /etc/audit'
  tail -c 1536 "$stage/payload" | grep -aq ^END || abandon "$2" payload
  for part in $5; do
    place=${part#*:}
    tail -c "+$((${place%:*} + 1))" "$stage/payload" | head -c "${place#*:}" > "$stage/${part%%:*}" ||
      abandon "$2" 'write /etc/audit'
  done
fi
[ -s "$stage/script" ] || abandon "$2" 'write /etc/audit'
. "$stage/script"
