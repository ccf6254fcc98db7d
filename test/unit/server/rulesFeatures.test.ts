import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type {
  CodeAction,
  CodeLens,
  CompletionItem,
  DocumentLink,
  DocumentSymbol,
  FoldingRange,
  Hover,
  InlayHint,
  LinkedEditingRanges,
  Location,
  SelectionRange,
  SignatureHelp,
  SymbolInformation,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver-protocol/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestClient, bundleServer, offsetAt, positionAt, taken, withCursor } from './serverProcess';

let server: Awaited<ReturnType<typeof bundleServer>>;
let client: TestClient;
let opened = 0;

beforeAll(async () => {
  server = await bundleServer();
  client = new TestClient(server.path);
});
afterAll(async () => {
  expect(client.logged).toEqual([]);
  await client.stop();
  server.remove();
});

/** Opens a text with `|` for the cursor and asks about that place. */
async function ask<Result>(
  method: string,
  marked: string,
  more: object = {},
): Promise<{ result: Result; text: string; uri: string }> {
  const { text, offset } = withCursor(marked);
  const uri = `file:///nowhere/audit/${opened++}.rules`;
  await client.open(uri, text);
  const position = positionAt(text, offset);
  const result = await client.request<Result>(`textDocument/${method}`, { textDocument: { uri }, position, ...more });
  return { result, text, uri };
}

async function offered(marked: string): Promise<string[]> {
  return (await ask<CompletionItem[]>('completion', marked)).result.map(({ label }) => label);
}

/** The text after taking the item of that label. */
async function take(marked: string, label: string): Promise<string> {
  const { result, text } = await ask<CompletionItem[]>('completion', marked);
  const item = result.find((each) => each.label === label);
  if (item === undefined)
    throw new Error(
      `${label} is not offered, but ${result
        .slice(0, 20)
        .map((each) => each.label)
        .join(' ')}`,
    );
  return taken(text, item);
}

async function hovered(marked: string): Promise<string> {
  const { result } = await ask<Hover | null>('hover', marked);
  return result === null ? '' : (result.contents as { value: string }).value;
}

async function setTarget(auditVersion: string, arch: string): Promise<void> {
  await client.initialized;
  await client.connection.sendNotification('auditd/setTarget', { target: { auditVersion, arch } });
}

