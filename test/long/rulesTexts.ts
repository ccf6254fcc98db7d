/** Texts that a rules file could be, and many that it should not. */
const samples = [
  '-a always,exit -F arch=b64 -S open,openat -F exit=-EACCES -F auid>=1000 -F auid!=unset -k access',
  '-a always,exit -F arch=b32 -S open,openat -F exit=-EACCES -F auid>=1000 -F auid!=unset -k access',
  '-a never,exclude -F msgtype=CWD',
  '-a never,task',
  '-A never,exit -F exe=/usr/bin/dpkg',
  '-w /etc/passwd -p wa -k identity',
  '-a always,exit -F dir=/etc -F perm=wa -F key=etc',
  '-a exit,always -S all -C uid!=euid -k priv',
  '-a always,io_uring -S openat -F uid=0 -k uring',
  '-d always,exit -S 59',
  '--backlog_wait_time 60000',
  '--reset-lost',
  '# auditd-lint disable-next-line old-style-watch',
  '# auditd-lint disable no-such-code',
  '## Section of auditctl(8)',
  '',
  '-e 2',
  '-e 1',
  '-b 8192',
  '-f 2',
  '-D',
  '-D -k x',
  '-i',
  '-c',
  '-q /a,/b',
  '-m text',
];

const pieces = [
  ' ', '  ', '\t', '\r', '\r\n', '\n', '\\', '\\ ', '\0', '"', "'", '#', ',', '=', '!=', '>=', '&', '-', '--', '-a', '-F', '-S', '-k', '-w',
  '-p', '-C', '-D', '-e 2', '-b', 'always,exit', 'exit', 'arch=b64', 'auid>=1000', 'path=/etc', 'perm=', 'all', 'open', 'openat', '4294967295',
  '-1', '0x', '0100', '99999999999999999999', 'é', '\u2028', '\ud800', '\udc00', '\ufeff', '—', '😀', '\x01', '\x1b[31m', '__proto__', 'constructor', 'toString',
  'x'.repeat(300), 'x'.repeat(6200), 'é'.repeat(3100), '-S open '.repeat(800),
]; // prettier-ignore

type Pick = (below: number) => number;

export function piece(pick: Pick): string {
  return pick(3) === 0 ? String.fromCharCode(pick(0x2100)) : pieces[pick(pieces.length)]!;
}

/** A few lines, some of them broken. */
export function text(pick: Pick): string {
  let made = '';
  for (let lines = 1 + pick(6); lines > 0; lines--) {
    made += pick(2) === 0 ? samples[pick(samples.length)]! : broken(samples[pick(samples.length)]!, pick);
    if (lines > 1 || pick(2) === 0) made += '\n';
  }
  return made;
}

function broken(line: string, pick: Pick): string {
  let made = line;
  for (let count = 1 + pick(3); count > 0; count--) {
    const at = pick(made.length + 1);
    const cut = pick(4) === 0 ? pick(12) : 0;
    made = made.slice(0, at) + (pick(3) === 0 ? '' : piece(pick)) + made.slice(at + cut);
  }
  return made;
}
