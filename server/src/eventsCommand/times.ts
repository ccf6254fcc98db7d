let cachedMinute = -1;
let cachedText = '';

/** `2026-11-22 14:11:57.204`, local time. The text of the minute is kept: neighbours in a log share it. */
export function localTime(sec: number, ms: number): string {
  const minute = Math.floor(sec / 60);
  if (minute !== cachedMinute) {
    const date = new Date(minute * 60_000);
    const [month, day, hour, minutes] = [date.getMonth() + 1, date.getDate(), date.getHours(), date.getMinutes()].map(
      two,
    );
    cachedText = `${String(date.getFullYear()).padStart(4, '0')}-${month}-${day} ${hour}:${minutes}:`;
    cachedMinute = minute;
  }
  return `${cachedText}${two(sec % 60)}.${three(ms)}`;
}

/** `2026-11-22T14:11:57.204Z`; a stamp beyond what a date can hold stays a number. */
export function isoTime(sec: number, ms: number): string {
  const date = new Date(sec * 1000 + ms);
  return Number.isNaN(date.getTime()) ? `${sec}.${three(ms)}` : date.toISOString();
}

function two(number: number): string {
  return number < 10 ? `0${number}` : String(number);
}

function three(number: number): string {
  return number < 10 ? `00${number}` : number < 100 ? `0${number}` : String(number);
}