describe('completion', () => {
  test('options at the start of a line and behind a rule', async () => {
    expect((await offered('|')).slice(0, 3)).toEqual(['-a', '-w', '-D']);
    expect(await take('-|', '-a')).toBe('-a ');
    expect((await offered('-a always,exit |')).slice(0, 3)).toEqual(['-F', '-S', '-k']);
    expect(await offered('-w /etc/hosts |')).toEqual(['-p', '-k']);
    expect(await take('-D\n-w /etc/hosts -|\n-e 2', '-p')).toBe('-D\n-w /etc/hosts -p \n-e 2');
  });

  test('pairs of list and action, in both orders, those of the target', async () => {
    const pairs = await offered('-a |');
    expect(pairs[0]).toBe('always,exit');
    expect(pairs).toEqual(expect.arrayContaining(['never,exit', 'exit,always', 'never,exclude', 'always,io_uring']));
    expect(await take('-a al|', 'always,exit')).toBe('-a always,exit ');
    expect(await take('-a never,ex|it', 'never,exclude')).toBe('-a never,exclude ');
    await setTarget('2.7.8', 'x86_64');
    expect(await offered('-a |')).not.toContain('always,io_uring');
    expect(await offered('-a |')).not.toContain('never,filesystem');
    await setTarget('4.2.1', 'x86_64');
  });

  test('fields that the list takes, then operators, then values', async () => {
    expect((await offered('-a always,exit -F |'))[0]).toBe('arch');
    expect(await offered('-a never,exclude -F |')).toContain('msgtype');
    expect(await offered('-a never,exclude -F |')).not.toContain('path');
    expect(await offered('-a never,filesystem -F |')).toEqual(['key', 'fstype']);
    expect(await take('-a always,exit -F au|', 'auid')).toBe('-a always,exit -F auid');
    expect(await take('-a always,exit -F au|>=1000 -k x', 'uid')).toBe('-a always,exit -F uid>=1000 -k x');
    expect(await take('-a always,exit -F pa|', 'path')).toBe('-a always,exit -F path=');
    expect((await offered('-a always,exit -F auid|')).slice(0, 2)).toEqual(['=', '!=']);
    expect(await offered('-a always,exit -F filetype|')).toEqual(['=', '!=']);
    expect(await take('-a always,exit -F auid|', '>=')).toBe('-a always,exit -F auid>=');
    expect((await offered('-a always,exit -F auid>=|'))[0]).toBe('1000');
    expect((await offered('-a always,exit -F auid!=|'))[0]).toBe('unset');
    expect(await take('-a always,exit -F auid!=u| -k x', 'unset')).toBe('-a always,exit -F auid!=unset -k x');
    const ofWatch = await offered('-w /x -F |');
    expect(ofWatch).toContain('auid');
    for (const name of ['arch', 'path', 'dir', 'inode']) expect(ofWatch).not.toContain(name);
    expect(await offered('-a always,exit -F path=/x -F |')).not.toContain('dir');
    expect(await offered('-a always,exit -F exe=|')).toContain('/usr/bin/sudo');
    expect(await offered('-a always,exit -F exe=|')).not.toContain('/etc/passwd');
    expect(await offered('-a always,exit -F exe=/opt/run -k x\n-a always,exit -F exe=|')).toContain('/opt/run');
    await setTarget('3.1.5', 'x86_64');
    expect(await offered('-a always,exit -F arch=|')).toEqual(expect.arrayContaining(['b64', 'b32', 'aarch64']));
    expect(await offered('-a always,exit -F arch=|')).not.toContain('riscv64');
    await setTarget('4.2.1', 'ppc64le');
    expect(await offered('-a always,exit -F arch=|')).not.toContain('b32');
    await setTarget('4.2.1', 'x86_64');
  });

  test('values by kind', async () => {
    expect((await offered('-a always,exit -S open -F exit=|')).slice(0, 2)).toEqual(['-EACCES', '-EPERM']);
    expect(await offered('-a always,exit -S open -F success=|')).toEqual(['1', '0']);
    expect(await offered('-a always,exit -F path=/x -F perm=|')).toContain('wa');
    expect(await offered('-a always,exit -F filetype=|')).toContain('fifo');
    expect(await offered('-a never,exclude -F msgtype=|')).toContain('CWD');
    expect(await offered('-a never,filesystem -F fstype=|')).toContain('tracefs');
    expect(await take('-a always,exit -S connect -F saddr_fam=|', '10')).toBe(
      '-a always,exit -S connect -F saddr_fam=10',
    );
    expect(await offered('-e |')).toEqual(['1', '2', '0']);
    expect(await offered('-a always,exit -C uid!=|')).toContain('euid');
    expect(await offered('-a always,exit -C uid!=|')).not.toContain('gid');
  });

  test('syscalls of the arch on the line, used most first, also behind a comma', async () => {
    expect((await offered('-a always,exit -F arch=b64 -S |'))[0]).toBe('execve');
    expect(await offered('-a always,exit -F arch=b64 -S |')).not.toContain('stime');
    expect(await offered('-a always,exit -F arch=b32 -S |')).toContain('stime');
    expect(await take('-a always,exit -F arch=b64 -S open,opena|', 'openat')).toBe(
      '-a always,exit -F arch=b64 -S open,openat',
    );
    expect(await offered('-a always,exit -F arch=b64 -S open,|')).not.toContain('open');
    expect(await take('-a always,exit -S op|en,close -k x', 'openat')).toBe('-a always,exit -S openat,close -k x');
    expect(await offered('-a always,io_uring -S |')).toContain('openat');
    expect(await offered('-a always,io_uring -S |')).not.toContain('execve');
  });

  test('keys of the file, paths, and nothing in comments', async () => {
    expect(await offered('-w /a -k alpha\n-w /b -k beta\n-w /c -k alpha\n-w /d -k |')).toEqual(['alpha', 'beta']);
    expect(await take('-w /a -k two\\ words\n-a always,exit -S open -F key=|', 'two words')).toBe(
      '-w /a -k two\\ words\n-a always,exit -S open -F key=two\\ words',
    );
    expect(await offered('-w |')).toContain('/etc/sudoers.d/');
    expect(await offered('-a always,exit -F dir=|')).toContain('/etc/sudoers.d');
    expect(await offered('-a always,exit -F path=|')).not.toContain('/etc/sudoers.d');
    expect(await offered('# -a |')).toEqual([]);
    expect(await offered('  #|')).toEqual([]);
  });

  test('every offer holds the cursor in its range', async () => {
    for (const marked of [
      '-|',
      '-a al|ways,exit',
      '-a always,exit -F au|id>=1000',
      '-a always,exit -S open,op|en -k x',
      '-w /et|c',
    ]) {
      const { result, text } = await ask<CompletionItem[]>('completion', marked);
      const cursor = marked.indexOf('|');
      expect(result.length).toBeGreaterThan(0);
      for (const { textEdit } of result) {
        if (textEdit === undefined || !('range' in textEdit)) throw new Error('no range');
        expect(offsetAt(text, textEdit.range.start)).toBeLessThanOrEqual(cursor);
        expect(offsetAt(text, textEdit.range.end)).toBeGreaterThanOrEqual(cursor);
      }
    }
  });
});

