import {
  type CompletionItem,
  CompletionItemKind,
  CompletionItemTag,
  type Position,
  type TextEdit,
} from 'vscode-languageserver';
import type { ConfigTree, Word } from '../../../../core/src/config/tree';
import { lineAt, wordsOf } from '../../../../core/src/config/tree';
import {
  configKeyword,
  defaultIn,
  entryFor,
  isDeprecated,
  kindOf,
  lower,
  valuesIn,
} from '../../../../core/src/facts/config';
import type { ConfigKeyword, ConfigKind } from '../../../../core/src/facts/configKeyword';
import type { Span } from '../../../../core/src/text/span';
import type { SourceDocument, Surroundings } from '../language';
import { offsetOf, rangeOf } from '../ranges';
import { allowed, keywordsIn, keywordText, valueText, writtenAsShipped } from './keywordText';

const suggestAgain = { title: 'Suggest', command: 'editor.action.triggerSuggest' };

/** Keywords that the file does not set yet, and the values of the one that stands on the line. Nothing in comments. */
export function completion(
  document: SourceDocument<ConfigTree>,
  position: Position,
  around: Surroundings<ConfigTree>,
): CompletionItem[] {
  const { tree, text, lines } = document;
  const offset = offsetOf(lines, position);
  const line = lineAt(tree, offset);
  if (line.kind === 'comment' && offset > (line.words[0]?.span.start ?? 0)) return [];
  const kind = kindOf(tree.languageId);
  const version = around.target.auditVersion;
  const before = wordsOf(text, { start: line.span.start, end: offset });
  const touching = before[before.length - 1]?.span.end === offset;
  const [name, equals] = before;
  const edit = (span: Span, newText: string): TextEdit => ({ range: rangeOf(lines, span), newText });
  if (name === undefined || (before.length === 1 && touching)) {
    const span = wordAt(line.words, offset) ?? { start: offset, end: offset };
    const rest = text.slice(span.end, line.span.end).trim() === '';
    return keywordItems(document, kind, version, span, rest, edit);
  }
  const keyword = configKeyword(kind, name.text);
  if (keyword === undefined) return [];
  if (before.length === 1) return [equalsItem(edit({ start: offset, end: offset }, '= '))];
  if (equals?.text !== '=') return [];
  if (before.length === 2 && touching)
    return valueItems(keyword, kind, version, { start: offset, end: offset }, ' ', edit);
  if (before.length === 2 || (before.length === 3 && touching)) {
    return valueItems(keyword, kind, version, wordAt(line.words, offset) ?? { start: offset, end: offset }, '', edit);
  }
  return [];
}

function wordAt(words: readonly Word[], offset: number): Span | undefined {
  return words.find(({ span }) => span.start <= offset && offset <= span.end)?.span;
}

