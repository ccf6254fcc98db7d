/** How syslog begins a line: `<30>1 TIME HOST`, `2026-11-23T07:00:02+00:00 HOST`, `Nov 23 07:00:01 HOST`. */
const header =
  /^(?:<\d{1,3}>)?(?:1 )?(?:\d{4}-\d\d-\d\dT\S{8,30}|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d) ([^\s=]{1,255}) /;
/** A record as audisp-syslog writes it, or the kernel where no auditd runs: `audit: type=1400 audit(…): …`. */
const record = /(?:^|[\s:])((?:node=\S+ )?type=\S+ (?:msg=)?audit\(\d.*)$/s;

/** No header and no program's name is longer. */
const longestBeginning = 600;

/**
 * The record in a line of syslog, with the host of the header as its node where it names none; undefined where there is
 * none. The program's own name is not looked at: syslog daemons let it be anything.
 */
export function recordInSyslog(line: string): string | undefined {
  const found = header.exec(line.slice(0, longestBeginning));
  if (found === null) return undefined;
  const start = line.slice(0, longestBeginning).search(/(?:node=\S+ )?type=\S+ (?:msg=)?audit\(/);
  if (start < found[0].length) return undefined;
  const text = record.exec(line.slice(start - 1))?.[1];
  if (text === undefined) return undefined;
  return text.startsWith('node=') ? text : `node=${found[1] ?? ''} ${text}`;
}
