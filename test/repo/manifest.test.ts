import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandIds } from '../../client/src/commands/commandIds';
import { languageIds } from '../../core/src/kinds';
import { defaultTarget } from '../../core/src/target';

const root = join(__dirname, '../..');
const manifestText = readFileSync(join(root, 'package.json'), 'utf8');
const manifest = JSON.parse(manifestText);
const texts: Record<string, string> = JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8'));

describe('the manifest and the code say the same', () => {
  it('commands', () => {
    const declared = manifest.contributes.commands.map((command: { command: string }) => command.command);
    expect([...declared].sort()).toEqual([...commandIds].sort());
  });

  it('languages', () => {
    const declared = manifest.contributes.languages.map((language: { id: string }) => language.id);
    expect([...declared].sort()).toEqual([...languageIds].sort());
  });

  it('no language takes a bare *.rules: udev and others use the ending too', () => {
    const patterns = manifest.contributes.languages.flatMap(
      (l: { filenamePatterns?: string[] }) => l.filenamePatterns ?? [],
    );
    expect(patterns.filter((pattern: string) => /^(\*\*\/)?\*\.rules$/.test(pattern))).toEqual([]);
    expect(manifest.contributes.languages.flatMap((l: { extensions?: string[] }) => l.extensions ?? [])).toEqual([]);
  });

  it('the default target of the settings is that of the core', () => {
    const properties = manifest.contributes.configuration.properties;
    expect(properties['auditd.target.version'].default).toBe(defaultTarget.auditVersion);
    expect(properties['auditd.target.arch'].default).toBe(defaultTarget.arch);
  });

  it('what names hosts is never a setting of a workspace', () => {
    const properties: Record<string, { scope?: string }> = manifest.contributes.configuration.properties;
    for (const [name, property] of Object.entries(properties)) {
      if (/^auditd\.(hosts|ssh|deploy|ansible)/.test(name))
        expect([name, property.scope]).toEqual([name, 'application']);
    }
  });

  it('every %text% is there, and none is left over', () => {
    const used = new Set([...manifestText.matchAll(/"%([^%"]+)%"/g)].map((match) => match[1]));
    expect([...used].sort()).toEqual(Object.keys(texts).sort());
  });

  it('the walkthrough leads to commands that are there, and each step can be done', () => {
    const { walkthroughs } = manifest.contributes;
    const steps: { description: string; completionEvents: string[] }[] = walkthroughs.flatMap(
      (walkthrough: { steps: unknown[] }) => walkthrough.steps,
    );
    expect(steps.length).toBeGreaterThan(5);
    const meant = steps.flatMap(({ description, completionEvents }) => {
      const links = [...(texts[description.replaceAll('%', '')] ?? '').matchAll(/\(command:([\w.]+)\)/g)];
      expect(links.length, description).toBeGreaterThan(0);
      return [...links.map(([, id]) => id), ...completionEvents.map((event) => event.replace('onCommand:', ''))];
    });
    expect(meant.filter((id) => !(commandIds as readonly (string | undefined)[]).includes(id))).toEqual([]);
  });

  it('every file that it names is there', () => {
    const { grammars, snippets, languages, viewsContainers, walkthroughs } = manifest.contributes;
    const named = [
      manifest.icon,
      ...[...grammars, ...snippets].map((entry: { path: string }) => entry.path),
      ...languages.map((language: { configuration: string }) => language.configuration),
      ...walkthroughs.flatMap(({ steps }: { steps: { media: { markdown: string } }[] }) =>
        steps.map(({ media }) => media.markdown),
      ),
      ...[...viewsContainers.activitybar, ...viewsContainers.panel].map((entry: { icon: string }) => entry.icon),
    ];
    expect(named.filter((file: string) => !existsSync(join(root, file)))).toEqual([]);
  });

  it('nothing wakes the extension but its languages, views and commands', () => {
    expect(manifest.activationEvents).toEqual([]);
  });
});
