import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyEdits } from '../../core/src/text/span';
import type { Target } from '../../core/src/target';
import { judgement } from '../../server/src/language/judgement';
import type { Language } from '../../server/src/language/language';
import { rulesLanguage } from '../../server/src/language/rules/rules';
import { lintCommand } from '../../server/src/lint/lintCommand';
import { ParsedDocument } from '../../server/src/session/documents';
import { randomNumbers, seedOfRun } from '../kit/randomNumbers';
import { scratch } from '../kit/scratch';
import { TestClient, bundleServer } from '../unit/server/serverProcess';
import { text } from './rulesTexts';

// Of 200,000 inputs most are texts; messages and commands take longer. FUZZ_INPUTS: fewer, or more.
const inputs = Number(process.env['FUZZ_INPUTS'] ?? 200_000);
const counts = { texts: Math.ceil(inputs * 0.6), messages: Math.ceil(inputs * 0.3), commands: Math.ceil(inputs * 0.1) };
const seed = seedOfRun();
console.log(`seed ${seed}`);
const largestMemory = 700 * 1024 * 1024;

const targets: readonly Target[] = ['2.4', '2.8.5', '3.0.9', '3.1.5', '4.0.5', '4.2.1', '9.9'].flatMap((auditVersion) =>
  ['x86_64', 'aarch64', 'ppc64le', 'riscv64', 'no-such-machine'].map((arch) => ({ auditVersion, arch })),
);

describe('any text', () => {
  it(`${counts.texts} texts are parsed and judged, alone and in folders`, () => {
    const pick = randomNumbers(seed);
    const language = rulesLanguage as Language;
    for (let run = 0; run < counts.texts; run++) {
      const folder = pick(2) === 0 ? 'rules.d' : 'elsewhere';
      const documents = Array.from(
        { length: 1 + pick(3) },
        (_, at) =>
          new ParsedDocument(`file:///etc/audit/${folder}/${at}0-${pick(4)}.rules`, 'audit-rules', 1, text(pick)),
      );
      const document = documents[0]!;
      const siblings = folder === 'rules.d' ? documents : [document];
      try {
        for (const { span, fixes, message } of judgement(
          document,
          language,
          { target: targets[run % targets.length]!, siblings },
          new Map(),
        )) {
          if (message.length > 2000) throw new Error(`a message of ${message.length} characters`);
          const spans = [span, ...(fixes ?? []).flatMap(({ edits }) => edits.map((edit) => edit.span))];
          for (const { start, end } of spans) {
            if (start < 0 || start > end || end > document.text.length)
              throw new Error(`${message}: ${start} to ${end}`);
          }
          for (const { edits } of fixes ?? []) applyEdits(document.text, edits);
        }
      } catch (error) {
        const shown = documents.map((each) => each.text);
        throw new Error(`seed ${seed}, text ${run}: ${JSON.stringify(shown)}`, { cause: error });
      }
    }
  });
});

