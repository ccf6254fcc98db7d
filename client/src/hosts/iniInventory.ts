import type { Variables } from './inventory';
import { expandRanges, InventoryDraft, InventoryError, isBracketedAddress, splitPort } from './inventory';
import type { Inventory } from './inventory';

/**
 * An inventory in Ansible's INI form, read as its own plugin does: host lines with words `name=value` in shell quotes,
 * `[group]`, `[group:children]`, `[group:vars]`. Throws InventoryError with the line.
 */
export function readIniInventory(text: string, file: string): Inventory {
  const draft = new InventoryDraft();
  draft.addGroup('all');
  const usedUnmade = new Map<string, { readonly place: string; readonly section: string }>();
  const made = new Set(['all', 'ungrouped']);
  let group = 'ungrouped';
  let kind: 'hosts' | 'children' | 'vars' = 'hosts';
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const place = `${file}:${index + 1}`;
    const line = raw.trim();
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
    if (line.startsWith('[') && !isBracketedAddress(line.split(/\s/)[0] ?? '')) {
      const section = readSection(line, place);
      group = section.group;
      kind = section.kind;
      if (kind === 'vars') usedUnmade.set(group, usedUnmade.get(group) ?? { place, section: `[${group}:vars]` });
      else made.add(group);
      draft.addGroup(group);
    } else if (kind === 'hosts') addHosts(draft, group, line, place);
    else if (kind === 'vars') Object.assign(draft.addGroup(group).variables, readDefinition(line, place));
    else {
      const child = withoutComment(line);
      if (/\s/.test(child)) throw new InventoryError(place, `"${child}" is no name of a group`);
      usedUnmade.set(child, usedUnmade.get(child) ?? { place, section: `[${group}:children]` });
      draft.addChild(group, child);
    }
  }
  for (const [name, { place, section }] of usedUnmade) {
    if (!made.has(name))
      throw new InventoryError(place, `${section} names the group "${name}", which the file does not have`);
  }
  return draft;
}

function readSection(line: string, place: string): { group: string; kind: 'hosts' | 'children' | 'vars' } {
  const match = /^\[([^:\]\s]+)(?::(\w+))?\]\s*(?:#.*)?$/.exec(line);
  if (match?.[1] === undefined) throw new InventoryError(place, `"${line}" is no section such as [web] or [web:vars]`);
  const kind = match[2] ?? 'hosts';
  if (kind !== 'hosts' && kind !== 'children' && kind !== 'vars')
    throw new InventoryError(place, `":${kind}" is none of :vars, :children and :hosts`);
  return { group: match[1], kind };
}

function addHosts(draft: InventoryDraft, group: string, line: string, place: string): void {
  const [pattern = '', ...words] = shellWords(line, place);
  const variables: Record<string, unknown> = {};
  for (const word of words) {
    const at = word.indexOf('=');
    if (at < 1) throw new InventoryError(place, `"${word}" is no variable: name=value is expected after a host`);
    variables[word.slice(0, at)] = pythonValue(word.slice(at + 1));
  }
  if (pattern.endsWith(':'))
    throw new InventoryError(place, `"${pattern}" ends in a colon; is this file YAML? Then it should end in .yml`);
  const { port, ...host } = splitPort(pattern);
  const own: Variables = { ...(port === undefined ? {} : { ansible_port: port }), ...variables };
  for (const name of expandRanges(host.name, place)) draft.addHost(name, group, own);
}

function readDefinition(line: string, place: string): Variables {
  const at = line.indexOf('=');
  if (at < 1)
    throw new InventoryError(place, `"${line}" is no variable: name=value is expected in a section of variables`);
  return { [line.slice(0, at).trim()]: pythonValue(line.slice(at + 1).trim()) };
}

/** Numbers, True, False, None and quoted text are Python's, with a comment after them; anything else is text as it is. */
function pythonValue(text: string): unknown {
  const quoted = /^(["'])((?:(?!\1)[^\\])*)\1\s*(?:#.*)?$/.exec(text);
  if (quoted !== null) return quoted[2];
  const literal = /^(-?(?:0|[1-9]\d*)|True|False|None)\s*(?:#.*)?$/.exec(text)?.[1];
  if (literal === undefined) return text;
  if (literal === 'None') return null;
  return literal === 'True' || literal === 'False' ? literal === 'True' : Number(literal);
}

function withoutComment(line: string): string {
  return line.replace(/\s*#.*$/, '').trim();
}

/** Words as Python's shlex splits them: quotes join, a backslash takes the next character, # begins a comment. */
function shellWords(line: string, place: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < line.length; at++) {
    const char = line.charAt(at);
    if (quote !== '') {
      if (char === quote) quote = '';
      else if (char === '\\' && quote === '"' && /["\\]/.test(line.charAt(at + 1))) word += line.charAt(++at);
      else word += char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (char === '#') break;
    else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + (char === '\\' ? line.charAt(++at) : char);
  }
  if (quote !== '') throw new InventoryError(place, `a quote (${quote}) is not closed`);
  return word === undefined ? words : [...words, word];
}
