import * as vscode from 'vscode';
import type { Host } from '../hosts/host';
import { plainLabel } from '../plainLabel';
import {
  ausearchWords,
  problemOf,
  searchFields,
  searchFilter,
  shownCommand,
  type SearchField,
  type SearchForm,
} from '../search/searchForm';
import { SearchSource } from '../search/searchSource';
import { assertTrusted, whenBegun, type TailParts } from './logSources';
import { hostOfArgument, pickHost } from './selectHost';

const memoryKey = 'auditd.search.form';

/**
 * Searches the whole log of a host, rotated files included: a form, the ausearch that it makes, its events in the panel.
 * What was searched last is offered again.
 */
export function searchCentralLog(
  { book, connections, panel }: TailParts,
  memory: vscode.Memento,
): (host?: unknown) => Promise<void> {
  return async (clicked) => {
    assertTrusted();
    const host =
      (await hostOfArgument(book, clicked)) ??
      (await book.selected()) ??
      (await pickHost(book, vscode.l10n.t('Select the host whose log is searched')));
    if (host === undefined) return;
    const asked = await askForSearch(host, readForm(memory.get(memoryKey)));
    if (asked === undefined) return;
    await memory.update(memoryKey, asked.form);
    const source = new SearchSource(
      {
        hostName: host.name,
        connect: (signal) => connections.connect(host, signal),
        clock: localClock(),
        how: asked.how,
        onScan: (why) => void vscode.window.showInformationMessage(why),
      },
      asked.form,
    );
    const logs = await panel.open([{ source, mark: undefined }]);
    await whenBegun(logs, vscode.l10n.t('Searching the log of {0}', host.name));
  };
}

interface Asked {
  readonly form: SearchForm;
  readonly how: 'ausearch' | 'scan';
}

interface Item extends vscode.QuickPickItem {
  readonly act: 'ausearch' | 'scan' | 'clear' | SearchField;
}

/** The form: its first line is what would be run; a field that is chosen is filled in, and the form comes back. */
async function askForSearch(host: Host, before: SearchForm): Promise<Asked | undefined> {
  let form = before;
  let active: SearchField | undefined;
  for (;;) {
    const items = itemsOf(form);
    const picked = await pick(host, items, active);
    if (picked === undefined) return undefined;
    if (picked.act === 'ausearch' || picked.act === 'scan') return { form, how: picked.act };
    if (picked.act === 'clear') {
      form = {};
      continue;
    }
    active = picked.act;
    const value = await askForValue(picked.act, form[picked.act.name] ?? '');
    if (value !== undefined) form = { ...form, [picked.act.name]: value };
  }
}

function itemsOf(form: SearchForm): Item[] {
  const run: Item = {
    label: vscode.l10n.t('$(search) Search'),
    detail: plainLabel(shownCommand(ausearchWords(form, localClock()))),
    act: 'ausearch',
  };
  const scan: Item = {
    label: vscode.l10n.t('$(telescope) Read the Whole Log Here'),
    detail: vscode.l10n.t(
      'needs no ausearch there, and joins events where nodes’ clocks differ: {0}',
      plainLabel(searchFilter(form)),
    ),
    act: 'scan',
  };
  const fields = searchFields.map((field): Item => ({
    label: vscode.l10n.t(field.label),
    description:
      form[field.name] === undefined || form[field.name] === '' ? '' : `= ${plainLabel(form[field.name] ?? '')}`,
    act: field,
  }));
  const clear: Item = { label: vscode.l10n.t('$(clear-all) Clear the Form'), act: 'clear' };
  const isEmpty = Object.values(form).every((value) => value === '');
  return [run, scan, ...fields, ...(isEmpty ? [] : [clear])];
}

function pick(host: Host, items: readonly Item[], active: SearchField | undefined): Promise<Item | undefined> {
  const quick = vscode.window.createQuickPick<Item>();
  quick.title = vscode.l10n.t('Search the Log of {0}', host.name);
  quick.placeholder = vscode.l10n.t('Choose a field to fill it in, or search');
  quick.items = items;
  quick.ignoreFocusOut = true;
  const last = items.find(({ act }) => typeof act === 'object' && act.name === active?.name);
  quick.activeItems = [last ?? items[0]].filter((item) => item !== undefined);
  return new Promise((resolve) => {
    quick.onDidAccept(() => {
      resolve(quick.activeItems[0]);
      quick.dispose();
    });
    quick.onDidHide(() => {
      resolve(undefined);
      quick.dispose();
    });
    quick.show();
  });
}

function askForValue({ name, label, example }: SearchField, value: string): Thenable<string | undefined> {
  return vscode.window
    .showInputBox({
      title: vscode.l10n.t(label),
      prompt: vscode.l10n.t('Such as {0}. Empty: any.', example),
      value,
      ignoreFocusOut: true,
      validateInput: (text) => {
        const problem = problemOf(name, text.trim(), localClock());
        return problem === undefined ? undefined : vscode.l10n.t(problem);
      },
    })
    .then((text) => text?.trim());
}

/** Times are meant where the person sits. */
function localClock(): { now: number; offsetMinutes: number } {
  const now = new Date();
  return { now: now.getTime(), offsetMinutes: -now.getTimezoneOffset() };
}

/** What is remembered may be an older version's, or somebody's own making. */
function readForm(value: unknown): SearchForm {
  const found = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  const entries = searchFields.flatMap(({ name }): [string, string][] => {
    const text = found[name];
    return typeof text === 'string' && problemOf(name, text, localClock()) === undefined ? [[name, text]] : [];
  });
  return Object.fromEntries(entries);
}
