# Reads what stands before a line of a log that rotates by renaming. Reads only; the log is never opened for writing.
#
# before FILE BEGINNING BYTES
#   BEGINNING: how the line begins; it is looked for in the newest file first
#
# First a line: `more` or `first` (there is nothing before these bytes) or `gone` (no file has the line), the bytes behind
# it. They are BYTES at most, and may begin inside a line.
file=$1 beginning=$2 bytes=$3
export LC_ALL=C

older() {
  number=$((number + 1))
  [ -r "$file.$number" ]
}

open_next() {
  if [ "$number" -eq 0 ]; then exec 3<"$file"; else exec 3<"$file.$number"; fi
}

number=0
while :; do
  # Names may shift at any moment: what is open stays the same file.
  open_next || exit 1
  end=$(grep -a -b -m 1 -F -e "$beginning" /proc/$$/fd/3 | head -n 1 | cut -d : -f 1)
  [ -z "$end" ] || break
  older || { echo gone; exit 0; }
done
if [ "$end" -eq 0 ]; then
  older || { echo first; exit 0; }
  open_next || exit 1
  end=$(stat -Lc %s /proc/$$/fd/3)
fi
start=$((end > bytes ? end - bytes : 0))
if [ "$start" -gt 0 ] || older; then echo more; else echo first; fi
tail -c +$((start + 1)) /proc/$$/fd/3 | head -c $((end - start))
