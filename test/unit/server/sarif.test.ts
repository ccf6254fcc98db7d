import Ajv from 'ajv';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inRepository } from '../../kit/repository';
import { bundleServer } from './serverProcess';

/** The schema of the standard. It is written in draft 4, of which it uses nothing that later drafts read otherwise but its name. */
function schemaOfSarif(): object {
  const text = readFileSync(inRepository('test/data/sarif/sarif-schema-2.1.0.json'), 'utf8');
  const { $schema: _draft, id: _name, ...schema } = JSON.parse(text) as Record<string, unknown>;
  return schema;
}

const isUri = (text: string) => /^[a-z][a-z0-9+.-]*:[^\s"<>\\^`{|}]*$/i.test(text);
const isUriReference = (text: string) => /^[^\s"<>\\^`{|}]*$/.test(text);

describe('auditd-lint --format sarif', () => {
  let bundle: Awaited<ReturnType<typeof bundleServer>>;
  const validate = new Ajv({
    strict: false,
    allErrors: true,
    formats: { uri: isUri, 'uri-reference': isUriReference, 'date-time': /^\d{4}-\d\d-\d\dT/ },
  }).compile(schemaOfSarif());

  beforeAll(async () => {
    bundle = await bundleServer('server/src/lint.ts');
  });
  afterAll(() => bundle.remove());

  const files: Readonly<Record<string, string>> = {
    'etc/audit/rules.d/10 a.rules': '-D\n-a always,exit -S openn\n-w /etc/\u0007hosts -p wa -k "x"\n-b 1k\n',
    'etc/audit/rules.d/20-ü%{x}.rules': '-b 320\n-e 2\n-w /x\n# auditd-lint disable nothing-of-it\n\ud83d\ude00\n',
    'etc/audit/auditd.conf': 'freq = x\nlog_format = BOTH\n',
    'clean.rules': '# nothing\n',
  };
  const log = (paths: readonly string[], input?: string) => {
    for (const [name, text] of Object.entries(files)) {
      const path = join(bundle.folder, 'sarif', name);
      mkdirSync(join(path, '..'), { recursive: true });
      writeFileSync(path, text);
    }
    const cwd = join(bundle.folder, 'sarif');
    const args = [bundle.path, '--format', 'sarif', ...paths];
    return JSON.parse(spawnSync(process.execPath, args, { cwd, encoding: 'utf8', input: input ?? '' }).stdout) as {
      runs: [{ results: unknown[] }];
    };
  };

  test.each([
    ['a folder', ['.'], 10],
    ['a file by its whole path', ['WHOLE'], 1],
    ['nothing found', ['clean.rules'], 0],
    ['standard input', ['-'], 1],
  ])('%s validates against the schema of SARIF 2.1.0', (_what, paths, least) => {
    const whole = join(bundle.folder, 'sarif/etc/audit/auditd.conf');
    const made = log(
      paths.map((path) => (path === 'WHOLE' ? whole : path)),
      '-a always\n',
    );
    validate(made);
    expect(validate.errors ?? []).toEqual([]);
    expect(made.runs[0].results.length).toBeGreaterThanOrEqual(least);
  });

  test('the schema can say no', () => {
    const made = log(['.']) as unknown as { runs: [{ results: { level: string }[] }] };
    made.runs[0].results[0]!.level = 'fatal';
    expect(validate(made)).toBe(false);
  });
});
