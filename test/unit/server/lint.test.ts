import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { bundleServer } from './serverProcess';

let bundle: Awaited<ReturnType<typeof bundleServer>>;
let folder: string;

beforeAll(async () => {
  bundle = await bundleServer('server/src/lint.ts');
});
beforeEach(() => {
  folder = mkdtempSync(join(bundle.folder, 'files-'));
});
afterAll(() => bundle.remove());

function put(name: string, text: string | Buffer): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

function lint(args: readonly string[], input?: string): { status: number | null; stdout: string; stderr: string } {
  const run = spawnSync(process.execPath, [bundle.path, ...args], {
    encoding: 'utf8',
    cwd: folder,
    timeout: 60_000,
    input: input ?? '',
  });
  return { status: run.status, stdout: run.stdout, stderr: run.stderr };
}

interface Report {
  version: number;
  files: {
    path: string;
    kind: string;
    fixed?: string;
    findings: {
      line: number;
      column: number;
      endLine: number;
      endColumn: number;
      severity: string;
      code: string;
      message: string;
      refusedBy: string | null;
    }[];
  }[];
}

function found(args: readonly string[], input?: string): string[] {
  const { stdout } = lint(['--format', 'json', ...args], input);
  return (JSON.parse(stdout) as Report).files.flatMap(({ findings }) =>
    findings.map(({ line, code }) => `${line} ${code}`),
  );
}

const clean =
  '-a always,exit -F arch=b64 -S openat -F success=0 -k x\n-a always,exit -F arch=b32 -S openat -F success=0 -k x\n';
const wrong = '-D\n-a always,exit -F arch=b64 -S openatt -k x\n';

describe('reports', () => {
  test('text', () => {
    put('a.rules', wrong);
    const { status, stdout, stderr } = lint(['a.rules']);
    expect(stdout).toMatch(/^a\.rules:2:31: error: .*openatt.* \[unknown-syscall\]\n$/);
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  });

  test('json', () => {
    put('a.rules', wrong);
    put('b.rules', clean);
    const report = JSON.parse(lint(['--format=json', 'a.rules', 'b.rules']).stdout) as Report;
    expect(report).toMatchObject({
      version: 1,
      files: [
        { path: 'a.rules', kind: 'rules' },
        { path: 'b.rules', kind: 'rules', findings: [] },
      ],
    });
    expect(report.files[0]?.findings).toEqual([
      {
        line: 2, column: 31, endLine: 2, endColumn: 38, severity: 'error', code: 'unknown-syscall',
        message: expect.stringContaining('openatt') as string, refusedBy: 'auditctl',
      },
    ]); // prettier-ignore
  });

  test('sarif', () => {
    put('a b.rules', wrong);
    const log = JSON.parse(lint(['--format', 'sarif', 'a b.rules']).stdout) as {
      version: string;
      runs: {
        tool: { driver: { name: string; rules: { id: string }[] } };
        results: { ruleId: string; level: string; locations: unknown }[];
      }[];
    };
    expect(log.version).toBe('2.1.0');
    expect(log.runs[0]?.tool.driver).toMatchObject({ name: 'auditd-lint', rules: [{ id: 'unknown-syscall' }] });
    expect(log.runs[0]?.results[0]).toMatchObject({
      ruleId: 'unknown-syscall',
      level: 'error',
      locations: [
        { physicalLocation: { artifactLocation: { uri: 'a%20b.rules' }, region: { startLine: 2, startColumn: 31 } } },
      ],
    });
  });
});

