# surroundings [SERVER]   What a set-up of central logging must know of a host beyond its audit files: who installs
# packages, who guards the network, who starts services. Reads only; each question has its time, each answer its limit.
# SERVER: where this host would send to, as a name or an address.
set -u
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
server=${1-}

say() {
  printf '%s\n' "$*"
}

block() {
  say "$1 $(head -c 262144 | base64 | tr -d '\n')"
}

asked() {
  timeout 10 "$@" 2>/dev/null </dev/null
}

has() {
  command -v "$1" >/dev/null
}

for manager in transactional-update rpm-ostree dnf yum zypper apt-get pacman; do
  if has $manager; then say "manager $manager"; fi
done
if [ -d /run/systemd/system ]; then
  say systemd
  for unit in auditd firewalld nftables ufw; do
    say "unit $unit $(asked systemctl is-enabled $unit || :)"
  done
fi

if has firewall-cmd && asked firewall-cmd --state >/dev/null; then
  device=$(asked ip -o route get "${server:-192.0.2.1}" | sed -n 's/.* dev \([^ ]*\).*/\1/p')
  zone=$(asked firewall-cmd --get-zone-of-interface="${device:-none}" || asked firewall-cmd --get-default-zone)
  say "zone $zone"
  asked firewall-cmd --zone="$zone" --list-all | block firewalld-now
  asked firewall-cmd --permanent --zone="$zone" --list-all | block firewalld-permanent
fi
if has ufw; then
  asked ufw status | block ufw
  asked ufw show added | block ufw-added
fi
# Which tables are iptables' own it says on standard error.
if has nft; then timeout 10 nft -n list ruleset 2>&1 </dev/null | block nft; fi
if has iptables; then asked iptables -w 5 -S | block iptables; fi
if has ip6tables; then asked ip6tables -w 5 -S | block ip6tables; fi

say "selinux $(has getenforce && asked getenforce || echo Disabled)"
if has getenforce && [ "$(asked getenforce)" != Disabled ]; then
  if has semanage; then asked semanage port -n -l | block ports; fi
fi

daemon=$(command -v auditd || :)
if [ -n "$daemon" ] && asked ldd "$daemon" | grep -q libwrap; then
  say wrapped
  head -c 65536 /etc/hosts.deny 2>/dev/null | block hosts.deny
fi
for program in audisp-remote ausearch auditctl ss; do
  if has $program; then say "program $program $(command -v $program)"; fi
done
for key in /etc/audit/audit.key /etc/audit/audisp-remote.key /etc/audisp/audisp-remote.key; do
  if [ -e "$key" ]; then say "key $key $(stat -c '%a %u %F' "$key")"; fi
done

asked ip -o addr show scope global | block addresses
say "hostname $(hostname 2>/dev/null || cat /proc/sys/kernel/hostname)"
say "sending $(grep -lsx audisp-remote /proc/[0-9]*/comm | head -n 1)"
asked ss -Hltnp | block listening
asked ss -Htnp state established | block connections
if [ -n "$server" ]; then
  asked getent ahosts "$server" | block resolved
  address=$(asked getent ahosts "$server" | sed -n '1s/ .*//p')
  asked ip -o route get "${address:-$server}" | block route
fi
say END
