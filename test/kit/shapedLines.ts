import fc from 'fast-check';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../core/src/findings';
import { ShapeReader, SingledOut, type ValueKind, valueKinds } from '../../core/src/rules/lineShape';
import { type RulesTree, parseRules } from '../../core/src/rules/tree';
import { type Target, defaultTarget } from '../../core/src/target';
import { machineOf } from '../../server/src/language/rules/machine';
import type { KnownLine } from '../../server/src/language/rules/knownLine';
import { readFully } from '../../server/src/language/rules/readFully';
import type { RulesSetting } from '../../server/src/language/rules/rulesFile';
import { KnownShapes } from '../../server/src/language/rules/shapes/knownShapes';
import { inRepository, inShared } from './repository';
import { ruleLine } from './ruleLines';

/** Lines of large files, of whose shape nearly all others are. */
const frequent = [
  '-w /etc/conf7 -p wa -k conf',
  '-w /etc/conf.d/ -p wa -k conf',
  '-a always,exit -F arch=b64 -S openat,open -F exit=-EACCES -F auid>=1000 -F auid!=unset -F path=/srv/d7 -F key=access',
  '-a always,exit -F arch=b32 -F path=/usr/bin/p7 -F perm=x -F key=priv',
  '-a always,exit -F arch=b64 -F dir=/opt/a7/ -F perm=wa -F auid>=1207 -k x',
  '-a never,exit -F arch=b64 -F exe=/opt/agent7/bin/agent -F auid=unset',
  '-a always,exit -S openat -F uid>=700 -F uid<=900 -F dir=/opt -k a -k b',
  '-a always,exclude -F msgtype=CWD -F pid=77',
  '-a exit,always -F perm=wa -F path=/x -F arch=b64 -S nosuchcall -F key=y',
  '-A always,exit -F path=/a/b -F path=/a/c -F exit>=7 -F gid=077 -k some_key',
];

const words: Record<ValueKind, readonly string[]> = {
  path: ['/a', '/etc', '/etc/', '/usr/bin', '/root/.ssh/config', '/a/../b', '/a/./b', '/a//b', '/.', '/..', '/a/...', '/always,exit', `/${'x'.repeat(98)}`, `/${'y'.repeat(99)}`, `/${'z'.repeat(300)}`, '/tmp', '/p%20', '/a@b:c+d', '/b64', '/1000', '/q0Zj/wQ'], // prettier-ignore
  key: ['k', 'access', 'ids-x', 'ids', '_', '-k', 'b64', 'x'.repeat(31), 'y'.repeat(32), 'a.b-c_d/e', 'a:b@c', '500', 'unset', 'q1ZjkQ', 'perm=x'], // prettier-ignore
  number: ['1', '9', '45', '46', '99', '499', '500', '501', '999', '1000', '2047', '2048', '65535', '100000000', '999999999', '4294967295', '0', '010', '91827360', '91827361'], // prettier-ignore
};

function corpusLines(): string[] {
  const folder = inShared('corpus/rules') ?? inRepository('examples');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const texts = files.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
  texts.push(readFileSync(inRepository('test/data/rules/cases.tsv'), 'utf8').replace(/\t/g, '\n'));
  return [...new Set(texts.join('\n').split('\n'))].filter((line) => line.startsWith('-'));
}

const reader = new ShapeReader(new SingledOut([]));

/** The line with other values where values stand; `chosen`: which, by kind. */
function withOtherValues(line: string, chosen: readonly Record<ValueKind, string>[]): string {
  if (!reader.read(line, 0, line.length)) return line;
  let text = '';
  let from = 0;
  for (let at = 0; at < reader.count; at++) {
    text += line.slice(from, reader.starts[at]) + chosen[at]![valueKinds[reader.kinds[at]!]!];
    from = reader.ends[at]!;
  }
  return text + line.slice(from);
}

