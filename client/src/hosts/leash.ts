import { inOneLine, quote } from './shellText';

/** An rc file may have left a path without id or sudo; what it has comes first. */
export const usualPath = 'export PATH="${PATH:-/bin}:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"';

/**
 * sshd tells a command without a terminal nothing when its channel or its connection ends, and ssh2's signals come to
 * nothing once the input has ended: a quiet command would go on for nobody. So a command that is sent nothing gets its
 * input from /dev/null, and a process beside it waits for the end of the channel's input, which comes whichever way the
 * client goes, and ends the group: all that this channel started, as root too, but no session of its own.
 */
const onLeash = [
  usualPath,
  'printf %s "$1"',
  'exec 3<&0 </dev/null',
  '{ read -r end <&3; kill -TERM 0; } >/dev/null 2>&1 &',
  'leash=$!',
  'exec 3<&-',
  '(eval "$2")',
  'code=$?',
  'kill "$leash" 2>/dev/null',
  'exit "$code"',
].join('\n');

/** What is sent something reads it to its end: once it has begun nothing of ours ends it. */
const offLeash = `${usualPath}; printf %s "$1"; eval "$2"`;

/** Words for `sh -c` that show a marker and run a command ($2), which reads what it is sent, or nothing. */
export function announced(marker: string, command: string, reads: boolean): readonly string[] {
  return [reads ? offLeash : onLeash, 'sh', marker, command];
}

/**
 * A script and its words ($0, $1 …) for `/bin/sh -c`, as a command for any login shell: csh takes neither a line's end nor
 * `!` in quotes. By its path: an alias, a function or a path of an rc file must not come between.
 */
export function inShell([script = '', name = 'sh', ...words]: readonly string[]): string {
  const set = `set -- ${words.map(quote).join(' ')}\n${script}`;
  return `/bin/sh -c 'eval "$(printf %b "$1")"' ${quote(name)} ${inOneLine(set)}`;
}
