/** What time it is where the person sits. */
export interface Clock {
  /** Now, in ms since the epoch, for `since:10m` and `today`. Where it goes on, `since:10m` goes on with it. */
  readonly now: number;
  /** Minutes to add to UTC for the local time in which `14:05` is meant. Default 0: UTC. */
  readonly offsetMinutes?: number;
}

const unitsInMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** `10m`, `2h`: how long ago that is, in ms; undefined for what names a moment. */
export function millisecondsAgo(text: string): number | undefined {
  const ago = /^(\d{1,9}(?:\.\d+)?)([smhdw])$/.exec(text);
  return ago ? Number(ago[1]) * (unitsInMs[ago[2] ?? ''] ?? 0) : undefined;
}

/** A moment in ms since the epoch; `end` takes the last moment that the text covers (the whole minute, the whole day). */
export function momentOf(text: string, { now, offsetMinutes = 0 }: Clock, end: boolean): number | undefined {
  const ago = millisecondsAgo(text);
  if (ago !== undefined) return now - ago;
  if (text === 'now') return now;
  const shift = offsetMinutes * 60_000;
  const dayStart = (moment: number) => Math.floor((moment + shift) / 86_400_000) * 86_400_000 - shift;
  if (text === 'today') return dayStart(now) + (end ? 86_400_000 - 1 : 0);
  if (text === 'yesterday') return dayStart(now) - 86_400_000 + (end ? 86_400_000 - 1 : 0);
  const clock = /^(?:(\d{4})-(\d\d)-(\d\d))?(?:(?:^|[ T])(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,3}))?)?)?(Z)?$/.exec(
    text,
  );
  if (!clock || text === '' || (clock[1] === undefined && clock[4] === undefined)) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zulu] = clock;
  if (Number(hour ?? 0) > 24 || Number(minute ?? 0) > 59 || Number(second ?? 0) > 60) return undefined;
  if (year !== undefined && (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > 31))
    return undefined;
  const base =
    year === undefined ? dayStart(now) : Date.UTC(Number(year), Number(month) - 1, Number(day)) - (zulu ? 0 : shift);
  const start =
    base +
    Number(hour ?? 0) * 3_600_000 +
    Number(minute ?? 0) * 60_000 +
    Number(second ?? 0) * 1000 +
    Number((fraction ?? '0').padEnd(3, '0'));
  if (!end) return start;
  if (hour === undefined) return start + 86_400_000 - 1;
  if (second === undefined) return start + 60_000 - 1;
  return fraction === undefined ? start + 999 : start;
}

/** The end of the year 9999: later ones have no text that could be read again. */
const farthest = 253_402_300_799_999;

/** A moment in ms since the epoch as `momentOf` reads it, to the second: `2026-11-22 14:05:07`. */
export function momentText(moment: number, offsetMinutes: number): string {
  const date = new Date(Math.max(0, Math.min(farthest, moment + offsetMinutes * 60_000)));
  return date.toISOString().slice(0, 19).replace('T', ' ');
}

/** `2026-11-22T14:11:57.204Z`; a stamp beyond what a date can hold stays a number. */
export function isoTime(sec: number, ms: number): string {
  const date = new Date(sec * 1000 + ms);
  return Number.isNaN(date.getTime()) ? `${sec}.${String(ms).padStart(3, '0')}` : date.toISOString();
}