describe('hover', () => {
  test.each([
    ['-|a always,exit', 'end of a list'],
    ['-a al|ways,exit', 'Records an event'],
    ['-a always,ex|it', 'when a system call ends'],
    ['-a always,exit -F arch=b64 -S open|at', '| **x86_64** | 257 |'],
    ['-a always,exit -F arch=b32 -S open|at', '| **i386** | 295 |'],
    ['-a always,exit -S 5|9', '**execve**'],
    ['-a always,io_uring -S open|at', 'operation of io_uring'],
    ['-a always,exit -C uid!|=euid', '**!=** not equal'],
    ['-a always,exit -F au|id>=1000', 'first login'],
    ['-a always,exit -F auid!=42949672|95', 'nobody logged in'],
    ['-a always,exit -F arch=b3|2', '**i386**'],
    ['-a always,exit -F exit=-EAC|CES', 'is -13'],
    ['-a always,exit -F saddr_fam=1|0', 'inet6'],
    ['-a never,exclude -F msgtype=13|07', '**CWD**'],
    ['-a never,exclude -F msgtype=CW|D', 'working folder'],
    ['-a always,exit -F auid>|=1000', '**>=** greater or equal'],
    ['-a always,exit -F au|id>=1000', 'Value: a user, by name or number'],
    ['-a always,exit -F au|id>=1000', 'Operators: `=` `!='],
    ['-a always,exit -F au|id>=1000', 'Lists: exit, task, user, exclude'],
    ['-a always,exit -F saddr|_fam=2', 'since audit 3.0'],
    ['-a always,exit -F arch=b64 -S openat|2', '437'],
    ['-w /etc/hosts -p w|a', 'Writing to the file'],
    ['-w /etc/hosts -p wa -k ho|sts\n-w /etc/host.conf -k hosts', 'on 2 rules'],
    ['-e |2', 'locks'],
  ])('%s', async (marked, text) => {
    expect(await hovered(marked)).toContain(text);
  });

  test('nothing on blanks and comments', async () => {
    expect(await hovered('# -a al|ways')).toBe('');
    expect(await hovered('|')).toBe('');
  });
});

