import type { Evidence, Fault, HostReport, LinkState, Remedy, Report } from './report';

/** A report as text that can be saved, sent and read by itself. Secrets are left out, whatever showed them. */
export function reportText(report: Report): string {
  const begun = new Date(report.made).toISOString();
  return [
    `Audit pipeline, looked at ${begun}. Only read, nothing was changed.`,
    '',
    ...report.hosts.flatMap(hostLines),
  ].join('\n');
}

function hostLines({ host, role, server, title, links }: HostReport): string[] {
  const what = role === 'sender' ? ` (sender, to ${server ?? '?'})` : role === 'central' ? ' (central server)' : '';
  return [
    `${host}${what}: ${plain(title)}`,
    ...links.filter(({ state }) => state !== 'not-used').flatMap(linkLines),
    '',
  ];
}

const signs: Readonly<Record<LinkState['state'], string>> = { good: '✓', bad: '✗', unknown: '?', 'not-used': '-' };

function linkLines({ link, state, words, faults, evidence }: LinkState): string[] {
  return [
    `  ${signs[state]} ${link.padEnd(8)} ${faults[0] !== undefined && state === 'bad' ? faults[0].name : plain(words)}`,
    ...faults.flatMap(faultLines),
    ...(state === 'good' ? evidence.flatMap((one) => evidenceLines(one, 6)) : []),
  ];
}

function faultLines(fault: Fault): string[] {
  return [
    `      ${fault.effect === 'warns' ? 'note' : 'fault'} ${fault.name}, to be mended on ${fault.host}`,
    `        cause: ${plain(fault.cause)}`,
    `        next:  ${plain(fault.next)}`,
    ...(fault.remedy === undefined ? [] : [`        fix:   ${plain(remedyText(fault.remedy))}`]),
    ...fault.evidence.flatMap((one) => evidenceLines(one, 8)),
  ];
}

/** A change of settings in words, or the command. */
export function remedyText(remedy: Remedy): string {
  if (remedy.kind === 'command') return remedy.command;
  const settings = Object.entries(remedy.settings).map(([keyword, value]) => `${keyword} = ${value}`);
  return `in ${remedy.path}: ${settings.join(', ')}`;
}

function evidenceLines({ host, command, said }: Evidence, indent: number): string[] {
  const pad = ' '.repeat(indent);
  const lines = plainLines(said).slice(0, 20);
  return [`${pad}${host}$ ${plain(command)}`, ...lines.map((line) => `${pad}  ${line}`)];
}

/** What a host said, as lines of plain text, without secrets. */
export function plainLines(text: string): string[] {
  return text
    .split('\n')
    .map(plain)
    .filter((line) => line !== '');
}

function plain(text: string): string {
  const visible = text
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]+/g, ' ')
    .replace(/\s+$/, '');
  return withoutSecrets(visible).slice(0, 600);
}

/** Passwords and keys in settings and on command lines. Values only; which keyword stands there is no secret. */
export function withoutSecrets(text: string): string {
  return text
    .replace(/\b(password|passwd|passphrase|secret|token|pre_?shared_?key)(\s*[=:]\s*)\S+/gi, '$1$2…')
    .replace(/(\s--?(?:p|pass|password|passwd|token|secret)[= ])\S+/g, '$1…')
    .replace(/-----BEGIN [^-]*PRIVATE KEY-----[\s\S]*?(-----END [^-]*-----|$)/g, '…');
}
