/** How a line begins that only auditctl would understand. */
const auditctlLine =
  /^ *(-[aAd] +(always|never|exit|task|user|exclude|filesystem|io_uring),|-[wW] +\/|-D *$|-[bref] +\d+ *$|--backlog_wait_time[ =]|--loginuid-immutable *$)/m;

/**
 * Whether a file of some rules.d folder holds audit rules. udev, polkit and others use the same folder name and ending,
 * so that the content decides, and a folder of theirs never counts.
 */
export function holdsAuditRules(path: string, text: string): boolean {
  if (!/(^|[\\/])rules\.d[\\/][^\\/]+\.rules$/.test(path)) return false;
  if (/(^|[\\/])(udev|polkit-1|polkit)[\\/]rules\.d[\\/]/.test(path)) return false;
  return auditctlLine.test(text.slice(0, 100_000));
}
