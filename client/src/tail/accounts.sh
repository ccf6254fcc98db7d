# What a host calls itself, and its accounts. Reads only.
#
# First the names under which its own records may come, one a line; then the users as passwd(5) has them and the groups as
# group(5) has them, each after a line that is only a dot. A directory may have very many: what is too much is cut.
export LC_ALL=C
{
  uname -n
  hostname -f
  hostname -I | tr ' ' '\n'
  sed -n 's/^ *[nN][aA][mM][eE]  *=  *\([^ ]*\) *$/\1/p' /etc/audit/auditd.conf
} 2>/dev/null
for base in passwd group; do
  echo .
  { getent "$base" || cat "/etc/$base"; } 2>/dev/null | cut -d : -f 1-3 | grep : | head -c 4000000
done
