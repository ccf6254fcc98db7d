import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tokenData } from '../../../server/src/session/tokenEdits';
import { judgeAndRead } from '../../../core/src/config/judge';
import { parseConfig } from '../../../core/src/config/tree';
import { type ConfigLanguageId, configLanguageIds, kindOf } from '../../../core/src/facts/config';
import { defaultTarget, type Target } from '../../../core/src/target';
import { applyEdits } from '../../../core/src/text/span';
import { configLanguage } from '../../../server/src/language/config/config';
import type { ConfigDocument } from '../../../server/src/language/config/configView';
import { semanticTokenTypes } from '../../../server/src/language/semanticLegend';
import type { TextEdit } from 'vscode-languageserver';
import { configDocument, configFileAt } from '../../kit/configDocuments';
import { configText } from '../../kit/configFiles';

const version = (auditVersion: string): Target => ({ auditVersion, arch: 'x86_64' });
const around = (document: ConfigDocument, target = defaultTarget) => ({ target, siblings: [document] });

/** The document without the bar that stands for the cursor, and the cursor. */
function atBar(text: string, languageId?: ConfigLanguageId) {
  const offset = text.indexOf('|');
  const document = configDocument(text.slice(0, offset) + text.slice(offset + 1), languageId);
  const { line, column } = document.lines.positionAt(offset);
  return { document, position: { line, character: column } };
}

function apply(document: ConfigDocument, edits: readonly TextEdit[]): string {
  const offset = ({ line, character }: { line: number; character: number }) =>
    document.lines.offsetAt({ line, column: character });
  return applyEdits(
    document.text,
    edits.map(({ range, newText }) => ({ span: { start: offset(range.start), end: offset(range.end) }, newText })),
  );
}

function complete(text: string, languageId?: ConfigLanguageId, target = defaultTarget) {
  const { document, position } = atBar(text, languageId);
  return (configLanguage.completion?.(document, position, around(document, target)) ?? []).map((item) => ({
    ...item,
    result: apply(document, [item.textEdit as TextEdit]),
  }));
}

describe('completion', () => {
  test('a keyword comes with its sign, and opens the list of its values', () => {
    const item = complete('space_left = 75\nflu|\n').find(({ label }) => label === 'flush');
    expect(item?.result).toBe('space_left = 75\nflush = \n');
    expect(item?.command?.command).toBe('editor.action.triggerSuggest');
  });

  test('keywords that are set already come last', () => {
    const labels = complete('freq = 5\n|\n')
      .sort((a, b) => ((a.sortText ?? '') < (b.sortText ?? '') ? -1 : 1))
      .map(({ label }) => label);
    expect(labels.at(-1)).toBe('freq');
    expect(labels[0]).toBe('local_events');
  });

  test('only what the target knows is offered', () => {
    const labels = (target: Target) => complete('|', 'auditd-conf', target).map(({ label }) => label);
    expect(labels(version('2.8.5'))).not.toContain('q_depth');
    expect(labels(version('3.0.9'))).toContain('q_depth');
    expect(labels(version('3.0.9'))).not.toContain('tls_psk_file');
  });

  test('values replace the word, as the shipped file writes them', () => {
    expect(complete('flush = inc|\n').map(({ result }) => result)).toContain('flush = INCREMENTAL_ASYNC\n');
    expect(complete('mode = |\n', 'audisp-remote-conf').map(({ label }) => label)).toEqual(['immediate', 'forward']);
    expect(complete('write_logs =|\n').map(({ result }) => result)).toContain('write_logs = yes\n');
    expect(complete('freq |\n').map(({ result }) => result)).toEqual(['freq = \n']);
  });

  test('values of later versions and those that cannot be used are left out', () => {
    const labels = (text: string, target: Target) => complete(text, 'auditd-conf', target).map(({ label }) => label);
    expect(labels('flush = |', version('2.4.1'))).not.toContain('INCREMENTAL_ASYNC');
    expect(labels('space_left_action = |', version('4.2.1'))).not.toContain('HALT');
    expect(labels('max_log_file_action = |', version('4.2.1'))).not.toContain('EXEC');
  });

  test('exec waits for a path', () => {
    expect(complete('space_left_action = ex|').map(({ result }) => result)).toContain('space_left_action = EXEC /');
  });

  test('nothing is offered in a comment or behind a value', () => {
    expect(complete('# fre|')).toEqual([]);
    expect(complete('freq = 50 |')).toEqual([]);
  });
});

