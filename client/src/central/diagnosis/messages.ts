/** A line that a program of audit wrote to syslog or the journal. */
export interface Message {
  /** Seconds since the epoch, by the host's clock; undefined where the line tells none that can be read. */
  readonly at: number | undefined;
  readonly program: string;
  readonly pid: number | undefined;
  readonly text: string;
}

/** In the order of the log. `zone` as `date +%z` says it, `year` of now: old syslog lines name neither. */
export function messagesOf(text: string, zone: string, year: string): Message[] {
  return text.split('\n').flatMap((line) => {
    const match = /^(.*?)\b(auditd|audispd|audisp-[\w-]+)(?:\[(\d+)\])?: +(.*)$/.exec(line);
    if (match === null) return [];
    const [, head = '', program = '', pid, said = ''] = match;
    const at = timeOf(head, zone, year);
    return [{ at, program, pid: pid === undefined ? undefined : Number(pid), text: said.replace(/ {2,}/g, ' ') }];
  });
}

function timeOf(head: string, zone: string, year: string): number | undefined {
  const iso = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d+)?)(Z|[+-]\d\d:?\d\d)?/.exec(head);
  const old = /^([A-Z][a-z]{2}) +(\d+) (\d\d:\d\d:\d\d)/.exec(head);
  const spoken =
    iso !== null
      ? `${iso[1]}T${iso[2]}${(iso[3] ?? zone).replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')}`
      : old !== null
        ? `${old[1]} ${old[2]} ${year} ${old[3]} ${zone}`
        : '';
  const at = Date.parse(spoken);
  return Number.isNaN(at) ? undefined : at / 1000;
}
