import assert from 'node:assert/strict';
import { until } from '../kit/until';
import { open } from './kit';

describe('languages', () => {
  const expected: Readonly<Record<string, string>> = {
    'audit/rules.d/10-base.rules': 'audit-rules',
    'audit/auditd.conf': 'auditd-conf',
    // Outside of a folder called audit the content tells.
    'web1/rules.d/40-commands.rules': 'audit-rules',
  };
  for (const [path, language] of Object.entries(expected)) {
    it(`${path} is ${language}`, async () => {
      const { document } = await open(path);
      // The document keeps its name when its language is set: the same one is asked again.
      await until(
        `${path} to be ${language}, not ${document.languageId}`,
        async () => (await open(path)).document.languageId === language,
      );
    });
  }

  it('udev rules stay what they are', async () => {
    const { document } = await open('udev/rules.d/70-disk.rules');
    assert.notEqual(document.languageId, 'audit-rules');
  });
});
