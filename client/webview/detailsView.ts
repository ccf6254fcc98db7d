import type { CopyRequest, EventDetails, EventRules, PanelWords } from '../../core/src/protocol/panel';
import { button, element, shown } from './dom';

/** What can be done with the row. */
export interface RowDeeds {
  readonly isBookmarked: boolean;
  readonly copy: (what: CopyRequest['what']) => void;
  readonly bookmark: () => void;
  /** Shows one of the rules that are named. */
  readonly openRule: (rule: number) => void;
  /** Shows the events of one of them. */
  readonly eventsOfRule: (rule: number) => void;
}

/** An event opened up: what, who, why; its records; its raw text; and copies of each. */
export function detailsView(details: EventDetails | undefined, words: PanelWords, does: RowDeeds): HTMLElement {
  const view = element('div', { class: 'details', role: 'gridcell', 'aria-colspan': '6' });
  if (details === undefined) {
    view.append(element('p', { class: 'dim' }, words.loading));
    return view;
  }
  const groups = element('div', { class: 'groups' });
  for (const group of details.groups) {
    const facts = element('dl');
    for (const fact of group.facts) {
      facts.append(element('dt', {}, shown(fact.name, 60)), element('dd', { class: fact.tone }, shown(fact.value)));
    }
    groups.append(element('section', {}, element('h4', {}, group.title), facts));
  }
  const records = element('div', { class: 'records', 'aria-label': words.records });
  for (const record of details.records) {
    const fields = element('dl', { class: 'fields' });
    for (const { name, value } of record.fields) {
      fields.append(element('dt', {}, shown(name, 60)), element('dd', {}, shown(value)));
    }
    const summary = element(
      'summary',
      {},
      element('b', {}, shown(record.type, 60)),
      ' ',
      element('span', { class: 'raw' }, shown(record.raw, 300)),
    );
    records.append(element('details', {}, summary, fields, element('pre', {}, shown(record.raw))));
  }
  const copies = element(
    'div',
    { class: 'copies' },
    button(words.copySentence, () => does.copy('sentence')),
    button(words.copyRaw, () => does.copy('raw')),
    button(words.copyDecoded, () => does.copy('decoded')),
    button(words.copyJson, () => does.copy('json')),
    button(does.isBookmarked ? words.unbookmark : words.bookmark, does.bookmark),
  );
  view.append(...rulesView(details.rules, words, does), groups, records, copies);
  return view;
}

/** Which rule made the event. A button is made of what the extension says, and tells it no more than a number. */
function rulesView(found: EventRules | undefined, words: PanelWords, does: RowDeeds): HTMLElement[] {
  if (found === undefined) return [];
  const said = element('span', { class: 'said' }, found.said);
  if (found.rules.length === 0) return [element('p', { class: 'rules none' }, said)];
  const list = element('ul', { 'aria-label': found.said });
  found.rules.forEach(({ name, why, text, opens }, index) => {
    const label = shown(name, 300);
    const place = opens
      ? button(label, () => does.openRule(index), {
          title: words.openRule,
          'aria-label': `${words.openRule}: ${label}`,
        })
      : element('span', { class: 'place' }, label);
    const rest = why === '' ? [] : [element('span', { class: 'why' }, shown(why, 600))];
    const events = button(words.eventsOfRule, () => does.eventsOfRule(index), {
      'aria-label': `${words.eventsOfRule}: ${label}`,
    });
    list.append(element('li', {}, place, element('code', {}, shown(text, 300)), ...rest, events));
  });
  if (found.more > 0) list.append(element('li', { class: 'why' }, `+ ${found.more.toLocaleString()}`));
  return [element('div', { class: 'rules' }, said, list)];
}
