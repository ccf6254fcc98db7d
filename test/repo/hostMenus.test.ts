import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandIds } from '../../client/src/commands/commandIds';
import { detailKind, groupKind, kindOfHost } from '../../client/src/hosts/rowKinds';

interface Entry {
  readonly command: string;
  readonly when: string;
  readonly group: string;
}

const root = join(__dirname, '../..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const all: readonly Entry[] = manifest.contributes.menus['view/item/context'];
const menu = all.filter(({ when }) => when.includes('view == auditd.hosts'));

const selected = [false, true];
const hostKinds = [{}, { role: 'central' as const }, { role: 'sender' as const }, { role: 'other' as const }].flatMap(
  (host) => selected.map((isSelected) => kindOfHost(host, isSelected)),
);
const kinds = [...hostKinds, groupKind, detailKind];

/** Of a `when` of the forms that are in use; another form fails here and wants to be taught. */
function applies(when: string, view: string, viewItem: string): boolean {
  return when.split(' && ').every((clause) => {
    const [, key = '', operator, value = ''] = /^(\w+) (==|=~) (.+)$/.exec(clause) ?? [];
    if (operator === undefined || !['view', 'viewItem'].includes(key)) throw new Error(`not understood: ${clause}`);
    const actual = key === 'view' ? view : viewItem;
    if (operator === '==') return actual === value;
    const [, pattern] = /^\/(.+)\/$/.exec(value) ?? [];
    if (pattern === undefined) throw new Error(`not understood: ${clause}`);
    return new RegExp(pattern).test(actual);
  });
}

const shownOn = (command: string, kind: string): readonly Entry[] =>
  menu.filter((entry) => entry.command === command && applies(entry.when, 'auditd.hosts', kind));

/** Commands whose handlers take what a row of the view hands over: a host, or a host or group. */
function takers(): { readonly host: string[]; readonly group: string[] } {
  const folder = join(root, 'client/src/commands');
  const found = { host: [] as string[], group: [] as string[] };
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.ts'))) {
    for (const part of readFileSync(join(folder, file), 'utf8').split(/^export (?:async )?function /m)) {
      const id = `auditd.${/^\w+/.exec(part)?.[0]}`;
      if (!(commandIds as readonly string[]).includes(id)) continue;
      if (part.includes('hostsOfArgument(')) found.group.push(id);
      else if (part.includes('hostOfArgument(')) found.host.push(id);
    }
  }
  return found;
}

describe('the context menus of the Hosts view', () => {
  const { host, group } = takers();
  const ofSome: Record<string, (kind: string) => boolean> = {
    'auditd.selectHost': (kind) => !kind.includes('.selected'),
    // It looks at a server’s end.
    'auditd.refreshPipeline': (kind) => !kind.includes('.sender'),
    // One host’s log has a command of its own there.
    'auditd.tailHosts': () => false,
  };

  it('has found the commands', () => {
    expect(host).toEqual(expect.arrayContaining(['auditd.rollBack', 'auditd.undoCentralLogging', 'auditd.selectHost']));
    expect(group).toEqual(expect.arrayContaining(['auditd.deploy', 'auditd.tailHosts']));
  });

  it.each(hostKinds)('%s: every command that takes a host, once', (kind) => {
    const wanted = [...host, ...group].filter((id) => ofSome[id]?.(kind) ?? true);
    const shown = menu.filter(
      (entry) => applies(entry.when, 'auditd.hosts', kind) && !entry.group.startsWith('inline'),
    );
    expect(shown.map(({ command }) => command).sort()).toEqual(wanted.sort());
  });

  it('a group: every command that takes one, and none that would ask which host', () => {
    const shown = menu.filter((entry) => applies(entry.when, 'auditd.hosts', groupKind));
    expect(shown.map(({ command }) => command).sort()).toEqual([...group].sort());
  });

  it('a line of what was seen has none', () => {
    expect(menu.filter(({ when }) => applies(when, 'auditd.hosts', detailKind))).toEqual([]);
  });

  it.each(all.map((entry, index) => [`${entry.command} ${index}`, entry] as const))('%s can be seen', (_, entry) => {
    expect(commandIds).toContain(entry.command);
    if (menu.includes(entry)) {
      expect(kinds.some((kind) => applies(entry.when, 'auditd.hosts', kind))).toBe(true);
    } else {
      const given = diagnosisKinds();
      expect(given.some((kind) => applies(entry.when, 'auditd.diagnosis', kind))).toBe(true);
    }
  });

  it('no two entries of a group fight for a place', () => {
    for (const kind of kinds) {
      const places = menu.filter(({ when }) => applies(when, 'auditd.hosts', kind)).map((entry) => entry.group);
      expect(places.filter((place, index) => places.indexOf(place) !== index)).toEqual([]);
    }
  });

  it('what is beside the name is in the menu, too', () => {
    const inline = menu.filter((entry) => entry.group.startsWith('inline'));
    expect(inline.length).toBeGreaterThan(0);
    for (const { command } of inline) expect(shownOn(command, 'host').length).toBe(2);
  });
});

/** As central/diagnosis/diagnosisTree.ts makes them of the kinds of remedies. */
function diagnosisKinds(): string[] {
  const report = readFileSync(join(root, 'client/src/central/diagnosis/report.ts'), 'utf8');
  const tree = readFileSync(join(root, 'client/src/central/diagnosis/diagnosisTree.ts'), 'utf8');
  expect(tree).toContain('`fault.${fault.remedy.kind}`');
  return [...report.matchAll(/kind: '(\w+)'/g)].map(([, kind]) => `fault.${kind}`);
}
