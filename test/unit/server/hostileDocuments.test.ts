import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { largestDocument } from '../../../server/src/session/largestText';
import { TestClient, bundleServer } from './serverProcess';

let server: Awaited<ReturnType<typeof bundleServer>>;
let client: TestClient;

beforeAll(async () => {
  server = await bundleServer();
  client = new TestClient(server.path, { capabilities: { textDocument: { diagnostic: {} } } });
});
afterAll(async () => {
  await client.stop();
  server.remove();
});

interface Report {
  readonly kind: string;
  readonly resultId?: string;
  readonly items: readonly { readonly code: string }[];
}

let opened = 0;

async function report(text: string): Promise<Report> {
  const uri = `file:///hostile/${++opened}/audit.rules`;
  await client.open(uri, text);
  const answer = await client.request<Report>('textDocument/diagnostic', { textDocument: { uri } });
  await client.close(uri);
  return answer;
}

/** The largest resident size of the server so far, in MB. */
const memory = () =>
  Number(/VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${client.process.pid}/status`, 'utf8'))?.[1]) / 1024;

test.each([
  ['NUL and half characters', `-w /\0/etc -p wa\n\ud800\udfff\ufffd\n`.repeat(1000)],
  ['needless comments', '# auditd-lint disable-next-line old-style-watch\n-D\n'.repeat(5_000)],
])('%s is answered, with a thousand findings at most and what is left out', async (_name, text) => {
  const { kind, items } = await report(text);
  expect(kind).toBe('full');
  expect(items.length).toBeLessThanOrEqual(1001);
  if (items.length > 1000) expect(items.map(({ code }) => code)).toContain('findings-not-shown');
});

test('a text beyond the limit is not read, which is said', async () => {
  const before = memory();
  const { items } = await report('-w /etc/passwd -p wa\n'.repeat(Math.ceil(largestDocument / 20)));
  expect(items.map(({ code }) => code)).toEqual(['file-too-large']);
  // Twelve times the text, of which the message with it, its bytes and its lines take most; rules would take forty.
  expect(memory() - before).toBeLessThan((12 * largestDocument) / 1024 / 1024);
});

test('what did not change is not sent again, and another edit is', async () => {
  const uri = 'file:///hostile/same/audit.rules';
  await client.open(uri, '-D\n-bogus\n');
  const ask = (previousResultId?: string) =>
    client.request<Report>('textDocument/diagnostic', { textDocument: { uri }, previousResultId });
  const first = await ask();
  expect(await ask(first.resultId)).toEqual({ kind: 'unchanged', resultId: first.resultId });
  expect((await ask('other')).kind).toBe('full');
  const last = await ask();
  await client.edit(uri, 0, 0, '\n');
  expect((await ask(last.resultId)).kind).toBe('full');
});