/** All that is known of a line, mends included. */
function told({ facts, findings, start }: KnownLine): unknown {
  const place = ({ code, span, severity, message, refusedBy, unnecessary, fixes, related }: Finding) => [
    code,
    span.start - start,
    span.end - start,
    severity,
    message,
    refusedBy,
    unnecessary === true,
    (fixes ?? []).map(({ title, safe, edits }) => [title, safe, edits.map(({ span: { start: from, end }, newText }) => [from - start, end - start, newText])]),
    (related ?? []).map((each) => [each.message, each.span.start - start, each.span.end - start]),
  ]; // prettier-ignore
  const { rule, settings, deleteAll, onError, eaten } = facts?.effect ?? {};
  return {
    findings: findings.map(place),
    rest: [settings, deleteAll, onError, eaten],
    rule: rule && [rule.operation, rule.list, rule.action, rule.syscalls, rule.fields, rule.watch],
    hashes: facts && [facts.hash, facts.twinHash, facts.arch, facts.conditions],
    calls: facts?.calls,
  };
}

const targets: readonly Target[] = [
  defaultTarget,
  { auditVersion: '3.0.9', arch: 'x86_64' },
  { auditVersion: '2.8.5', arch: 'aarch64' },
  { auditVersion: '2.4', arch: 's390x', users: ['1', 'bin'], groups: [] },
  { auditVersion: '4.2.1', arch: 'x86_64', missingFolders: ['/etc', '/usr', '/srv', '/opt', '/a'] },
];
const settings = targets.flatMap((target): RulesSetting[] =>
  [true, false].map((isInRulesFolder) => ({
    uri: 'file:///etc/audit/x.rules',
    name: 'x.rules',
    isInRulesFolder,
    target,
    machine: machineOf(target),
  })),
);

/** How many of the lines were known by their shape, all of which must say what reading them says. */
function shapedLines(lines: readonly string[], setting: RulesSetting): number {
  const tree: RulesTree = parseRules(lines.join('\n'));
  const shapes = new KnownShapes();
  let shaped = 0;
  for (const line of tree.lines) {
    if (line.kind !== 'command') continue;
    const known = shapes.find(line, tree.text, setting);
    if (known === undefined) continue;
    shaped++;
    const read = readFully([line], tree, setting)[0]!;
    expect(told(known), line.text).toEqual(told(read));
  }
  return shaped;
}

const values = fc.array(
  fc.record({
    path: fc.oneof(fc.constantFrom(...words.path), fc.webPath({ size: 'small' })),
    key: fc.oneof(fc.constantFrom(...words.key), fc.stringMatching(/^[\w.:@/-]{1,12}$/)),
    number: fc.oneof(fc.constantFrom(...words.number), fc.nat().map(String)),
  }),
  { minLength: 6, maxLength: 6 },
);

/** Holds lines that are known by their shape against reading them. `runs`: so often each kind of line. */
export function describeShapes(runs: number): void {
  describe('lines whose shape is known', () => {
    for (const [name, line] of [
      ['of large files', fc.constantFrom(...frequent)],
      ['of real files and cases', fc.constantFrom(...corpusLines())],
      ['made from the grammar and by mutation', ruleLine],
    ] as const) {
      it(`${name} say what reading them word by word says`, { timeout: 600_000 }, () => {
        let shaped = 0;
        fc.assert(
        fc.property(line, fc.array(values, { minLength: 3, maxLength: 3 }), fc.constantFrom(...settings), (text, chosen, setting) => {
          const others = chosen.map((each) => withOtherValues(text, each));
          shaped += shapedLines([text, ...others, text, ...others], setting);
        }),
        { numRuns: runs },
      ); // prettier-ignore
        expect(shaped).toBeGreaterThan(runs);
      });
    }

    it('are nearly all of a large file', () => {
      const lines = Array.from({ length: 1000 }, (_, at) =>
      withOtherValues(frequent[at % 6]!, Array.from({ length: 6 }, () => ({ path: `/srv/d${at}/f`, key: `k${at}`, number: '1000' }))),
    ); // prettier-ignore
      expect(shapedLines(lines, settings[0]!)).toBeGreaterThan(980);
    });
  });
}
