import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readHostRules } from '../../../client/src/tail/hostRulesFiles';
import { HostNaming } from '../../../client/src/tail/hostNaming';
import { HostRules } from '../../../client/src/tail/hostRules';
import { defaultTarget } from '../../../core/src/target';
import { inRepository } from '../../kit/repository';
import { scratch, type Scratch } from '../../kit/scratch';
import { eventOf } from '../events/events';

describe('the rules of the host of a log', () => {
  let folder: Scratch | undefined;
  afterEach(() => folder?.remove());

  const read = (files: Readonly<Record<string, string | Uint8Array>>) => {
    folder = scratch('aw-host-rules-');
    const { path } = folder;
    mkdirSync(join(path, 'rules.d/folder.rules'), { recursive: true });
    symlinkSync('/dev/zero', join(path, 'rules.d/endless.rules'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
    const script = inRepository('client/src/tail/rules.sh');
    const said = execFileSync('sh', [script, path], { maxBuffer: 1e8, stdio: ['ignore', 'pipe', 'pipe'] });
    const { rules, remark } = readHostRules('web1', new TextDecoder().decode(said));
    const names = rules?.files.map((file) => [file.path.replace(`${path}/`, ''), file.text] as const);
    return { arch: rules?.arch, files: names && Object.fromEntries(names), remark };
  };

  it('are read byte by byte, from plain files only', () => {
    const files = {
      'rules.d/10-a.rules': '-w /etc/shadow -p r -k id\n\n.\nend\n',
      'rules.d/20 b.rules': '>file /x\r\n>-D',
      'rules.d/30-empty.rules': '',
      'rules.d/é.rules': '# \u202e<b>\n',
      'audit.rules': '\n',
    };
    const others = { 'rules.d/notes': '-D\n', 'rules.d/a\nfile b.rules': '-D\n', 'auditd.conf': 'log_file = /x\n' };
    const machine = execFileSync('uname', ['-m'], { encoding: 'utf8' }).trim();
    expect(read({ ...files, ...others })).toEqual({ arch: machine, files, remark: undefined });
  });

  it('are cut where there is too much, which is said', () => {
    const { files, remark } = read({
      'rules.d/10-a.rules': '-w /etc/shadow -p r -k id\n',
      'rules.d/20-b.rules': '# x\n'.repeat(1_500_000),
    });
    expect(Object.keys(files ?? {})).toEqual(['rules.d/10-a.rules']);
    expect(remark).toContain('too many');
  });

  it('are undefined where there are none that the login may read, which is said', () => {
    const { files, remark } = read({});
    expect(files).toBeUndefined();
    expect(remark).toContain('web1: no rules files could be read');
  });

  it.each([
    '',
    'sh: not found\n',
    'arch ../x\nfile x\n>y\n.\nend\n',
    'file /\n.\n\n.\nend',
    '\n.\n\n.\nend\n',
    'arch \0\n',
  ])('are none where a host says something else: %j', (said) =>
    expect(readHostRules('web1', said).rules?.files.filter(({ text }) => text !== '') ?? []).toEqual([]),
  );

  it('are those of its own events, not of other nodes’', () => {
    const naming = new HostNaming();
    const rules = new HostRules(naming);
    const of = (node: string) =>
      rules.booksFor(eventOf(`${node}type=USER msg=audit(1.1:1): pid=1`), defaultTarget).map(({ programs }) => programs[0]?.[0]?.file); // prettier-ignore
    const remarks: (string | undefined)[] = [];
    rules.onKnown((remark) => remarks.push(remark));
    expect(of('')).toEqual([]);
    const file = { path: '/etc/audit/rules.d/a.rules', text: '-w /etc/shadow -p r -k id\n' };
    rules.know({ rules: { host: 'central', arch: 'x86_64', files: [file] } });
    expect([of(''), of('node=central ')]).toEqual([[file.path], []]);
    naming.know({ nodes: ['central'], passwd: '', group: '' });
    expect([of('node=Central '), of('node=web1 ')]).toEqual([[file.path], []]);
    // What cannot be read once more stays.
    rules.know({ rules: undefined, remark: 'gone' });
    expect(of('')).toEqual([file.path]);
    rules.know({ rules: { host: 'central', arch: '', files: [{ ...file, path: '/etc/audit/rules.d/b.rules' }] } });
    expect(of('')).toEqual(['/etc/audit/rules.d/b.rules']);
    expect(remarks).toEqual([undefined, 'gone', undefined]);
  });
});
