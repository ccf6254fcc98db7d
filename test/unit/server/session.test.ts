import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { spawnSync } from 'node:child_process';
import { CancellationTokenSource, type Diagnostic } from 'vscode-languageserver-protocol/node';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { TestClient, bundleServer } from './serverProcess';

let server: Awaited<ReturnType<typeof bundleServer>>;
const clients: TestClient[] = [];

beforeAll(async () => {
  server = await bundleServer();
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.stop()));
});
afterAll(() => server.remove());

function start(
  ...args: ConstructorParameters<typeof TestClient> extends [string, ...infer Rest] ? Rest : never
): TestClient {
  const client = new TestClient(server.path, ...args);
  clients.push(client);
  return client;
}

const uri = 'file:///etc/audit/rules.d/10-test.rules';
const mistake = '-a always,exit -F arch=b64 -S openatt -k x\n';
const codes = (diagnostics: Diagnostic[]) => diagnostics.map(({ code }) => code);

describe.each(['stdio', 'ipc'] as const)('over %s', (transport) => {
  test('findings arrive on opening and follow the typing', async () => {
    const client = start({ transport });
    await client.open(uri, mistake);
    const [finding] = await client.pushed(uri, { until: (all) => all.length > 0 });
    expect(finding).toMatchObject({ code: 'unknown-syscall', severity: 1, source: 'auditctl' });
    expect(finding?.message).toContain('openatt');

    const version = await client.edit(uri, mistake.indexOf('tt -k'), mistake.indexOf('t -k'), '');
    expect(codes(await client.pushed(uri, { version }))).not.toContain('unknown-syscall');
    const again = await client.edit(uri, 0, 0, '-bogus\n');
    expect(codes(await client.pushed(uri, { version: again })).length).toBeGreaterThan(0);
    expect(client.logged).toEqual([]);
  });
});

test('a client that can pull is not pushed to', async () => {
  const client = start({ capabilities: { textDocument: { diagnostic: {} } } });
  await client.open(uri, mistake);
  const report = await client.request<{ kind: string; items: Diagnostic[] }>('textDocument/diagnostic', {
    textDocument: { uri },
  });
  expect(report.kind).toBe('full');
  expect(codes(report.items)).toContain('unknown-syscall');
  await expect(
    Promise.race([
      client.pushed(uri),
      client
        .request('textDocument/hover', { textDocument: { uri }, position: { line: 0, character: 1 } })
        .then(() => 'nothing pushed'),
    ]),
  ).resolves.toBe('nothing pushed');
});

test('the target of the client wins over settings', async () => {
  const client = start({ initializationOptions: { target: { version: '4.2.1', arch: 'x86_64' } } });
  await client.open(
    uri,
    '-a always,exit -F arch=b64 -S fchmodat2 -k x\n-a always,exit -F arch=b32 -S fchmodat2 -k x\n',
  );
  expect(codes(await client.pushed(uri))).toEqual([]);
  await client.connection.sendNotification('auditd/setTarget', { target: { auditVersion: '3.0.9', arch: 'x86_64' } });
  const found = await client.pushed(uri, { until: (all) => all.length > 0 });
  expect(codes(found)).toContain('unknown-syscall');
  const answer = await client.request<{ code: string; line: number }[]>('auditd/findings', {
    uri,
    text: '-D\n-a always,exit -F arch=b64 -S openat2 -k x\n-a always,exit -F arch=b64 -S openat -k x\n',
    target: { auditVersion: '2.8.5', arch: 'x86_64' },
  });
  expect(answer).toContainEqual({
    code: 'unknown-syscall',
    severity: 'error',
    message: expect.stringMatching(/openat2/),
    refusedBy: 'auditctl',
    span: { start: expect.any(Number), end: expect.any(Number) },
    line: 1,
    column: expect.any(Number),
  });
  // Advice is nobody's refusal.
  expect(answer).toContainEqual(expect.objectContaining({ code: 'b64-without-b32', refusedBy: null }));
});

test('levels come from the settings of the client and follow their change', async () => {
  let levels: Record<string, string> = { 'unknown-syscall': 'hint' };
  const client = start({
    capabilities: { workspace: { configuration: true } },
    configuration: () => ({ target: {}, lint: { levels } }),
  });
  await client.open(uri, mistake);
  expect(await client.pushed(uri)).toContainEqual(expect.objectContaining({ code: 'unknown-syscall', severity: 4 }));
  levels = { 'unknown-syscall': 'off' };
  await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  await client.pushed(uri, { until: (all) => !codes(all).includes('unknown-syscall') });
});

test('disable comments hide a finding, and say so where they are needless or wrong', async () => {
  const client = start();
  await client.open(uri, `# auditd-lint disable-next-line unknown-syscall\n${mistake}`);
  expect(codes(await client.pushed(uri))).not.toContain('unknown-syscall');
  const other = 'file:///etc/audit/rules.d/20-test.rules';
  await client.open(other, '# auditd-lint disable unknown-syscall no-such-check\n-D\n');
  expect(codes(await client.pushed(other))).toEqual(['unneeded-suppression', 'unknown-suppression']);
});