describe('any order of messages', () => {
  let server: Awaited<ReturnType<typeof bundleServer>>;
  let client: TestClient;

  beforeAll(async () => {
    server = await bundleServer();
    client = new TestClient(server.path);
  });
  afterAll(async () => {
    await client.stop();
    server.remove();
  });

  const requests = [
    'completion', 'hover', 'definition', 'references', 'rename', 'prepareRename', 'documentHighlight', 'documentSymbol', 'foldingRange',
    'formatting', 'selectionRange', 'semanticTokens/full', 'signatureHelp', 'codeLens', 'inlayHint', 'documentLink', 'linkedEditingRange',
    'codeAction', 'diagnostic',
  ]; // prettier-ignore

  it(`${counts.messages} messages are answered, and the server lives with bounded memory`, async () => {
    const pick = randomNumbers(seed + 1);
    const uri = () => `file:///nowhere/audit/rules.d/${pick(5)}0-x.rules`;
    const place = () => ({ line: pick(9), character: pick(20) === 0 ? pick(2 ** 31) : pick(90) });
    let version = 1;
    const connection = client.connection;
    await client.initialized;
    const send = async (): Promise<unknown> => {
      const textDocument = { uri: uri(), version: version++ };
      switch (pick(12)) {
        case 0:
        case 1:
          return connection.sendNotification('textDocument/didOpen', {
            textDocument: { ...textDocument, languageId: 'audit-rules', text: text(pick) },
          });
        case 2:
        case 3:
        case 4: {
          const contentChanges =
            pick(4) === 0 ? [{ text: text(pick) }] : [{ range: { start: place(), end: place() }, text: text(pick) }];
          return connection.sendNotification('textDocument/didChange', { textDocument, contentChanges });
        }
        case 5:
          return connection.sendNotification('textDocument/didClose', { textDocument });
        case 6: {
          const target = pick(3) === 0 ? null : targets[pick(targets.length)]!;
          return connection.sendNotification('auditd/setTarget', { target });
        }
        case 7:
          return connection.sendRequest('workspace/symbol', { query: text(pick).slice(0, 4) });
        default: {
          const at = { start: place(), end: place() };
          return connection.sendRequest(`textDocument/${requests[pick(requests.length)]!}`, {
            textDocument,
            position: at.start,
            positions: [at.start, at.end],
            range: at,
            newName: text(pick),
            context: { diagnostics: [], includeDeclaration: true },
            options: { tabSize: 2, insertSpaces: true },
          });
        }
      }
    };
    for (let sent = 0; sent < counts.messages;) {
      const burst = Math.min(1 + pick(60), counts.messages - sent);
      // An answer may say that the text is another by now; that there is one is what counts.
      await Promise.allSettled(Array.from({ length: burst }, send));
      sent += burst;
    }
    expect(await client.request('workspace/symbol', { query: '' })).toBeInstanceOf(Array);
    expect(client.process.exitCode).toBeNull();
    expect(client.logged.slice(0, 3), `seed ${seed}`).toEqual([]);
    const resident =
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${client.process.pid}/status`, 'utf8'))?.[1]) * 1024;
    console.log(`server after ${counts.messages} messages: ${Math.round(resident / 1024 / 1024)} MB`);
    expect(resident).toBeLessThan(largestMemory);
  });
});

describe('any command line', () => {
  const folder = scratch('aw-fuzz-');
  afterAll(() => folder.remove());

  it(`${counts.commands} runs of auditd-lint end with one of its statuses and a report that can be read`, () => {
    const pick = randomNumbers(seed + 2);
    const rules = join(folder.path, 'rules.d');
    mkdirSync(rules);
    const names = ['10-a.rules', '20-b.rules', '9-c.rules', 'auditd.conf'].map((name) => join(rules, name));
    for (const name of names) writeFileSync(name, '');
    const versions = [...new Set(targets.map(({ auditVersion }) => auditVersion)), '1.0', 'x'];
    for (let run = 0; run < counts.commands; run++) {
      writeFileSync(names[pick(names.length)]!, Buffer.from(text(pick), pick(9) === 0 ? 'latin1' : 'utf8'));
      const format = ['text', 'json', 'sarif'][pick(3)]!;
      const args = [
        `--format=${format}`,
        ...(pick(2) === 0 ? ['--audit-version', versions[pick(versions.length)]!] : []),
        ...(pick(3) === 0 ? ['--arch', ['aarch64', 's390x', 'nothing'][pick(3)]!] : []),
        ...(pick(4) === 0
          ? [['--fix', '--fix-dry-run', '--effective', '--no-effective', '--root', '--'][pick(6)]!]
          : []),
        ...(pick(3) === 0 ? ['--fail-on', ['never', 'info', 'everything'][pick(3)]!] : []),
        pick(3) === 0 ? rules : names[pick(names.length)]!,
        ...(pick(20) === 0 ? [join(rules, text(pick).replace(/\0/g, ''))] : []),
      ];
      let out = '';
      let complaint = '';
      const world = {
        version: '0',
        out: (more: string) => void (out += more),
        complain: (more: string) => void (complaint += more),
      };
      try {
        const status = lintCommand(args, world);
        if (status === 2 && complaint === '') throw new Error('status 2 without a word');
        if (format !== 'text' && out !== '' && !out.startsWith('Usage')) JSON.parse(out);
      } catch (error) {
        const files = names.map((name) => readFileSync(name, 'latin1'));
        throw new Error(`seed ${seed}, run ${run}: ${JSON.stringify({ args, files })}`, { cause: error });
      }
    }
  });
});