describe('what is judged', () => {
  test('standard input', () => {
    expect(found(['-'], wrong)).toEqual(['2 unknown-syscall']);
    expect(lint(['--stdin-filename', 'etc/x.rules', '-'], wrong).stdout).toMatch(/^etc\/x\.rules:2:31: error/);
  });

  test('a folder, with its subfolders', () => {
    put('etc/audit/rules.d/10-a.rules', wrong);
    put('etc/audit/rules.d/20-b.rules.bak', wrong);
    put('etc/audit/.git/c.rules', wrong);
    const { stdout } = lint(['etc']);
    expect(stdout.split('\n').filter((line) => line !== '')).toEqual([
      expect.stringContaining('etc/audit/rules.d/10-a.rules:2'),
    ]);
  });

  test('files of a folder are judged together', () => {
    const b64 = '-a always,exit -F arch=b64 -S openat -F success=0 -k x\n';
    const a = put('rules.d/10-a.rules', b64);
    put('rules.d/20-b.rules', b64.replace('b64', 'b32'));
    expect(found([join(folder, 'rules.d')])).toEqual([]);
    expect(found([a])).toEqual(['1 b64-without-b32']);
    expect(found(['--no-effective', join(folder, 'rules.d')])).toContain('1 b64-without-b32');
  });

  test('version, machine, users and groups of the target', () => {
    const openat2 =
      '-a always,exit -F arch=b64 -S openat2 -F success=0 -k x\n-a always,exit -F arch=b32 -S openat2 -F success=0 -k x\n';
    put('a.rules', openat2);
    expect(found(['a.rules'])).toEqual([]);
    expect(found(['--audit-version', '2.8.5', 'a.rules'])).toEqual(['1 unknown-syscall', '2 unknown-syscall']);
    expect(found(['--arch', 'ppc64le', 'a.rules'])).toEqual(['2 unknown-arch']);
    put('b.rules', '-a always,user -F uid=alice\n');
    put('passwd', 'root:x:0:0::/:/bin/sh\nalice:x:1000:1000::/:/bin/sh\n');
    put('other', 'root:x:0:0::/:/bin/sh\n');
    expect(found(['b.rules'])).toEqual(['1 unknown-account']);
    expect(lint(['b.rules']).status).toBe(0);
    expect(found(['--passwd', 'passwd', 'b.rules'])).toEqual([]);
    expect(lint(['--passwd', 'other', 'b.rules']).status).toBe(1);
  });
});

describe('exit status', () => {
  test('follows --fail-on', () => {
    put(
      'a.rules',
      '-a always,exit -F arch=b64 -S openat -F auid>=500 -F auid!=unset -k x\n-a always,exit -F arch=b32 -S openat -F auid>=500 -F auid!=unset -k x\n',
    );
    expect(lint(['a.rules']).status).toBe(0);
    expect(lint(['--fail-on', 'info', 'a.rules']).status).toBe(1);
    expect(lint(['--fail-on', 'warning', 'a.rules']).status).toBe(0);
    put('b.rules', wrong);
    expect(lint(['--fail-on', 'never', 'b.rules']).status).toBe(0);
  });

  test.each([
    [[]],
    [['--nonsense', 'a.rules']],
    [['--format', 'xml', 'a.rules']],
    [['--audit-version', 'new', 'a.rules']],
    [['--audit-version', '1.0', 'a.rules']],
    [['--arch', 'pdp11', 'a.rules']],
    [['--kind', 'other', 'a.rules']],
    [['--fail-on', 'often', 'a.rules']],
    [['--format']],
    [['--passwd', 'nowhere', 'a.rules']],
    [['--config', 'nowhere', 'a.rules']],
    [['nowhere.rules']],
    [['unknown.txt']],
    [['-', '-']],
  ])('2 and a message for %j', (args) => {
    put('a.rules', clean);
    put('unknown.txt', clean);
    const { status, stderr } = lint(args);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^auditd-lint: .+\n/);
  });

  test('a file that cannot be read does not keep the others from being judged', () => {
    put('a.rules', wrong);
    const { status, stdout, stderr } = lint(['nowhere.rules', 'a.rules']);
    expect(status).toBe(2);
    expect(stdout).toContain('unknown-syscall');
    expect(stderr).toContain('nowhere.rules');
  });
});