test('garbage of every kind is survived', async () => {
  const client = start();
  await client.open(uri, mistake);
  await client.pushed(uri);
  for (const method of [
    'hover',
    'completion',
    'definition',
    'codeAction',
    'rename',
    'selectionRange',
    'inlayHint',
    'formatting',
  ]) {
    for (const params of [
      { textDocument: { uri: 'file:///nowhere' }, position: { line: 1e9, character: -5 } },
      { textDocument: { uri }, position: { line: 1e9, character: 1e9 } },
      { textDocument: { uri }, position: { line: -1, character: -1 } },
      { textDocument: { uri } },
      { textDocument: 7 },
      {},
      [1, 2],
    ]) {
      await client.request(`textDocument/${method}`, params).catch(() => undefined);
    }
  }
  for (const notification of ['didOpen', 'didChange', 'didClose']) {
    for (const params of [{}, { textDocument: {} }, { textDocument: { uri, languageId: 7 }, contentChanges: 'x' }]) {
      await client.connection.sendNotification(`textDocument/${notification}`, params);
    }
  }
  await client.connection.sendNotification('auditd/setTarget', { nonsense: true });
  await client.request('auditd/findings', { uri: '%', text: 1 }).catch(() => undefined);
  await client.request('no/such/method', {}).catch(() => undefined);
  if (client.process.stdin === null) throw new Error('stdin');
  client.process.stdin.write('Content-Length: 9\r\n\r\n{"broken"');
  const uri2 = 'file:///etc/audit/rules.d/still-alive.rules';
  await client.open(uri2, mistake);
  expect(codes(await client.pushed(uri2))).toContain('unknown-syscall');
});

test('any bytes as text: no crash, and the server still answers', { timeout: 120_000 }, async () => {
  const client = start();
  const texts = [
    '\0'.repeat(1000),
    '\ufeff-D\r\n-w /etc -p wa\r\n',
    '\ud800\udfff\ud800 -a always,exit\u2028-S open',
    '-a always,exit -F arch=b64 ' + '-S open '.repeat(100_000),
    'x'.repeat(10_000_000),
    '\n'.repeat(200_000),
    Array.from({ length: 5000 }, (_, index) => String.fromCharCode(index % 256)).join(''),
  ];
  for (const [index, text] of texts.entries()) {
    const each = `file:///etc/audit/rules.d/${index}.rules`;
    await client.open(each, text);
    await client.pushed(each);
    await client.request('textDocument/semanticTokens/full', { textDocument: { uri: each } });
    await client.request('textDocument/documentSymbol', { textDocument: { uri: each } });
    await client.request('textDocument/formatting', { textDocument: { uri: each }, options: {} });
    await client.close(each);
  }
  expect(client.logged).toEqual([]);
});

test('a cancelled request is refused as cancelled, one about replaced text as modified', async () => {
  const client = start();
  await client.open(uri, mistake);
  await client.initialized;
  const source = new CancellationTokenSource();
  const request = client.connection.sendRequest(
    'textDocument/hover',
    { textDocument: { uri }, position: { line: 0, character: 3 } },
    source.token,
  );
  source.cancel();
  await expect(request).rejects.toMatchObject({ code: -32800 });
  const position = { line: 0, character: 3 };
  const stale = client.connection.sendRequest('textDocument/completion', { textDocument: { uri }, position });
  const edited = client.edit(uri, 0, 0, '# ');
  await edited;
  await stale.then(
    () => undefined,
    (error: { code: number }) => expect(error.code).toBe(-32801),
  );
});

test('the folder is one program: what lies on disk counts, what is open wins', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'auditd-folder-'));
  try {
    const rulesFolder = join(folder, 'rules.d');
    mkdirSync(rulesFolder);
    const path = (name: string) => join(rulesFolder, name);
    writeFileSync(path('10-a.rules'), '-w /etc/hosts -p wa -k hosts\n');
    writeFileSync(path('20-b.rules'), '-w /etc/fstab -p wa -k mounts\n');
    const a = pathToFileURL(path('10-a.rules')).href;
    const b = pathToFileURL(path('20-b.rules')).href;
    const client = start();
    await client.open(a, '-w /etc/hosts -p wa -k hosts\n');
    const keys = async () => {
      const position = { line: 0, character: 24 };
      const items = await client.request<{ label: string }[]>('textDocument/completion', {
        textDocument: { uri: a },
        position,
      });
      return items.map(({ label }) => label);
    };
    expect(await keys()).toContain('mounts');
    await client.open(b, '-w /etc/fstab -p wa -k other\n');
    expect(await keys()).toContain('other');
    // A finding may point to another file: the rule that was there before.
    await client.open(pathToFileURL(path('30-c.rules')).href, '-w /etc/hosts -p wa -k hosts\n');
    const [duplicate] = (
      await client.pushed(pathToFileURL(path('30-c.rules')).href, {
        until: (all) => codes(all).includes('duplicate-rule'),
      })
    ).filter(({ code }) => code === 'duplicate-rule');
    expect(duplicate).toMatchObject({
      source: 'kernel',
      relatedInformation: [{ location: { uri: a, range: { start: { line: 0 } } } }],
    });
    expect(await keys()).not.toContain('mounts');
    await client.close(b);
    rmSync(path('20-b.rules'));
    expect(await keys()).not.toContain('mounts');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('--version, --help, and a start without transport', () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [server.path, ...args], { encoding: 'utf8', timeout: 10_000 });
  expect(run('--version').stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(run('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('--stdio') });
  expect(run()).toMatchObject({ status: 2, stderr: expect.stringContaining('--stdio') });
});
