import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isConfigLanguageId } from '../../../core/src/facts/config';
import type { Finding } from '../../../core/src/findings';
import { defaultTarget } from '../../../core/src/target';
import { configLanguage } from '../../../server/src/language/config/config';
import { configFileAt } from '../../kit/configDocuments';
import { inRepository } from '../../kit/repository';

const targets = ['3.0.9', defaultTarget.auditVersion];

/** The configuration files of a folder and its plugins.d, as they lie in /etc/audit of a host. */
function filesOf(folder: string) {
  return [folder, `${folder}/plugins.d`].flatMap((each) =>
    readdirSync(each)
      .filter((name) => name.endsWith('.conf'))
      .map((name) => {
        const path = `etc/audit/${each === folder ? '' : 'plugins.d/'}${name}`;
        return configFileAt(path, readFileSync(`${each}/${name}`, 'utf8'));
      }),
  );
}

function findingsOf(folder: string, auditVersion: string): readonly Finding[] {
  const siblings = filesOf(folder);
  expect(siblings.length).toBeGreaterThan(5);
  return siblings.flatMap((document) =>
    configLanguage.findings(document, { target: { auditVersion, arch: 'x86_64' }, siblings }),
  );
}

const shipped = inRepository('test/data/config/shipped/debian-12');

describe.each(targets)('what Debian 12 installs, for %s', (auditVersion) => {
  test('has one fault: the server is not set', () => {
    expect(findingsOf(shipped, auditVersion).map(({ code, refusedBy }) => [code, refusedBy])).toEqual([
      ['unset-remote-server', 'audisp-remote'],
    ]);
  });
});

test('so it is on this machine, where its files are as installed', () => {
  const settings = (folder: string) =>
    filesOf(folder).map(({ uri, text }) => [uri, text.split('\n').filter((line) => /^[^#]/.test(line))]);
  if (
    !existsSync('/etc/audit/plugins.d') ||
    JSON.stringify(settings('/etc/audit')) !== JSON.stringify(settings(shipped))
  ) {
    console.warn('SKIPPED: /etc/audit is not as Debian 12 installs it');
    return;
  }
  expect(findingsOf('/etc/audit', '3.0.9').map(({ code }) => code)).toEqual(['unset-remote-server']);
});

describe('snippets, with what they suggest', () => {
  const names = readdirSync(inRepository('snippets')).filter((name) => name.endsWith('-conf.json'));

  test.each(names)('%s gives files without a fault', (name) => {
    const languageId = name.slice(0, -'.json'.length);
    if (!isConfigLanguageId(languageId as never)) throw new Error(`no language ${languageId}`);
    const snippets = JSON.parse(readFileSync(inRepository('snippets', name), 'utf8')) as Record<
      string,
      { body: string[] }
    >;
    for (const [title, { body }] of Object.entries(snippets)) {
      const text = `${filledIn(body.join('\n'))}\n`;
      const file =
        { plugin: 'plugins.d/x.conf' }[languageId.slice(7, 13)] ?? `${languageId.replace(/-conf$/, '')}.conf`;
      const document = configFileAt(`etc/${languageId === 'audispd-conf' ? 'audisp' : 'audit'}/${file}`, text);
      const target = { auditVersion: languageId === 'audispd-conf' ? '2.8.5' : '3.0.9', arch: 'x86_64' };
      const found = configLanguage.findings(document, { target, siblings: [document] });
      expect(
        found.filter(({ severity }) => severity !== 'hint').map(({ code }) => code),
        title,
      ).toEqual([]);
    }
  });
});

function filledIn(body: string): string {
  let text = body;
  for (let before = ''; before !== text;) {
    before = text;
    text = text.replace(/\$\{\d+:([^${}]*)\}/g, '$1').replace(/\$\{\d+\|([^,|]*)[^}]*\|\}/g, '$1');
  }
  return text.replace(/\$0$/, '').replace(/\n$/, '');
}