describe('hover', () => {
  const at = (text: string, languageId?: ConfigLanguageId, target = defaultTarget) => {
    const { document, position } = atBar(text, languageId);
    const hover = configLanguage.hover?.(document, position, around(document, target));
    return hover === null || hover === undefined ? '' : (hover.contents as { value: string }).value;
  };

  test('a keyword: what it takes, its default, its versions, what a change needs', () => {
    const text = at('q_de|pth = 2000', 'auditd-conf', version('3.0.9'));
    for (const part of ['0 to 99999', 'default: `2000`', 'since 3.0', 'SIGHUP']) expect(text).toContain(part);
    expect(at('tcp_listen_port| = 60')).toContain('a restart of auditd');
  });

  test('what is gone says what took its place', () => {
    expect(at('disp|atcher = /sbin/audispd')).toContain('remove the line');
    expect(at('q_d|epth = 1', 'auditd-conf', version('2.8.5'))).toContain('In audit 2.x it stands in audispd.conf');
  });

  test('a listed value says what it means', () => {
    expect(at('network_failure_action = st|op', 'audisp-remote-conf')).toContain('Ends the plugin');
    expect(at('# freq| = 1')).toBe('');
  });
});

describe('formatting', () => {
  const format = (text: string, languageId?: ConfigLanguageId) => {
    const document = configDocument(text, languageId);
    return apply(document, configLanguage.formatting?.(document, { tabSize: 2, insertSpaces: true }) ?? []);
  };

  test('one blank around the sign, none at the ends, a newline at the end', () => {
    expect(format('  freq=50  \n#  as it was \n\nflush   =  NONE')).toBe('freq = 50\n#  as it was \n\nflush = NONE\n');
    expect(format('\tfreq\t=\t50\r\n')).toBe('freq = 50\n');
    expect(format('args = a  b\n', 'audisp-plugin-conf')).toBe('args = a b\n');
  });

  test('what is read is the same before and after, and twice is once', () => {
    fc.assert(
      fc.property(fc.constantFrom(...configLanguageIds), fc.nat(), (languageId, seed) => {
        const [text = ''] = fc.sample(configText(kindOf(languageId)), { numRuns: 1, seed });
        const after = format(text, languageId);
        expect(format(after, languageId)).toBe(after);
        const read = (each: string) => {
          const { findings, assignments } = judgeAndRead(parseConfig(each, languageId), version('3.0.9'));
          const refused = findings.some(({ refusedBy }) => refusedBy !== null);
          return refused
            ? 'refused'
            : assignments.map(({ name, value, extra }) => [name, value, ...extra].map((w) => w.text));
        };
        // A refused file may become right, a right one stays as it was, but for a last line that was not read and a CR.
        const before = read(text);
        if (before !== 'refused' && text.endsWith('\n') && !text.includes('\r')) expect(read(after)).toEqual(before);
      }),
      { numRuns: 300, seed: 20261122 },
    );
  });
});

test('symbols: each setting and its value, but no password', () => {
  const document = configDocument('# c\nserver = h\npassword = secret\n', 'zos-remote-conf');
  const symbols = configLanguage.documentSymbols?.(document) ?? [];
  expect(symbols.map(({ name, detail }) => [name, detail])).toEqual([
    ['server', 'h'],
    ['password', ''],
  ]);
});

test('tokens: what the program knows', () => {
  const document = configDocument('freq = 50\nbogus = 1\nflush = none\n');
  const data = tokenData(configLanguage.semanticTokens?.(document, around(document)) ?? { first: 0, lines: [] });
  const types = data.filter((_, at) => at % 5 === 3).map((type) => semanticTokenTypes[type]);
  expect(types).toEqual(['property', 'operator', 'number', 'property', 'operator', 'enumMember']);
  expect(data.slice(15, 17)).toEqual([2, 0]);
});

test('a plugin file links to the configuration of its program', () => {
  const plugin = configFileAt('etc/audit/plugins.d/au-remote.conf', 'path = /sbin/audisp-remote\n');
  const remote = configFileAt('etc/audit/audisp-remote.conf', '');
  const links = configLanguage.documentLinks?.(plugin, { target: defaultTarget, siblings: [plugin, remote] }) ?? [];
  expect(links.map(({ target }) => target)).toEqual([remote.uri]);
});

test('nothing throws on any text, at any place, for any language and version', () => {
  const texts = fc.oneof(fc.string({ unit: 'binary', maxLength: 80 }), configText('auditd'), configText('plugin'));
  fc.assert(
    fc.property(
      texts,
      fc.constantFrom(...configLanguageIds),
      fc.constantFrom('2.4', '2.8.5', '3.0.9', '4.2.1', ''),
      fc.nat(200),
      (text, languageId, auditVersion, place) => {
        const document = configDocument(text, languageId);
        const here = around(document, version(auditVersion));
        const { line, column } = document.lines.positionAt(place);
        const position = { line, character: column };
        for (const { span, fixes } of configLanguage.findings(document, here)) {
          expect(span.start).toBeLessThanOrEqual(span.end);
          expect(span.end).toBeLessThanOrEqual(text.length);
          for (const { edits } of fixes ?? []) applyEdits(text, edits);
        }
        configLanguage.completion?.(document, position, here);
        configLanguage.hover?.(document, position, here);
        configLanguage.documentSymbols?.(document);
        configLanguage.formatting?.(document, { tabSize: 2, insertSpaces: true });
        configLanguage.semanticTokens?.(document, here);
      },
    ),
    { numRuns: 500, seed: 20261122 },
  );
});