describe('keys', () => {
  const text = '-w /a -k al|pha\n-w /b -k beta\n-a always,exit -S open -F key=alpha\n';

  test('definition, references and highlights', async () => {
    const { result } = await ask<Location[]>('definition', text);
    expect(result.map(({ range }) => range.start.line)).toEqual([0, 2]);
    const references = await ask<Location[]>('references', text, { context: { includeDeclaration: true } });
    expect(references.result.map(({ range }) => [range.start.line, range.start.character])).toEqual([
      [0, 9],
      [2, 30],
    ]);
    expect((await ask<unknown[]>('documentHighlight', text)).result).toHaveLength(2);
  });

  test('rename', async () => {
    const { result, uri } = await ask<WorkspaceEdit>('rename', text, { newName: 'new name' });
    expect(result.changes?.[uri]?.map(({ newText }) => newText)).toEqual(['new\\ name', 'new\\ name']);
    expect((await ask('rename', text, { newName: '' })).result).toBeNull();
    expect((await ask('prepareRename', text)).result).toMatchObject({
      start: { character: 9 },
      end: { character: 14 },
    });
    expect((await ask('prepareRename', '-w /a|')).result).toBeNull();
  });
});

const sectioned = `|-D
-b 8192

##
## Identity
##
-w /etc/passwd -p wa -k identity
# one
# two
-a always,exit -F arch=b64 -S sethostname -k host

# Time
-a always,exit -F arch=b64 -S adjtimex
`;

test('symbols: sections with their rules', async () => {
  const { result } = await ask<DocumentSymbol[]>('documentSymbol', sectioned);
  expect(result.map(({ name }) => name)).toEqual(['-D', '-b 8192', 'Identity', 'Time']);
  expect(result[2]?.children?.map(({ name }) => name)).toEqual(['identity', 'host']);
  expect(result[3]?.children?.map(({ name, detail }) => [name, detail])).toEqual([['adjtimex', 'always exit']]);
});

test('folding: sections and comments', async () => {
  const { result } = await ask<FoldingRange[]>('foldingRange', sectioned);
  expect(result.map(({ startLine, endLine }) => [startLine, endLine])).toEqual([
    [3, 9],
    [11, 12],
    [7, 8],
  ]);
});

test('formatting collapses spaces and keeps words and comments', async () => {
  const { result, text } = await ask<TextEdit[]>(
    'formatting',
    '|  -a   always,exit  -S open   \n  #  a   comment  \n-w /a\\  b -k\tx\n   \n',
    {
      options: {},
    },
  );
  let formatted = text;
  for (const edit of [...result].reverse()) {
    formatted =
      formatted.slice(0, offsetAt(formatted, edit.range.start)) +
      edit.newText +
      formatted.slice(offsetAt(formatted, edit.range.end));
  }
  expect(formatted).toBe('-a always,exit -S open\n  #  a   comment  \n-w /a\\  b -k\tx\n\n');
});

test('selection grows from the value to the document', async () => {
  const text = '-D\n-a always,exit -F auid>=1000 -k x\n';
  const uri = 'file:///nowhere/audit/select.rules';
  await client.open(uri, text);
  const [range] = await client.request<SelectionRange[]>('textDocument/selectionRange', {
    textDocument: { uri },
    positions: [{ line: 1, character: 26 }],
  });
  const grown: string[] = [];
  for (let each = range; each !== undefined; each = each.parent) {
    grown.push(text.slice(offsetAt(text, each.range.start), offsetAt(text, each.range.end)));
  }
  expect(grown).toEqual(['1000', 'auid>=1000', '-F auid>=1000', '-a always,exit -F auid>=1000 -k x', text]);
});

