import { conditionsOf } from '../conditions';
import type { Check } from './check';

/** Folders on every Linux host. */
const folders: ReadonlySet<string> = new Set(
  '/bin /boot /dev /etc /home /lib /lib64 /media /mnt /opt /proc /root /run /sbin /srv /sys /tmp /usr /usr/bin /usr/lib /usr/local /usr/local/bin /usr/local/sbin /usr/sbin /usr/share /var /var/lib /var/log /var/log/audit /var/spool /var/spool/cron /var/tmp /etc/audit /etc/audit/rules.d /etc/cron.d /etc/cron.daily /etc/cron.hourly /etc/cron.monthly /etc/cron.weekly /etc/init.d /etc/modprobe.d /etc/pam.d /etc/profile.d /etc/security /etc/selinux /etc/skel /etc/ssh /etc/sudoers.d /etc/sysctl.d /etc/systemd /etc/systemd/system'.split(
    ' ',
  ),
);

export const pathOnDirectory: Check = {
  code: 'path-on-directory',
  severity: 'warning',
  scope: 'line',
  about: ['path'],
  singlesOut: [...folders],
  *find(file) {
    for (const loaded of file.rules) {
      for (const { field, value, span } of conditionsOf(loaded, 'path')) {
        if (!folders.has(value.text)) continue;
        yield {
          span,
          message: `\`path\` on a folder watches the folder itself, not the files in it. Write \`dir=${value.text}\` for all that is below.`,
          fixes: [{ title: 'Write dir', edits: [{ span: field, newText: 'dir' }], safe: false }],
        };
      }
    }
  },
};
