/** Numbers as strtoul and its callers read them. */
import { entryFor } from '../../facts/config';
import type { ConfigKeyword } from '../../facts/configKeyword';
import { atLeast, compareVersions } from '../../target';
import type { Word } from '../tree';
import type { Case, Fault } from './fault';
import { fix, replace } from './fault';

const beyond64Bits = 1n << 64n;
const unitWords: Record<string, string> = { s: 'seconds', MiB: 'mebibytes' };

/** Digits only; the number, or undefined when it has other characters or more than 64 bits. */
export function digits(text: string): bigint | undefined {
  if (!/^[0-9]+$/.test(text)) return undefined;
  const number = BigInt(text);
  return number < beyond64Bits ? number : undefined;
}

export function judgeInteger(keyword: ConfigKeyword, value: Word, judged: Case): Fault[] {
  const { kind, version, program } = judged;
  if (!/^[0-9]+$/.test(value.text)) return [notANumber(keyword, value, judged)];
  const written = BigInt(value.text);
  // audisp-remote until 4.1.4 puts the number into 32 bits before it looks at its range.
  const number =
    kind === 'remote' && compareVersions(version, '4.2') < 0 && written < beyond64Bits
      ? written % (1n << 32n)
      : written;
  const range = entryFor(keyword.ranges, version);
  const bound =
    written >= beyond64Bits
      ? (range?.max ?? null)
      : range?.max !== undefined && number > BigInt(range.max)
        ? range.max
        : range !== undefined && number < BigInt(range.min)
          ? range.min
          : undefined;
  if (bound !== undefined) {
    const above = bound === null || written > BigInt(bound);
    return [
      {
        code: 'number-out-of-range',
        span: value.span,
        message: `\`${keyword.name} = ${value.text}\` is ${above ? 'above' : 'below'} ${bound ?? 'what 64 bits hold'}, and ${program} ${version} refuses the file.`,
        refused: true,
        ...(bound === null ? {} : { fixes: [fix(`Write ${bound}`, [replace(value.span, String(bound))])] }),
      },
    ];
  }
  if (number !== written) {
    return [
      {
        code: 'number-wraps',
        span: value.span,
        message: `${program} ${version} keeps 32 bits only and reads ${value.text} as ${number}; from 4.2 on such a number is refused.`,
        refused: false,
        severity: 'warning',
      },
    ];
  }
  return [];
}

export function notANumber(keyword: ConfigKeyword, value: Word, { program }: Case): Fault {
  const unit = keyword.unit === undefined ? '' : ` It counts ${unitWords[keyword.unit]}.`;
  const mended = withoutUnit(value.text, keyword.unit);
  return {
    code: 'not-a-number',
    span: value.span,
    message: `\`${keyword.name}\` takes digits only, no sign, unit or fraction; ${program} refuses \`${value.text}\`.${unit}`,
    refused: true,
    ...(mended === undefined ? {} : { fixes: [fix(`Write ${mended}`, [replace(value.span, mended)])] }),
  };
}