test('semantic tokens name what each word is', async () => {
  const { result, text } = await ask<{ data: number[] }>(
    'semanticTokens/full',
    '|-a always,exit -F auid>=1000 -S open -k x\n-w /a -pwa\n',
  );
  const { capabilities } = await client.initialized;
  const legend = (capabilities.semanticTokensProvider as { legend: { tokenTypes: string[] } }).legend.tokenTypes;
  const tokens: string[] = [];
  let line = 0;
  let character = 0;
  for (let at = 0; at < result.data.length; at += 5) {
    const [lines = 0, columns = 0, length = 0, type = 0] = result.data.slice(at, at + 4);
    character = lines === 0 ? character + columns : columns;
    line += lines;
    const start = offsetAt(text, { line, character });
    tokens.push(`${text.slice(start, start + length)} ${legend[type]}`);
  }
  expect(tokens).toEqual([
    '-a keyword', 'always enumMember', 'exit enumMember', '-F keyword', 'auid property', '>= operator', '1000 number',
    '-S keyword', 'open function', '-k keyword', 'x label', '-w keyword', '/a string', '-p keyword', 'wa enumMember',
  ]); // prettier-ignore
});

describe('inlay hints', () => {
  const whole = { range: { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } } };
  const hinted = async (text: string) =>
    (await ask<InlayHint[]>('inlayHint', `|${text}`, whole)).result.map(({ position, label }) => {
      const shown = typeof label === 'string' ? label : label.map(({ value }) => value).join('');
      return `${position.line}:${position.character} ${shown}`;
    });

  test('say what numbers stand for', async () => {
    const text = '-a always,exit -F arch=b64 -S 59 -F auid!=4294967295\n-a always,exit -S 42 -F saddr_fam=10\n';
    expect(await hinted(text)).toEqual(['0:32 execve', '0:52 unset', '1:20 connect', '1:36 inet6']);
  });

  test('give the numbers of system calls on the machine of the rule', async () => {
    expect(await hinted('-a always,exit -F arch=b64 -S open,openat -k x\n')).toEqual(['0:41 = 2, 257']);
    expect(await hinted('-a always,exit -F arch=b32 -S open,openat -k x\n')).toEqual(['0:41 = 5, 295']);
    expect(await hinted('-a always,exit -F arch=b64 -S a,open,read,write,close,stat -S all\n')).toEqual([
      '0:58 = 2, 0, 1, 3, …',
    ]);
  });

  test('lead from a rule to its twin for the other width', async () => {
    const rule = (arch: string, rest: string) => `-a always,exit -F arch=${arch} ${rest}\n`;
    const text =
      rule('b64', '-F path=/x -k a') + rule('b32', '-F path=/x -k b') + rule('b32', '-F path=/x -k a') + '-D\n';
    expect(await hinted(text)).toEqual(['0:42 b32: line 3', '2:42 b64: line 1']);
    const { result } = await ask<InlayHint[]>('inlayHint', `|${text}`, whole);
    expect(result[0]?.label).toMatchObject([{ location: { range: { start: { line: 2 } } } }]);
  });
});

test('signature help follows the parts of a condition', async () => {
  const at = async (marked: string) => (await ask<SignatureHelp | null>('signatureHelp', marked)).result;
  expect(await at('-a always,exit -F auid|')).toMatchObject({ activeParameter: 0 });
  expect(await at('-a always,exit -F auid>=|')).toMatchObject({ activeParameter: 2 });
  expect((await at('-a always,exit -F auid>=10|00'))?.signatures[0]?.documentation).toContain('first login');
  expect((await at('-a always,exit -F |'))?.signatures[0]?.label).toBe('-F FIELD OPERATOR VALUE');
  expect(await at('-a always,exit -F ui|')).toMatchObject({ activeParameter: 0 });
  expect(await at('-a always,exit -F | -k x')).toMatchObject({ activeParameter: 0 });
  expect(await at('# -F |')).toBeNull();
  expect(await at('-a always,exit -S op|en')).toBeNull();
});

