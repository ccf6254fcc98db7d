import { expect, it } from 'vitest';
import { driftOf } from '../../../client/src/deploy/drift';
import { sha256 } from '../../../client/src/deploy/observe';
import { filesFor } from '../../../client/src/deploy/roleFiles';
import { summaryText } from '../../../client/src/deploy/summary';
import { detailsOf } from '../../../client/src/hosts/hostDetails';
import { file, inFolder, state } from './states';

const named = (name: string, from: string) => ({ name, from });
const fleet = {
  all: [named('10-base.rules', 'all'), named('auditd.conf', 'all')],
  roles: new Map([
    ['central', [named('auditd.conf', 'central')]],
    ['sender', [named('audisp-remote.conf', 'sender')]],
  ] as const),
};

it('a host gets the files for all and those of its role, and its role’s count', () => {
  expect(filesFor('central', fleet).files).toEqual([named('10-base.rules', 'all'), named('auditd.conf', 'central')]);
  expect(filesFor('sender', fleet).files.map(({ from }) => from)).toEqual(['all', 'sender', 'all']);
  expect(filesFor('other', fleet).files.map(({ from }) => from)).toEqual(['all', 'all']);
  expect(filesFor(undefined, fleet).notes[0]).toMatch(/no role.*central, sender are left out/);
  expect(filesFor('central', { all: fleet.all, roles: new Map() })).toEqual({ files: fleet.all, notes: [] });
});

it('drift is what somebody else has changed, removed or made since the last deploys', () => {
  const left = (name: string, after: string | null) => ({ name, before: null, mode: '640', owner: '0:0', after });
  const generations = [
    {
      host: 'web1',
      at: '1',
      files: [left('/etc/audit/auditd.conf', sha256(Buffer.from('old'))), left(inFolder('gone.rules'), null)],
    },
    {
      host: 'web1',
      at: '2',
      files: [left('/etc/audit/auditd.conf', sha256(Buffer.from('conf'))), left('a.rules', 'x')],
    },
  ];
  const files = [file('/etc/audit/auditd.conf', 'conf'), file(inFolder('a.rules'), 'mine')];
  expect(driftOf(generations, state({ files }))).toEqual({ since: '2', paths: [inFolder('a.rules')] });
  const back = [...files, file(inFolder('gone.rules'), 'again')];
  expect(driftOf(generations, state({ files: back }))?.paths).toContain(inFolder('gone.rules'));
  expect(driftOf([], state())).toBeUndefined();
});

it('a summary is a table that no answer of a host can break', () => {
  const text = '**web1**: [click](command:x) | `id` <b>\n## no heading';
  const summary = summaryText([], [{ host: 'web1', outcome: undefined, text }], 'deploy', '2026-11-23T06:00:00.000Z');
  const row = summary.split('\n').find((line) => line.includes('web1')) ?? '';
  expect(row.replace(/\\./g, '').split('|')).toHaveLength(6);
  expect(row).not.toMatch(/[^\\][[`<*]/);
  expect(summary).not.toContain('\n## ');
});

it('details of a host say what was seen, and nothing of what was not', () => {
  const seen = {
    target: { auditVersion: '3.0.9', arch: 'x86_64', host: 'web1' },
    distribution: 'Debian 12',
    rulesLoaded: 41,
    status: { enabled: 2, lost: 3, backlog: 1, backlog_limit: 64, failure: 1 },
    daemon: { pid: 812, listens: [60] },
  };
  const lines = new Map(detailsOf(seen, { name: 'web1' }).map(({ detail, value }) => [detail, value]));
  expect(lines.get('Recording')).toContain('locked');
  expect(lines.get('auditd')).toBe('process 812, listens on port 60');
  expect(lines.get('Lost events')).toBe('3');
  expect(lines.get('Backlog')).toBe('1 of 64');
  expect(lines.has('Changed since')).toBe(false);
  expect(detailsOf(undefined, { name: 'web1' })).toEqual([]);
  const hostile = detailsOf({ ...seen, distribution: 'De\u202ebian\n[x](command:y)' }, { name: 'web1' });
  expect(hostile[0]?.value).toBe('De bian [x] (command:y), x86_64');
});
