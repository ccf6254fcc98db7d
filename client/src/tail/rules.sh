# The rules that a host loads when it starts. Reads only.
#
# First the machine, then each file: its path, its lines, each behind a `>`, and a line that is only a dot, before which a
# line end is added. At the very end a line `end`, which is missing where there was too much. What is no plain file, cannot
# be read or has control characters in its name is left out.
export LC_ALL=C
most=4194304
{
  echo "arch $(uname -m)"
  for file in "$1"/rules.d/*.rules "$1"/audit.rules; do
    case $file in *[[:cntrl:]]*) continue ;; esac
    if [ -f "$file" ] && [ -r "$file" ]; then
      printf 'file %s\n' "$file"
      head -c "$most" "$file" | sed 's/^/>/'
      printf '\n.\n'
    fi
  done
  echo end
} 2>/dev/null | head -c "$most"