test('quick fixes, disabling for a line, explaining, and all safe fixes at once', async () => {
  const { result, text, uri } = await ask<CodeAction[]>(
    'codeAction',
    '|-a always,exit -F arch=b64 -S setuid -F exit=EPERM -F auid!=-1 -k x\n-a always,exit -F arch=b32 -S setuid -F exit=EPERM -F auid!=-1 -k x\n',
    { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 60 } }, context: { diagnostics: [] } },
  );
  const titles = result.map(({ title }) => title);
  expect(titles).toEqual(
    expect.arrayContaining([
      'Write -EPERM',
      'Write unset',
      'Disable `positive-errno` for this line',
      'Explain `positive-errno`',
      'Apply all safe fixes',
    ]),
  );
  const edits = result.find(({ kind }) => kind === 'source.fixAll.auditd')?.edit?.changes?.[uri] ?? [];
  let fixed = text;
  for (const edit of [...edits].reverse()) {
    fixed =
      fixed.slice(0, offsetAt(fixed, edit.range.start)) + edit.newText + fixed.slice(offsetAt(fixed, edit.range.end));
  }
  expect(fixed).toBe(text.replaceAll('=EPERM', '=-EPERM').replaceAll('!=-1', '!=unset'));
});

test('the mends of the whole document are made only for who asks for them', async () => {
  const offered = async (context: object) => {
    const { result } = await ask<CodeAction[]>(
      'codeAction',
      '|-a always,exit -F arch=b64 -S setuid -F exit=EPERM -k x\n',
      {
        range: { start: { line: 0, character: 0 }, end: { line: 0, character: 60 } },
        context: { diagnostics: [], ...context },
      },
    );
    return result.map(({ title }) => title);
  };
  const byTheCursor = await offered({ triggerKind: 2 });
  expect(byTheCursor).toContain('Write -EPERM');
  expect(byTheCursor).not.toContain('Apply all safe fixes');
  expect(await offered({ triggerKind: 2, only: ['source.fixAll'] })).toEqual(['Apply all safe fixes']);
  expect(await offered({ triggerKind: 1, only: ['quickfix'] })).not.toContain('Apply all safe fixes');
});

test('the code of a finding leads to its page', async () => {
  const uri = 'file:///nowhere/audit/page.rules';
  await client.open(uri, '-a always,exit -F arch=b64 -S setuid -F exit=EPERM -k x\n');
  const found = await client.pushed(uri);
  const page = found.find(({ code }) => code === 'positive-errno')?.codeDescription?.href ?? '';
  expect(readFileSync(fileURLToPath(page), 'utf8')).toContain('# positive-errno');
});

describe('keys over several rules', () => {
  const text = '-w /a -k alpha\n-w /b -k beta\n-a always,exit -S open -F key=al|pha\n';

  test('a lens above the first rule says how many share the key, and which', async () => {
    const { result } = await ask<CodeLens[]>('codeLens', text);
    expect(result.map(({ range }) => range.start.line)).toEqual([0]);
    const lens = await client.request<CodeLens>('codeLens/resolve', result[0]);
    expect(lens.command?.title).toBe('alpha: key used by 2 rules');
    const [, , locations] = lens.command?.arguments as [string, unknown, Location[]];
    expect(locations.map(({ range }) => range.start.line)).toEqual([0, 2]);
  });

  test('typed in one place, a key changes in all', async () => {
    const { result } = await ask<LinkedEditingRanges | null>('linkedEditingRange', text);
    expect(result?.ranges.map(({ start }) => start.line)).toEqual([0, 2]);
    const word = new RegExp(`^(?:${result?.wordPattern ?? ''})$`);
    expect(['my-key', 'a_b', 'ü'].every((key) => word.test(key))).toBe(true);
    expect(['a b', 'a,b', ''].some((key) => word.test(key))).toBe(false);
    expect((await ask('linkedEditingRange', '-w /a -k on|ly\n')).result).toBeNull();
    expect((await ask('linkedEditingRange', '-w /a| -k x\n-w /b -k x\n')).result).toBeNull();
  });
});

