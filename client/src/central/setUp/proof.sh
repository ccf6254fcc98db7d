# proof listen PORT            who listens: the answer of ss.  proof connected PORT   likewise, of audisp-remote
# proof mark TEXT              a record of this host's own, which goes the whole way
# proof watch SECONDS LOG MARK…   each line of the central log with a mark, as it comes; ends when all were seen
# Nothing is changed; a mark is one record of type USER.
set -u
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
mode=$1
shift

case $mode in
  listen) ss -Hltnp "sport = :$1" ;;
  connected) ss -Htnp state established "dport = :$1" ;;
  mark) auditctl -m "$1" ;;
  watch)
    ends=$(($(date +%s) + $1))
    log=$2
    shift 2
    while [ $# -gt 0 ] && [ "$(date +%s)" -lt $ends ]; do
      # A log may be rotated in between; of a large one only what was written last matters.
      found=$({ tail -c 4194304 "$log.1"; tail -c 16777216 "$log"; } 2>/dev/null | grep -aF "$(printf '%s\n' "$@")")
      waiting=
      for one in "$@"; do
        line=$(printf '%s\n' "$found" | grep -aF -m 1 "$one")
        if [ -n "$line" ]; then printf '%s\n' "$line" | head -c 4096; else waiting="$waiting $one"; fi
      done
      # Marks have no blanks.
      set -- $waiting
      if [ $# -gt 0 ]; then sleep 0.2 2>/dev/null || sleep 1; fi
    done
    ;;
esac
