import { keysOfEvent, textValue, wordValue } from '../../../core/src/events/eventFields';
import type { AuditEvent, AuditRecord } from '../../../core/src/events/event';
import { isComplete } from '../../../core/src/events/event';
import type { Naming } from '../../../core/src/events/naming';
import { resultOf } from '../../../core/src/events/sentence';
import { visible } from '../../../core/src/events/visible';
import { subject, whoOf } from '../../../core/src/events/who';
import { localTime } from './times';

/** Different names that are counted apart; an attacker may write as many as he likes, the rest is counted together. */
const mostNames = 10_000;
const shown = 20;

type Counted = readonly (readonly [name: string, times: number])[];

/** Counts by one question. */
class Counts {
  readonly #counts = new Map<string, { times: number }>();
  #others = 0;

  /** Every name is counted apart. */
  get isWhole(): boolean {
    return this.#others === 0;
  }

  add(name: string): void {
    const count = this.#counts.get(name);
    if (count !== undefined) count.times++;
    else if (this.#counts.size < mostNames) this.#counts.set(name, { times: 1 });
    else this.#others++;
  }

  get counted(): Counted {
    return [...this.#counts].map(([name, { times }]) => [name, times]);
  }

  /** Takes in what was counted elsewhere. */
  join(counted: Counted): void {
    for (const [name, times] of counted) {
      this.add(name);
      const count = this.#counts.get(name);
      if (count !== undefined) count.times += times - 1;
    }
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

interface Figures {
  events: number;
  records: number;
  failed: number;
  incomplete: number;
  late: number;
  from: number;
  to: number;
}

/** A tally on its way from one thread to the other. */
export interface PartOfTally {
  readonly figures: Figures;
  readonly counted: readonly Counted[];
  readonly isWhole: boolean;
}

/** All of a log in figures, in one pass and bounded memory. */
export class Tally {
  readonly #naming: Naming;
  readonly #figures: Figures = {
    ...{ events: 0, records: 0, failed: 0, incomplete: 0, late: 0 },
    ...{ from: Infinity, to: -Infinity },
  };
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
    const figures = this.#figures;
    figures.records += records.length;
    for (const { type } of records) this.#types.add(type);
    if (late) {
      figures.late += records.length;
      return;
    }
    figures.events++;
    const at = event.sec * 1000 + event.ms;
    if (at < figures.from) figures.from = at;
    if (at > figures.to) figures.to = at;
    this.#nodes.add(event.node ?? '(no node)');
    if (!isComplete(event)) figures.incomplete++;
    const { outcome, result } = resultOf(event);
    if (outcome === 'failure') {
      figures.failed++;
      this.#results.add(result);
    }
    for (const key of keysOfEvent(event)) this.#keys.add(key);
    const who = subject(whoOf(event, this.#naming));
    if (who !== '') this.#users.add(who);
    const program = programOf(records);
    if (program !== undefined) this.#programs.add(program);
  }

  get part(): PartOfTally {
    const counted = this.#questions.map((counts) => counts.counted);
    return { figures: this.#figures, counted, isWhole: this.#isWhole };
  }

  /**
   * Takes in what another tally counted of the same log. false: there were more names than are counted apart. Which of
   * them came first only one pass can tell.
   */
  join({ figures, counted, isWhole }: PartOfTally): boolean {
    const ours = this.#figures;
    for (const name of ['events', 'records', 'failed', 'incomplete', 'late'] as const) ours[name] += figures[name];
    ours.from = Math.min(ours.from, figures.from);
    ours.to = Math.max(ours.to, figures.to);
    this.#questions.forEach((counts, index) => counts.join(counted[index] ?? []));
    return isWhole && this.#isWhole;
  }

  get #questions(): readonly Counts[] {
    return [this.#nodes, this.#types, this.#keys, this.#users, this.#programs, this.#results];
  }

  get #isWhole(): boolean {
    return this.#questions.every((counts) => counts.isWhole);
  }

  report(): string {
    const { events, records, failed, incomplete, late, from, to } = this.#figures;
    if (events === 0) return 'No events.\n';
    const time = (at: number) => localTime(Math.floor(at / 1000), at % 1000);
    return (
      `Events      ${events}\nRecords     ${records}\nFailed      ${failed}\n` +
      `Incomplete  ${incomplete}\nLate        ${late}\n` +
      `From        ${time(from)}\nTo          ${time(to)}\n` +
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