test('links: manual pages, and the pages of codes that a comment disables', async () => {
  const { result } = await ask<DocumentLink[]>(
    'documentLink',
    '|# see auditctl(8) and audit.rules(7), not f(x) or path/x(8)\n# auditd-lint disable-next-line old-style-watch no-such-code\n-w /a(1) -p wa -k x\n',
  );
  expect(result.map(({ range, target }) => [range.start.line, range.start.character, target])).toEqual([
    [0, 6, 'https://man7.org/linux/man-pages/man8/auditctl.8.html'],
    [0, 22, 'https://man7.org/linux/man-pages/man7/audit.rules.7.html'],
    [1, 32, expect.stringMatching(/^file:.*\/old-style-watch\.md$/)],
  ]);
});

test('workspace symbols: keys and sections of every rules.d folder, what is open as it stands', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'auditd-symbols-'));
  const write = (path: string, content: string) => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), content);
    return pathToFileURL(join(folder, path)).href;
  };
  const uri = write('web1/rules.d/10-a.rules', '# Identity\n-w /etc/passwd -p wa -k identity\n-w /x -k identity\n');
  write('web2/audit.rules', '-w /etc/hosts -p wa -k hosts\n');
  write('etc/udev/rules.d/70-x.rules', '-w /no -k udev\n');
  write('node_modules/x/rules.d/1.rules', '-w /no -k module\n');
  const other = new TestClient(server.path, { workspaceFolders: [pathToFileURL(folder).href] });
  const symbols = async (query: string) =>
    (await other.request<SymbolInformation[]>('workspace/symbol', { query })).map(({ name }) => name).sort();
  expect(await symbols('')).toEqual(['Identity', 'hosts', 'identity']);
  expect(await symbols('idn')).toEqual(['Identity', 'identity']);
  await other.open(uri, '-w /etc/group -p wa -k groups\n');
  expect(await symbols('')).toEqual(['groups', 'hosts']);
  write('web3/rules.d/20-b.rules', '-w /b -k late\n');
  await other.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [] });
  expect(await symbols('late')).toEqual(['late']);
  await other.stop();
  rmSync(folder, { recursive: true });
});

describe('options in the usual order, when asked', () => {
  const asked = async (line: string) => {
    const at = { start: { line: 0, character: 3 }, end: { line: 0, character: 3 } };
    const { result, text, uri } = await ask<CodeAction[]>('codeAction', `|${line}\n`, {
      range: at,
      context: { diagnostics: [], only: ['refactor.rewrite'] },
    });
    const [edit] = result.find(({ title }) => title.startsWith('Put the options'))?.edit?.changes?.[uri] ?? [];
    if (edit === undefined) return undefined;
    return text.slice(0, offsetAt(text, edit.range.start)) + edit.newText + text.slice(offsetAt(text, edit.range.end));
  };

  test.each([
    ['-S open -a always,exit -k x -F auid>=1000 -F exit=-1', '-a always,exit -S open -F auid>=1000 -F exit=-1 -k x\n'],
    ['-a always,exit -F uid=0 -F arch=b64 -Sopen -kx', '-a always,exit -F arch=b64 -Sopen -F uid=0 -kx\n'],
    ['-p wa -k x\\ y -w /etc/hosts', '-w /etc/hosts -p wa -k x\\ y\n'],
  ])('%s', async (line, ordered) => {
    expect(await asked(line)).toBe(ordered);
  });

  test.each(['-a always,exit -F arch=b64 -S open -F uid=0 -k x', '-S open stray -a always,exit', '-k x -S', '# -S x'])(
    'nothing to do: %s',
    async (line) => {
      expect(await asked(line)).toBeUndefined();
    },
  );
});
