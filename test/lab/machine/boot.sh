#!/bin/bash
# What a lab host does first, already in namespaces of its own: it makes the places its own, then becomes process 1.
#   boot.sh NAME FOLDER
# FOLDER has etc, root, home, log, spool, sudo, tmp, tools and, with a pretended kernel, kernel. It is reached as
# /run/lab afterwards; nothing of the machine outside FOLDER is written.
set -e
name=$1
folder=$2

hostname "$name"
# By way of /mnt, because FOLDER itself may lie below /run.
mount --bind "$folder" /mnt
mount -t tmpfs -o mode=755 lab-run /run
mkdir -p /run/sshd /run/lock /run/lab
chmod 1777 /run/lock
mount --move /mnt /run/lab
cd /run/lab

mount --bind etc /etc
mount --bind root /root
mount --bind home /home
mount --bind log /var/log
mount --bind spool /var/spool
[ -d /var/lib/sudo ] && mount --bind sudo /var/lib/sudo

# A /dev of its own, because /dev/log is this host's syslog.
mount -t tmpfs -o mode=755 lab-dev dev
for node in null zero full random urandom tty; do
    touch dev/$node
    mount --bind /dev/$node dev/$node
done
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 lab-pts dev/pts
mount -t tmpfs -o mode=1777 lab-shm dev/shm
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
mount --move dev /dev

# The pretended kernel: preloaded into every program that is started from now on, as ld.so.preload of this /etc says.
if [ -d kernel ]; then
    mkdir /run/audit-kernel
    mount --bind kernel /run/audit-kernel
    # Records wait for auditd in its socket: as many as in a real kernel's queue, not ten.
    echo 8192 > /proc/sys/net/unix/max_dgram_qlen
    echo /run/audit-kernel/shim.so > /etc/ld.so.preload
fi

# Last, because FOLDER may lie below /tmp.
mount --bind /run/lab/tmp /tmp
mount --bind /run/lab/tmp /var/tmp
cd /
exec /run/lab/tools/init
