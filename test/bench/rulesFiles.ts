/** Rules that all differ, three of four with something to say of them. */
export function faultyRules(count: number): string {
  const lines = ['-D', '-b 8192'];
  for (let number = 0; number < count; number++) lines.push(faultyRule(number));
  return `${lines.join('\n')}\n`;
}

function faultyRule(number: number): string {
  switch (number % 4) {
    case 0:
      return `-a always,exit -F arch=b64 -S openat,open -F exit=-EACCES -F auid>=1000 -F auid!=unset -F path=/srv/d${number} -F key=access`;
    case 1:
      return `-w /etc/conf${number} -p wa -k conf`;
    case 2:
      return `-a always,exit -F arch=b32 -F path=/usr/bin/p${number} -F perm=x -F key=priv`;
    default:
      return `-a always,exit -F arch=b64 -F dir=/opt/a${number} -F perm=wa -F auid>=${number} -F key=x`;
  }
}

/** Rules as careful people write them: in sections, for both widths, with keys; one in a hundred has a fault. */
export function carefulRules(count: number): string {
  const lines = ['## Rules of a large fleet', '-D', '-b 8192', '--backlog_wait_time 60000', '-f 1', ''];
  for (let number = 0, rules = 0; rules < count; number++) {
    if (number % 10 === 0) lines.push('', `## Section ${number / 10}: what service ${number / 10} may not change`);
    const both = bothWidths(number);
    lines.push(...both.slice(0, count - rules));
    rules += both.length;
  }
  return `${lines.join('\n')}\n`;
}

function bothWidths(number: number): string[] {
  const width = (arch: string) => {
    switch (number % 5) {
      case 0:
        return `-a always,exit -F arch=${arch} -F path=/usr/bin/tool${number} -F perm=x -F auid>=1000 -F auid!=unset -F key=privileged`;
      case 1:
        return `-a always,exit -F arch=${arch} -F dir=/srv/data${number} -F perm=wa -F key=service${number % 50}`;
      case 2:
        return `-a always,exit -F arch=${arch} -S unlink,unlinkat,rename,renameat -F dir=/srv/data${number} -F auid>=1000 -F auid!=unset -F key=delete`;
      case 3:
        return `-a always,exit -F arch=${arch} -F path=/etc/service${number}.conf -F perm=wa -F key=config`;
      default:
        return `-a never,exit -F arch=${arch} -F exe=/opt/agent${number}/bin/agent -F auid=unset`;
    }
  };
  return number % 50 === 7 ? [width('b64')] : [width('b64'), width('b32')];
}
