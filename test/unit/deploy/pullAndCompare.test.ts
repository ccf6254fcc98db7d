import { describe, expect, it } from 'vitest';
import { coreRuleBook } from '../../../client/src/deploy/coreRuleBook';
import { plan } from '../../../client/src/deploy/plan';
import { differencesOf } from '../../../client/src/deploy/planDifferences';
import { planPull, pullable } from '../../../client/src/deploy/planPull';
import type { LocalFile } from '../../../client/src/deploy/planPull';
import { base, file, inFolder, state, wish } from './states';

const localFile = (text: string, unsaved = false): LocalFile => ({ kind: 'file', content: Buffer.from(text), unsaved });

describe('pull', () => {
  it('sorts files by what writing them would do', () => {
    const files = ['new', 'changed', 'same', 'unsaved', 'linked'].map((name) => file(inFolder(`${name}.rules`), base));
    const local = new Map<string, LocalFile>([
      ['changed.rules', localFile('-D\n')],
      ['same.rules', localFile(base)],
      ['unsaved.rules', localFile('-D\n', true)],
      ['linked.rules', { kind: 'other' }],
    ]);
    const made = planPull(state({ files }), local);
    expect(made.fresh.map(({ name }) => name)).toEqual(['new.rules']);
    expect(made.changed.map(({ name }) => name)).toEqual(['changed.rules']);
    expect(made.same).toEqual(['same.rules']);
    expect(made.left.map(({ name }) => name)).toEqual(['unsaved.rules', 'linked.rules']);
  });

  it('no name of a host leads out of the folder, to a device, or to the file of another', () => {
    const hostile = [
      '../../../../root/.bashrc.rules',
      '..\\..\\x.rules',
      '/etc/passwd.rules',
      '.hidden.rules',
      'a/b.rules',
      'C:x.rules',
      'x.rules:stream.rules',
      'a\u0000.rules',
      'a\n.rules',
      'con.rules',
      'LPT1.x.rules',
      '%2e%2e%2fx.rules',
      '-rf.rules',
      '~.rules',
    ];
    const files = [...hostile, 'Good.rules', 'good.rules'].map((name) => file(inFolder(name), base));
    const { files: taken, left } = pullable(state({ files }));
    expect(taken.map(({ name }) => name)).toEqual(['Good.rules']);
    expect(left.map(({ name }) => name)).toEqual([...hostile, 'good.rules']);
  });

  it('takes only rules files that were read whole, and only those of rules.d', () => {
    const files = [
      file('/etc/audit/audit.rules', base),
      file(inFolder('README'), 'x'),
      file(inFolder('big.rules'), '', { kind: 'large' }),
      file(inFolder('link.rules'), '', { kind: 'link' }),
      file(inFolder('pipe.rules'), '', { kind: 'other' }),
    ];
    const { files: taken, left } = pullable(state({ files }));
    expect(taken).toEqual([]);
    expect(left.map(({ name }) => name)).toEqual(['big.rules', 'link.rules', 'pipe.rules']);
  });
});

describe('pull of configuration', () => {
  const audit = (name: string) => `/etc/audit/${name}`;
  const texts = [
    audit('auditd.conf'),
    audit('audisp-remote.conf'),
    audit('plugins.d/au-remote.conf'),
    inFolder('a.rules'),
  ];

  it('takes what this version reads, in folders as on the host', () => {
    const files = [...texts, '/etc/audisp/audisp-remote.conf', '/etc/hosts.allow', audit('audit.rules')];
    const { files: taken } = pullable(state({ files: files.map((path) => file(path, 'x')) }), 'all');
    expect(taken.map(({ name, path }) => [name, path])).toEqual([
      ['auditd.conf', audit('auditd.conf')],
      ['audisp-remote.conf', audit('audisp-remote.conf')],
      ['plugins.d/au-remote.conf', audit('plugins.d/au-remote.conf')],
      ['rules.d/a.rules', inFolder('a.rules')],
    ]);
  });

  it('of 2.x from where 2.x has it', () => {
    const files = ['/etc/audisp/plugins.d/au-remote.conf', '/etc/audisp/audispd.conf', audit('audisp-remote.conf')];
    const old = state({ auditVersion: '2.8.5', files: files.map((path) => file(path, 'x')) });
    expect(pullable(old, 'all').files.map(({ name }) => name)).toEqual(['plugins.d/au-remote.conf', 'audispd.conf']);
  });

  it('names of plugins lead nowhere else, and a password stays there', () => {
    const hostile = ['plugins.d/../../x.conf', 'plugins.d/$(id).conf', 'plugins.d/con.conf', 'zos-remote.conf'];
    const { files, left } = pullable(state({ files: hostile.map((name) => file(audit(name), 'x')) }), 'all');
    expect(files).toEqual([]);
    expect(left.map(({ name }) => name)).toEqual(hostile);
  });
});

describe('compare', () => {
  it('of a folder with configuration shows the host’s other configuration, too', () => {
    const paths = [
      '/etc/audit/auditd.conf',
      '/etc/audit/plugins.d/own.conf',
      '/etc/audisp/audispd.conf',
      '/etc/hosts.allow',
    ];
    const files = paths.map((path) => file(path, 'num_logs = 5\n'));
    const made = plan(state({ files }), wish({ 'auditd.conf': 'num_logs = 5\n' }), coreRuleBook);
    expect(differencesOf(made, true).map(({ name }) => name)).toEqual(['plugins.d/own.conf']);
    expect(differencesOf(made, false)).toEqual([]);
  });

  const there = state({ files: [file(inFolder('10-base.rules'), base), file(inFolder('90-own.rules'), '-D\n')] });
  const shown = (wholeFolder: boolean, texts: Readonly<Record<string, string>>): unknown =>
    differencesOf(plan(there, wish(texts), coreRuleBook), wholeFolder).map(({ name, there: theirs, here }) => [
      name,
      theirs === undefined ? 'none' : Buffer.from(theirs.content).toString(),
      here === undefined ? 'none' : Buffer.from(here).toString(),
    ]);

  it('of a folder also shows what only the host has', () => {
    expect(shown(true, { '10-base.rules': '-D\n', '20-new.rules': '-b 1\n' })).toEqual([
      ['10-base.rules', base, '-D\n'],
      ['20-new.rules', 'none', '-b 1\n'],
      ['90-own.rules', '-D\n', 'none'],
    ]);
  });

  it('of a file shows that file only, and nothing if it is the same', () => {
    expect(shown(false, { '10-base.rules': '-D\n' })).toEqual([['10-base.rules', base, '-D\n']]);
    expect(shown(false, { '10-base.rules': base })).toEqual([]);
  });
});