function keywordItems(
  document: SourceDocument<ConfigTree>,
  kind: ConfigKind,
  version: string,
  span: Span,
  restIsEmpty: boolean,
  edit: (span: Span, newText: string) => TextEdit,
): CompletionItem[] {
  const present = new Set(
    document.tree.lines
      .filter((line) => line.kind === 'setting' && line.words[0]?.span.start !== span.start)
      .map((line) => lower(line.words[0]?.text ?? '')),
  );
  const rank = (keyword: ConfigKeyword) => (present.has(keyword.name) ? 2 : isDeprecated(keyword, version) ? 1 : 0);
  return keywordsIn(kind, version).map((keyword, index) => ({
    label: keyword.name,
    kind: CompletionItemKind.Property,
    detail: present.has(keyword.name)
      ? 'set already; the last one counts'
      : allowed(keyword, version).replace(/`/g, ''),
    documentation: { kind: 'markdown', value: keywordText(kind, keyword, version) },
    ...(isDeprecated(keyword, version) ? { tags: [CompletionItemTag.Deprecated] } : {}),
    sortText: `${rank(keyword)}${String(index).padStart(3, '0')}`,
    textEdit: edit(span, restIsEmpty ? `${keyword.name} = ` : keyword.name),
    ...(restIsEmpty && offersOf(keyword, kind, version).length > 0 ? { command: suggestAgain } : {}),
  }));
}

function equalsItem(textEdit: TextEdit): CompletionItem {
  return { label: '=', kind: CompletionItemKind.Operator, textEdit, command: suggestAgain };
}

interface Offer {
  readonly text: string;
  readonly detail?: string;
  readonly documentation?: string;
  readonly deprecated?: boolean;
}

function valueItems(
  keyword: ConfigKeyword,
  kind: ConfigKind,
  version: string,
  span: Span,
  before: string,
  edit: (span: Span, newText: string) => TextEdit,
): CompletionItem[] {
  return offersOf(keyword, kind, version).map((offer, index) => ({
    label: offer.text,
    kind: keyword.values.length > 0 ? CompletionItemKind.EnumMember : CompletionItemKind.Value,
    ...(offer.detail === undefined ? {} : { detail: offer.detail }),
    ...(offer.documentation === undefined ? {} : { documentation: { kind: 'markdown', value: offer.documentation } }),
    ...(offer.deprecated === true ? { tags: [CompletionItemTag.Deprecated] } : {}),
    sortText: String(index).padStart(3, '0'),
    textEdit: edit(span, `${before}${offer.text}${offer.text.toLowerCase() === 'exec' ? ' /' : ''}`),
  }));
}

function offersOf(keyword: ConfigKeyword, kind: ConfigKind, version: string): readonly Offer[] {
  if (keyword.values.length > 0) {
    return valuesIn(keyword, version)
      .filter(({ value }) => !(keyword.name === 'max_log_file_action' && value === 'exec'))
      .map((listed) => ({
        text: writtenAsShipped(keyword, listed.value, version),
        ...(defaultIn(keyword, version) === listed.value ? { detail: 'default' } : {}),
        documentation: valueText(keyword, listed, version),
        deprecated: isDeprecated(listed, version),
      }));
  }
  const shipped = entryFor(keyword.shipped, version)?.value;
  const value = defaultIn(keyword, version);
  const offers: Offer[] = [
    ...(shipped === undefined || shipped === '' ? [] : [{ text: shipped, detail: 'as shipped' }]),
    ...(value === null ? [] : [{ text: value, detail: 'default' }]),
    ...(keyword.commentedOut === undefined || keyword.commentedOut === ''
      ? []
      : [{ text: keyword.commentedOut, detail: 'usual' }]),
    ...(customary[`${kind}.${keyword.name}`] ?? []),
  ];
  return offers.filter((offer, at) => offers.findIndex((other) => other.text === offer.text) === at);
}

const customary: Readonly<Record<string, readonly Offer[]>> = {
  'plugin.path': [
    { text: '/sbin/audisp-remote', detail: 'to a central server' },
    { text: '/sbin/audisp-syslog', detail: 'to syslog' },
    { text: '/sbin/audisp-af_unix', detail: 'to a local socket' },
    { text: '/sbin/audispd-zos-remote', detail: 'to z/OS' },
  ],
  'plugin.args': [
    { text: 'LOG_INFO', detail: 'for audisp-syslog' },
    { text: '0640 /var/run/audispd_events', detail: 'for audisp-af_unix' },
    { text: '/etc/audit/zos-remote.conf', detail: 'for audispd-zos-remote' },
  ],
  'auditd.space_left': [{ text: '25%', detail: 'of the file system, from 2.8.5 on' }],
  'auditd.admin_space_left': [{ text: '5%', detail: 'of the file system, from 2.8.5 on' }],
  'auditd.tcp_max_per_addr': [{ text: '2', detail: 'so that a broken connection does not lock its sender out' }],
  'auditd.tcp_client_max_idle': [{ text: '300', detail: 'above the heartbeat of the senders' }],
  'remote.heartbeat_timeout': [{ text: '60', detail: 'below tcp_client_max_idle of the server' }],
  'remote.local_port': [{ text: 'any', detail: 'the system chooses' }],
};