describe('configuration', () => {
  const info =
    '-a always,exit -F arch=b64 -S openat -F auid>=500 -F auid!=unset -k x\n-a always,exit -F arch=b32 -S openat -F auid>=500 -F auid!=unset -k x\n';

  test('.auditd-lint.json is found upwards, --config wins', () => {
    put('sub/deep/a.rules', info);
    expect(found(['sub/deep/a.rules'])).toHaveLength(2);
    put('.auditd-lint.json', '{ "levels": { "auid-from-500": "off" } }');
    expect(found(['sub/deep/a.rules'])).toEqual([]);
    put('other.json', '{ "levels": { "auid-from-500": "error" } }');
    expect(lint(['--config', 'other.json', 'sub/deep/a.rules']).status).toBe(1);
  });

  test.each(['{', '[]', '{ "level": {} }', '{ "levels": { "x": "loud" } }'])('wrong: %s', (text) => {
    put('a.rules', info);
    put('.auditd-lint.json', text);
    const { status, stderr } = lint(['a.rules']);
    expect(status).toBe(2);
    expect(stderr).toContain('.auditd-lint.json');
  });

  test('comments disable, and are found when they are needless or wrong', () => {
    put('a.rules', `# auditd-lint disable-next-line unknown-syscall\n-a always,exit -F arch=b64 -S openatt -k x\n`);
    expect(found(['a.rules'])).toEqual([]);
    put(
      'b.rules',
      `# auditd-lint disable auid-from-500\n${info}# auditd-lint enable auid-from-500\n# auditd-lint disable no-such\n`,
    );
    expect(found(['b.rules'])).toEqual(['5 unknown-suppression']);
  });
});

describe('fixes', () => {
  const unset =
    '-a always,exit -F arch=b64 -S openat -F auid>=1000 -F auid!=4294967295 -k x\n-a always,exit -F arch=b32 -S openat -F auid>=1000 -F auid!=-1 -k x\n';

  test('--fix writes the safe ones, --fix-dry-run nothing', () => {
    const path = put('a.rules', unset);
    const report = JSON.parse(lint(['--format', 'json', '--fix-dry-run', 'a.rules']).stdout) as Report;
    expect(report.files[0]?.fixed).toContain('auid!=unset -k x\n');
    expect(readFileSync(path, 'utf8')).toBe(unset);
    expect(lint(['--fix', 'a.rules'])).toMatchObject({
      status: 0,
      stdout: '',
      stderr: expect.stringContaining('fixed') as string,
    });
    expect(readFileSync(path, 'utf8')).toBe(unset.replace('4294967295', 'unset').replace('-1', 'unset'));
    expect(lint(['--fix', 'a.rules']).stderr).toBe('');
  });

  test('bytes that are no UTF-8 are not written over', () => {
    const bytes = Buffer.concat([Buffer.from('# caf\xe9\n', 'latin1'), Buffer.from(unset)]);
    const path = put('a.rules', bytes);
    expect(lint(['--fix', 'a.rules'])).toMatchObject({ status: 2, stderr: expect.stringContaining('UTF-8') as string });
    expect(readFileSync(path)).toEqual(bytes);
  });
});

