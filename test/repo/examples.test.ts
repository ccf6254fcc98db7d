import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { inRepository, repository } from '../kit/repository';

interface Report {
  readonly files: readonly { readonly path: string; readonly findings: readonly { readonly code: string }[] }[];
}

function lint(folder: string): Report {
  const args = [
    '--import',
    'tsx',
    inRepository('server/src/lint.ts'),
    '--format',
    'json',
    '--fail-on',
    'never',
    folder,
  ];
  return JSON.parse(spawnSync(process.execPath, args, { cwd: repository, encoding: 'utf8' }).stdout) as Report;
}

it('nothing is to be said about the sample workspace', () => {
  const { files } = lint('examples/etc');
  expect(files.length).toBeGreaterThan(6);
  expect(files.filter(({ findings }) => findings.length > 0)).toEqual([]);
});

it('its practice file has the mistakes that it promises, and no other', () => {
  const codes = lint('examples/practice').files.flatMap(({ findings }) => findings.map(({ code }) => code));
  expect(codes.sort()).toEqual(['quoted-value', 'unknown-field']);
});
