/**
 * What the real auditctl of this machine says about lines of a rules file, by way of ../shared/oracle: it is preloaded
 * with a library that plays the kernel, so nothing is loaded. Needs root, auditctl, gcc and python3.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inShared } from './repository';
import { scratch } from './scratch';

export interface OracleVerdict {
  readonly text: string;
  readonly ok: boolean;
  readonly message: string;
  /** Why the model of the kernel refuses the rule; undefined: it takes it, or there is none. */
  readonly kernel: string | undefined;
}

export interface Oracle {
  /** Of the installed auditctl. */
  readonly version: string;
  readonly users: readonly string[];
  readonly groups: readonly string[];
  /** A verdict for each line; lines hold no LF and at most 6143 bytes. */
  judge(lines: readonly string[], machine?: string): OracleVerdict[];
  close(): void;
}

/** Another release can be asked: AUDITCTL names its program. */
const auditctl = process.env['AUDITCTL'] ?? '/sbin/auditctl';

const program = `
import json, os, sys
sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
import oracle
oracle.SHIM = sys.argv[2]
env = {'AUO_STAT': 'none'}
if sys.argv[3]: env['AUO_MACHINE'] = sys.argv[3]
auditctl = sys.argv[4]
json.dump([[v['text'], v['ok'], v['message'], v.get('kernel')] for v in oracle.judge(sys.stdin.buffer.read(), env, auditctl)], sys.stdout)
`;

/** The oracle, or the reason why there is none on this machine. */
export function openOracle(): Oracle | string {
  const shared = inShared('oracle');
  if (shared === undefined) return '../shared/oracle is not here';
  if (process.getuid?.() !== 0) return 'auditctl runs only as root';
  if (!existsSync(auditctl)) return 'auditctl is not installed (package auditd)';
  const folder = scratch('rules-oracle-');
  const shim = join(folder.path, 'shim.so');
  try {
    execFileSync('gcc', ['-O1', '-fPIC', '-shared', '-w', '-o', shim, join(shared, 'shim.c'), '-ldl'], {
      stdio: 'pipe',
    });
    execFileSync('python3', ['--version'], { stdio: 'pipe' });
    const version = /([0-9.]+)/.exec(execFileSync(auditctl, ['-v'], { encoding: 'utf8' }))![1]!;
    const names = (path: string) => readFileSync(path, 'utf8').split('\n').map((line) => line.split(':')[0]!); // prettier-ignore
    return {
      version,
      users: names('/etc/passwd').filter((name) => name !== ''),
      groups: names('/etc/group').filter((name) => name !== ''),
      judge: (lines, machine = '') => judge(shared, shim, lines, machine),
      close: folder.remove,
    };
  } catch (error) {
    folder.remove();
    return `the oracle cannot be made: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function judge(shared: string, shim: string, lines: readonly string[], machine: string): OracleVerdict[] {
  const done = spawnSync('python3', ['-c', program, shared, shim, machine, auditctl], {
    input: lines.map((line) => `${line}\n`).join(''),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (done.status !== 0) throw new Error(`the oracle failed: ${done.stderr}`);
  const answers = JSON.parse(done.stdout) as [string, boolean, string, string | null][];
  if (answers.length !== lines.length)
    throw new Error(`the oracle gave ${answers.length} verdicts for ${lines.length} lines`);
  return answers.map(([text, ok, message, kernel]) => ({
    text,
    ok,
    message,
    kernel: !ok || kernel === null || kernel === 'ok' ? undefined : kernel,
  }));
}
