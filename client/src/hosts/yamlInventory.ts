import { LineCounter, parseDocument } from 'yaml';
import type { Inventory, Variables } from './inventory';
import { expandRanges, InventoryDraft, InventoryError, splitPort } from './inventory';

/** An inventory in Ansible's YAML form: groups with hosts, children and vars. Throws InventoryError that says where. */
export function readYamlInventory(text: string, file: string): Inventory {
  const tree = readYaml(text, file);
  if (!isMapping(tree))
    throw new InventoryError(file, 'an inventory is a mapping of groups, such as "all:" with "hosts:" in it');
  const draft = new InventoryDraft();
  draft.addGroup('all');
  for (const [name, group] of Object.entries(tree)) {
    if (name === 'plugin')
      throw new InventoryError(
        file,
        'this is the configuration of an inventory plugin, which only Ansible can ask: install ansible-inventory here',
      );
    addGroup(draft, name, group, file, 0);
  }
  return draft;
}

/** Variables of a group_vars or host_vars file; an empty one says nothing. Throws InventoryError. */
export function readYamlVariables(text: string, file: string): Variables {
  const tree = readYaml(text, file);
  if (tree === null || tree === undefined) return {};
  if (!isMapping(tree)) throw new InventoryError(file, 'a file of variables is a mapping of names and values');
  return tree;
}

function addGroup(draft: InventoryDraft, name: string, content: unknown, file: string, depth: number): void {
  // Aliases can make a group its own child.
  if (depth > 100) throw new InventoryError(file, `the groups below "${name}" have no end`);
  const group = draft.addGroup(name);
  if (content === null) return;
  if (!isMapping(content))
    throw new InventoryError(file, `the group "${name}" must be a mapping of hosts, children and vars`);
  Object.assign(group.variables, part(content, 'vars', name, file));
  for (const [child, inner] of Object.entries(part(content, 'children', name, file))) {
    draft.addChild(name, child);
    addGroup(draft, child, inner, file, depth + 1);
  }
  for (const [pattern, own] of Object.entries(part(content, 'hosts', name, file))) {
    if (own !== null && !isMapping(own))
      throw new InventoryError(file, `what stands below the host "${pattern}" must be a mapping of its variables`);
    const { port, ...host } = splitPort(pattern);
    const variables = { ...(port === undefined ? {} : { ansible_port: port }), ...own };
    for (const each of expandRanges(host.name, file)) draft.addHost(each, name, variables);
  }
}

/** `hosts: web1` stands for a mapping with one key, in Ansible, too. */
function part(group: Variables, key: string, name: string, file: string): Variables {
  const value = group[key];
  if (value === undefined || value === null) return {};
  if (typeof value === 'string' && key !== 'vars') return { [value]: null };
  if (isMapping(value)) return value;
  throw new InventoryError(
    file,
    `"${key}" of the group "${name}" must be a mapping${Array.isArray(value) ? ', not a list' : ''}`,
  );
}

function readYaml(text: string, file: string): unknown {
  const lines = new LineCounter();
  // Ansible's own tags, such as !vault, are not opened here: their values stay text and are then of no use.
  const document = parseDocument(text, {
    lineCounter: lines,
    logLevel: 'silent',
    uniqueKeys: false,
    version: '1.1',
    prettyErrors: false,
  });
  const [error] = document.errors;
  if (error !== undefined)
    throw new InventoryError(`${file}:${lines.linePos(error.pos[0]).line}`, `this is no YAML: ${error.message}`);
  try {
    return document.toJS({ maxAliasCount: 1000 });
  } catch (failure) {
    throw new InventoryError(file, `this is no YAML: ${failure instanceof Error ? failure.message : String(failure)}`);
  }
}

function isMapping(value: unknown): value is Variables {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