/** `8M` for a keyword that counts MiB is 8, `2G` 2048; `1h` for one that counts seconds 3600; `+5` is 5. */
function withoutUnit(text: string, unit: ConfigKeyword['unit']): string | undefined {
  const match = /^["']?\+?([0-9]+)\s?([A-Za-z]*)["']?$/.exec(text);
  const [, number, suffix] = match ?? [];
  if (number === undefined || suffix === undefined) return undefined;
  if (suffix === '') return number;
  const factors: Record<string, number> =
    unit === 'MiB'
      ? { m: 1, mb: 1, mib: 1, g: 1024, gb: 1024, gib: 1024 }
      : unit === 's'
        ? { s: 1, sec: 1, m: 60, min: 60, h: 3600, d: 86400 }
        : {};
  const factor = factors[suffix.toLowerCase()];
  return factor === undefined ? undefined : String(BigInt(number) * BigInt(factor));
}

/** `75` or `5%`. The program turns the first % into a blank and reads what digits come then; the rest is not looked at. */
export function percentOrNumber(text: string): { readonly percent: boolean; readonly number: bigint } | undefined {
  if (!/^[0-9%]+$/.test(text)) return undefined;
  const read = /^ *([0-9]*)/.exec(text.replace('%', ' '));
  const number = BigInt(read?.[1] === undefined || read[1] === '' ? '0' : read[1]);
  return number < beyond64Bits ? { percent: text.includes('%'), number } : undefined;
}

export function judgePercent(keyword: ConfigKeyword, value: Word, judged: Case): Fault[] {
  const { target, program, version } = judged;
  const knowsPercent = keyword.percentSince !== undefined && atLeast(target, keyword.percentSince);
  if (!knowsPercent && /^[0-9]*%$/.test(value.text)) {
    return [
      {
        code: 'value-not-in-version',
        span: value.span,
        message: `A percentage for \`${keyword.name}\` is known from audit ${keyword.percentSince ?? '2.8.5'} on; ${program} ${version} takes mebibytes only and refuses the file.`,
        refused: true,
      },
    ];
  }
  if (!knowsPercent || !value.text.includes('%')) return judgeInteger(keyword, value, judged);
  const read = percentOrNumber(value.text);
  if (read === undefined && /^[0-9%]+$/.test(value.text))
    return judgeInteger(keyword, { ...value, text: value.text.replace(/%/g, '') }, judged);
  if (read === undefined) return [notANumber(keyword, value, judged)];
  if (read.number > 99n) {
    return [
      {
        code: 'percent-out-of-range',
        span: value.span,
        message: `${program} refuses a percentage above 99 for \`${keyword.name}\`.`,
        refused: true,
        fixes: [fix('Write 99%', [replace(value.span, '99%')])],
      },
    ];
  }
  if (read.number === 0n || !/^[0-9]+%$/.test(value.text)) {
    const better = `${read.number}%`;
    return [
      {
        code: 'odd-percent',
        span: value.span,
        message:
          read.number === 0n
            ? `\`${value.text}\` counts as no percentage at all, so \`${keyword.name}\` is 0.`
            : `\`${value.text}\` is read as ${better}; write it so.`,
        refused: false,
        severity: 'warning',
        ...(read.number === 0n ? {} : { fixes: [fix(`Write ${better}`, [replace(value.span, better)], true)] }),
      },
    ];
  }
  return [];
}

const seconds: Record<string, bigint> = { '': 1n, s: 1n, m: 60n, h: 3600n, d: 86400n, M: 2592000n };

/** Source: time_string_to_seconds in common/common.c and report_interval_parser (4.0.5). */
export function judgeDuration(keyword: ConfigKeyword, value: Word, judged: Case): Fault[] {
  const { program, version } = judged;
  const [, number, unit] = /^[\t\v\f\r]*([+-]?[0-9]+)([^]*)$/.exec(value.text) ?? [];
  const factor = unit === undefined ? undefined : seconds[unit];
  if (number === undefined || factor === undefined) {
    return [
      {
        code: 'not-a-duration',
        span: value.span,
        message: `${program} reads a number and one of s, m, h, d or M (30 days) here, and refuses \`${value.text}\`.`,
        refused: true,
      },
    ];
  }
  const total = BigInt(number.replace(/^\+/, '')) * factor;
  const range = entryFor(keyword.ranges, version);
  if (total < 0n || (range?.max !== undefined && total > BigInt(range.max))) {
    return [
      {
        code: 'number-out-of-range',
        span: value.span,
        message: `\`${keyword.name}\` must lie between 0 and 40 days; ${program} refuses \`${value.text}\`.`,
        refused: true,
        fixes: [fix('Write 40d', [replace(value.span, '40d')])],
      },
    ];
  }
  if (total <= 21600n) return [];
  return [
    {
      code: 'long-report-interval',
      span: value.span,
      message: `${program} takes \`${value.text}\` with a message: more than six hours between two reports is unusual.`,
      refused: false,
      severity: 'warning',
    },
  ];
}

/** `1024-65535`. Source: tcp_client_ports_parser; until 4.2 a second dash was passed over. */
export function judgePorts(keyword: ConfigKeyword, value: Word, judged: Case): Fault[] {
  const { version, program } = judged;
  const dashes = (value.text.match(/-/g) ?? []).length;
  const shaped = /^[0-9]+(-+[0-9]+)*$/.test(value.text);
  if (!shaped || (dashes > 1 && compareVersions(version, '4.2.1') >= 0)) {
    return [
      {
        code: 'not-a-port-range',
        span: value.span,
        message: `\`${keyword.name}\` takes one port, or FIRST-LAST without blanks; ${program} refuses \`${value.text}\`.`,
        refused: true,
      },
    ];
  }
  const { first, last } = portRange(value.text);
  const tooLarge = first > 65535n || last > 65535n;
  if (tooLarge || first > last) {
    return [
      {
        code: 'number-out-of-range',
        span: value.span,
        message: tooLarge
          ? `A port is at most 65535; ${program} refuses \`${value.text}\`.`
          : `The range \`${value.text}\` ends before it begins; ${program} refuses the file.`,
        refused: true,
        ...(tooLarge ? {} : { fixes: [fix(`Write ${last}-${first}`, [replace(value.span, `${last}-${first}`)])] }),
      },
    ];
  }
  if (dashes <= 1) return [];
  return [
    {
      code: 'odd-port-range',
      span: value.span,
      message: `${program} ${version} reads \`${value.text}\` as ${first}-${last}; from 4.2.1 it is refused.`,
      refused: false,
      severity: 'warning',
      fixes: [fix(`Write ${first}-${last}`, [replace(value.span, `${first}-${last}`)], true)],
    },
  ];
}

/** Both ends of `60` or `1024-65535`. */
export function portRange(text: string): { readonly first: bigint; readonly last: bigint } {
  const numbers = text.split('-').filter((part) => /^[0-9]+$/.test(part));
  return { first: BigInt(numbers[0] ?? '0'), last: BigInt(numbers[numbers.length - 1] ?? '0') };
}
