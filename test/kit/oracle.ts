/**
 * What the real auditctl of this machine says about lines of a rules file, by way of ../shared/oracle: it is preloaded
 * with a library that plays the kernel, so nothing is loaded. Needs root, auditctl, gcc and python3.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { callsText } from '../../core/src/rules/identity';
import type { SentRule } from '../../core/src/rules/sent';
import { inShared } from './repository';
import { scratch } from './scratch';

export interface OracleVerdict {
  readonly text: string;
  readonly ok: boolean;
  readonly message: string;
  /** Why the model of the kernel refuses the rule; undefined: it takes it, or there is none. */
  readonly kernel: string | undefined;
  /** The rule that it sends to the kernel, as `sentText` writes it; undefined: none. */
  readonly sent: string | undefined;
}

export interface Oracle {
  /** Of the installed auditctl. */
  readonly version: string;
  /** Accounts of this machine, by name. */
  readonly users: ReadonlyMap<string, number>;
  readonly groups: ReadonlyMap<string, number>;
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
json.dump([[v['text'], v['ok'], v['message'], v.get('kernel'), v.get('rule')] for v in oracle.judge(sys.stdin.buffer.read(), env, auditctl)], sys.stdout)
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
    return {
      version,
      users: accountNumbers('/etc/passwd'),
      groups: accountNumbers('/etc/group'),
      judge: (lines, machine = '') => judge(shared, shim, lines, machine),
      close: folder.remove,
    };
  } catch (error) {
    folder.remove();
    return `the oracle cannot be made: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Numbers by name in a file such as /etc/passwd. */
export function accountNumbers(path: string): Map<string, number> {
  const rows = readFileSync(path, 'utf8').split('\n').map((line) => line.split(':')); // prettier-ignore
  return new Map(rows.filter(([name]) => name !== '').map((row) => [row[0]!, Number(row[2])]));
}

function judge(shared: string, shim: string, lines: readonly string[], machine: string): OracleVerdict[] {
  const done = spawnSync('python3', ['-c', program, shared, shim, machine, auditctl], {
    input: lines.map((line) => `${line}\n`).join(''),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (done.status !== 0) throw new Error(`the oracle failed: ${done.stderr}`);
  const answers = JSON.parse(done.stdout) as [string, boolean, string, string | null, OracleRule | null][];
  if (answers.length !== lines.length)
    throw new Error(`the oracle gave ${answers.length} verdicts for ${lines.length} lines`);
  return answers.map(([text, ok, message, kernel, rule]) => ({
    text,
    ok,
    message,
    kernel: !ok || kernel === null || kernel === 'ok' ? undefined : kernel,
    sent: rule === null ? undefined : oracleText(rule),
  }));
}

interface OracleRule {
  readonly op: 'add' | 'add-prepend' | 'del' | 'del-prepend';
  readonly raw: {
    readonly flags: number;
    readonly action: number;
    readonly mask: readonly number[];
    readonly fields: readonly { field: number; op: number; value: number; str?: string }[];
  };
}

const operatorBits: Record<number, string> = {
  0x40000000: '=',
  0x30000000: '!=',
  0x10000000: '<',
  0x20000000: '>',
  0x50000000: '<=',
  0x60000000: '>=',
  0x08000000: '&',
  0x48000000: '&=',
};

function oracleText({ op, raw }: OracleRule): string {
  const calls = raw.mask.flatMap((word, at) => Array.from({ length: 32 }, (_, bit) => bit).filter((bit) => (word >>> bit) & 1).map((bit) => at * 32 + bit)); // prettier-ignore
  const fields = raw.fields.map(({ field, op: bits, value, str }) => {
    // The bytes of a text come as one character each.
    const text = str === undefined ? undefined : Buffer.from(str, 'latin1').toString('utf8');
    return `${field}${operatorBits[bits]}${text ?? value >>> 0}`;
  });
  const operation = op.startsWith('del') ? 'delete' : op === 'add' ? 'append' : 'prepend';
  return ruleText(
    operation,
    raw.flags & 7,
    ['never', '', 'always'][raw.action]!,
    calls.length === 2048 ? 'all' : calls.join(','),
    fields,
  );
}

/** A rule that we think auditctl sends, in the same words. */
export function sentText(rule: SentRule, { users, groups }: Pick<Oracle, 'users' | 'groups'>): string {
  const fields = rule.fields.map(({ field, operator, value, text }) => {
    const isAccount = field.value === 'uid' || field.value === 'gid';
    const number = value ?? (field.value === 'uid' ? users : groups).get(text ?? '');
    return `${field.number}${operator}${isAccount || text === undefined ? number : text}`;
  });
  // A list that is none (-1) has all bits, the mark of -A among them.
  const operation = rule.list < 0 && rule.operation === 'append' ? 'prepend' : rule.operation;
  return ruleText(operation, rule.list & 7, rule.action, callsText(rule.syscalls), fields);
}

const ruleText = (operation: string, list: number, action: string, calls: string, fields: readonly string[]) =>
  `${operation} ${list} ${action} S=${calls} ${fields.join(' ')}`;
