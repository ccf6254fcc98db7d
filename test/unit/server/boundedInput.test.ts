import { readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BoundedInput, type Unread, largestMessage } from '../../../server/src/session/boundedInput';
import { TestClient, bundleServer } from './serverProcess';

let server: Awaited<ReturnType<typeof bundleServer>>;
beforeAll(async () => {
  server = await bundleServer();
});
afterAll(() => server.remove());

const framed = (body: string) => `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

async function passed(bytes: Buffer, sizes: readonly number[]): Promise<string> {
  const input = new BoundedInput((unread) => ({ unread }));
  const out = input.pipe(new PassThrough());
  const chunks: Buffer[] = [];
  out.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise((resolve) => out.once('end', resolve));
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length]!;
    input.write(bytes.subarray(at, at + size));
    at += size;
  }
  input.end();
  await ended;
  return Buffer.concat(chunks).toString('utf8');
}

test('messages pass as they are, however they are cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: 'binary', maxLength: 200 }), { maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 5 }),
      async (bodies, sizes) => {
        const text = bodies.map((body) => framed(Buffer.from(body).toString('utf8'))).join('');
        expect(await passed(Buffer.from(text), sizes)).toBe(text);
      },
    ),
  );
});

test('one that is too large is let go, and what comes behind it is read', async () => {
  const head =
    '{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"file:///a.rules","languageId":"audit-rules","version":7,"text":"';
  const text = '\\"uri\\":\\"x\\" '.repeat(Math.ceil(largestMessage / 13));
  const body = `${head}${text}"}}}`;
  const said = await passed(Buffer.from(`${framed(body)}${framed('{}')}`), [65_536]);
  const unread: Unread = {
    bytes: body.length,
    method: 'textDocument/didOpen',
    uri: 'file:///a.rules',
    languageId: 'audit-rules',
    version: 7,
  };
  expect(said).toBe(`${framed(JSON.stringify({ unread }))}${framed('{}')}`);
});

test('a document of 1 GB: it is said to be too large, memory stays bounded, and the server goes on', async () => {
  const client = new TestClient(server.path, { capabilities: { textDocument: { diagnostic: {} } } });
  await client.initialized;
  const uri = 'file:///etc/audit/audit.rules';
  const head = `{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"${uri}","languageId":"audit-rules","version":1,"text":"`;
  const tail = '"}}}';
  const piece = Buffer.from('-w /etc/passwd -p wa\\n'.repeat(48_000));
  const count = 1024;
  const stdin = client.process.stdin!;
  stdin.write(`Content-Length: ${head.length + piece.length * count + tail.length}\r\n\r\n${head}`);
  for (let at = 0; at < count; at++) {
    if (!stdin.write(piece)) await new Promise((resolve) => stdin.once('drain', resolve));
  }
  stdin.write(tail);
  const ask = (each: string) =>
    client.request<{ items: { code: string; message: string }[] }>('textDocument/diagnostic', {
      textDocument: { uri: each },
    });
  const { items } = await ask(uri);
  expect(items).toMatchObject([{ code: 'file-too-large', message: expect.stringContaining('MB') }]);
  const status = readFileSync(`/proc/${client.process.pid}/status`, 'utf8');
  expect(Number(/VmHWM:\s*(\d+)/.exec(status)?.[1]) / 1024).toBeLessThan(200);
  const other = 'file:///etc/audit/other/audit.rules';
  await client.open(other, '-bogus\n');
  expect((await ask(other)).items.length).toBeGreaterThan(0);
  await client.stop();
}, 120_000);