describe('bad input', () => {
  test('a huge file gives a message, and no memory is spent on it', () => {
    const path = put('huge.rules', '');
    truncateSync(path, 1024 * 1024 * 1024);
    const { status, stderr } = lint(['huge.rules']);
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('larger than') as string });
  });

  test('binary data gives a message', () => {
    put('a.rules', Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7) % 256)));
    expect(lint(['a.rules'])).toMatchObject({ status: 2, stderr: expect.stringContaining('binary') as string });
  });

  test.each([
    '\0',
    '-D\0x\n',
    '\ufeff-D\n',
    '',
    '\n\n',
    '\r\n',
    '-a always,exit\u001b[31m -k x\n',
    'x'.repeat(100_000),
  ])('%j', (text) => {
    put('a.rules', text);
    const { status, stdout } = lint(['a.rules']);
    expect([0, 1]).toContain(status);
    expect(stdout).not.toMatch(/[\0-\x09\x0b-\x1f\x7f]/);
  });

  test('--help and --version', () => {
    expect(lint(['--help'])).toMatchObject({ status: 0, stdout: expect.stringContaining('--fail-on') as string });
    expect(lint(['--version']).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('what cannot be read or is not known', () => {
  test.each([
    [['--passwd', 'nowhere', 'a.rules'], 'nowhere: there is no such file'],
    [['--config', 'nowhere.json', 'a.rules'], 'nowhere.json: there is no such file'],
    [['--config', 'bad.json', 'a.rules'], 'bad.json: this is no valid JSON'],
    [['--config', 'typo.json', 'a.rules'], 'code `old-stile-watch`; is `old-style-watch` meant?'],
    [['--root', 'nowhere', 'a.rules'], 'nowhere: there is no such folder'],
    [['nowhere/a.rules'], 'nowhere/a.rules: there is no such file'],
    [['a.rules/b.rules'], 'a.rules/b.rules: a part of the path is no folder'],
  ])('%o', (args, words) => {
    put('a.rules', clean);
    put('bad.json', '{');
    put('typo.json', '{ "levels": { "old-stile-watch": "off" } }');
    const { status, stderr } = lint(args);
    expect(stderr).toContain(words);
    expect(stderr).not.toMatch(/ENOENT|ENOTDIR/);
    expect(status).toBe(2);
  });

  test('a link in a folder that leads in a circle, a pipe and a device do not keep the other files from being judged', () => {
    put('rules.d/10-a.rules', clean);
    symlinkSync('20-b.rules', join(folder, 'rules.d/20-b.rules'));
    execFileSync('mkfifo', [join(folder, 'rules.d/30-c.rules')]);
    symlinkSync('/dev/zero', join(folder, 'rules.d/40-d.rules'));
    symlinkSync('nowhere', join(folder, 'rules.d/50-e.rules'));
    const { status, stdout, stderr } = lint(['--format', 'json', 'rules.d']);
    expect((JSON.parse(stdout) as Report).files.map(({ path }) => path)).toEqual(['rules.d/10-a.rules']);
    expect(stderr).toBe('auditd-lint: rules.d/20-b.rules: its symbolic links lead in a circle\n');
    expect(status).toBe(2);
    const alone = lint(['rules.d/30-c.rules', 'rules.d/40-d.rules']);
    expect(alone.stderr).toBe(
      'auditd-lint: rules.d/30-c.rules: this is no regular file\nauditd-lint: rules.d/40-d.rules: this is no regular file\n',
    );
    expect(alone.status).toBe(2);
  });

  test('more than a million lines, in one file or in several', () => {
    put('a.rules', '\n'.repeat(600_000));
    put('b.rules', '\n'.repeat(600_000));
    put('c.rules', 'x\n'.repeat(2_000_000));
    const { status, stdout, stderr } = lint(['a.rules', 'b.rules', 'c.rules']);
    expect(stdout).toBe('');
    expect(stderr.match(/^auditd-lint: [bc]\.rules: more than a million lines/gm)).toHaveLength(2);
    expect(status).toBe(2);
  });

  test('a release newer than the tables: said so, and unknown names are hints', () => {
    put('a.rules', '-a always,exit -F arch=b64 -S newcall -k x\n-a always,exit -F arch=b64 -S openat -F uid=0 -k\n');
    const { status, stdout, stderr } = lint(['--audit-version', '9.9', 'a.rules']);
    expect(stderr).toMatch(/^auditd-lint: audit 9\.9 is newer than what is known here \(4\.2\.1\)/);
    expect(stdout).toMatch(/^a\.rules:1:\d+: hint: .* \[unknown-syscall\]$/m);
    expect(stdout).toMatch(/^a\.rules:2:\d+: error: .* \[missing-argument\]$/m);
    expect(status).toBe(1);
    expect(lint(['--audit-version', '4.2.1', 'a.rules']).stderr).toBe('');
  });

  test("the target's file tree: folders that rules need and it lacks, links followed as the host would", () => {
    put('root/srv/data/file', '');
    put('root/usr/bin/true', '');
    symlinkSync('/usr/bin', join(folder, 'root/bin'));
    symlinkSync('loop', join(folder, 'root/loop'));
    put(
      'a.rules',
      ['/srv/data/new', '/bin/true', '/srv/none/file', '/loop/x', '/bin/../nowhere/x']
        .map((path) => `-w ${path} -p wa -k x\n`)
        .join(''),
    );
    const asked = ['--audit-version', '3.0.9', '--root', 'root', 'a.rules'];
    expect(found(asked).filter((each) => each.includes('missing-parent'))).toEqual([
      '3 missing-parent-directory',
      '4 missing-parent-directory',
      '5 missing-parent-directory',
    ]);
    expect(found(['--audit-version', '3.0.9', 'a.rules']).some((each) => each.includes('missing-parent'))).toBe(false);
  });
});
