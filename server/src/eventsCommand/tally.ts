import { keysOfEvent, textValue, wordValue } from '../../../core/src/events/eventFields';
import type { AuditEvent, AuditRecord } from '../../../core/src/events/event';
import type { Naming } from '../../../core/src/events/naming';
import { resultOf } from '../../../core/src/events/sentence';
import { visible } from '../../../core/src/events/visible';
import { subject, whoOf } from '../../../core/src/events/who';
import { localTime } from './times';

/** Different names that are counted apart; an attacker may write as many as he likes, the rest is counted together. */
const mostNames = 10_000;
const shown = 20;

/** Counts by one question. */
class Counts {
  readonly #counts = new Map<string, { times: number }>();
  #others = 0;

  add(name: string): void {
    const count = this.#counts.get(name);
    if (count !== undefined) count.times++;
    else if (this.#counts.size < mostNames) this.#counts.set(name, { times: 1 });
    else this.#others++;
  }

  report(title: string): string {
    const rows = [...this.#counts].sort((a, b) => b[1].times - a[1].times || (a[0] < b[0] ? -1 : 1));
    if (rows.length === 0) return '';
    let text = `\n${title}\n`;
    for (const [name, { times }] of rows.slice(0, shown)) text += `${String(times).padStart(10)}  ${visible(name)}\n`;
    const rest = rows.slice(shown).reduce((sum, [, { times }]) => sum + times, this.#others);
    if (rest > 0) text += `${String(rest).padStart(10)}  (${Math.max(0, rows.length - shown)} others)\n`;
    return text;
  }
}

/** All of a log in figures, in one pass and bounded memory. */
export class Tally {
  readonly #naming: Naming;
  #events = 0;
  #records = 0;
  #failed = 0;
  #incomplete = 0;
  #late = 0;
  #from = Infinity;
  #to = -Infinity;
  readonly #nodes = new Counts();
  readonly #types = new Counts();
  readonly #keys = new Counts();
  readonly #users = new Counts();
  readonly #programs = new Counts();
  readonly #results = new Counts();

  constructor(naming: Naming) {
    this.#naming = naming;
  }

  add(event: AuditEvent, records: readonly AuditRecord[], late: boolean): void {
    this.#records += records.length;
    for (const { type } of records) this.#types.add(type);
    if (late) {
      this.#late += records.length;
      return;
    }
    this.#events++;
    const at = event.sec * 1000 + event.ms;
    if (at < this.#from) this.#from = at;
    if (at > this.#to) this.#to = at;
    this.#nodes.add(event.node ?? '(no node)');
    const { completion } = event;
    if (completion !== 'proctitle' && completion !== 'single' && completion !== 'eoe') this.#incomplete++;
    const { outcome, result } = resultOf(event);
    if (outcome === 'failure') {
      this.#failed++;
      this.#results.add(result);
    }
    for (const key of keysOfEvent(event)) this.#keys.add(key);
    const who = subject(whoOf(event, this.#naming));
    if (who !== '') this.#users.add(who);
    const program = programOf(records);
    if (program !== undefined) this.#programs.add(program);
  }

  report(): string {
    if (this.#events === 0) return 'No events.\n';
    const time = (at: number) => localTime(Math.floor(at / 1000), at % 1000);
    return (
      `Events      ${this.#events}\nRecords     ${this.#records}\nFailed      ${this.#failed}\n` +
      `Incomplete  ${this.#incomplete}\nLate        ${this.#late}\n` +
      `From        ${time(this.#from)}\nTo          ${time(this.#to)}\n` +
      this.#nodes.report('Events by node') +
      this.#users.report('Events by user') +
      this.#programs.report('Events by program') +
      this.#keys.report('Events by key') +
      this.#results.report('Failures by result') +
      this.#types.report('Records by type')
    );
  }
}

function programOf(records: readonly AuditRecord[]): string | undefined {
  for (const record of records) {
    const exe = textValue(record, 'exe') ?? wordValue(record, 'comm');
    if (exe !== undefined) return exe;
  }
  return undefined;
}
