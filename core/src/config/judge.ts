/**
 * What the real program says of a configuration file. It stops at its first error; all are given here. A finding with
 * `refusedBy` is one that the program refuses the file for, and there is none on a file that it takes; the rest of the
 * findings are what it takes with a message or in another sense than the author's.
 */
import { kindOf, readerOf } from '../facts/config';
import type { Finding } from '../findings';
import { compareVersions, type Target } from '../target';
import type { Assignment, Case, Fault } from './judging/fault';
import { cleaned, strangeCharacters } from './judging/characters';
import { judgeMail } from './judging/mail';
import { shapeOf } from './judging/shape';
import { type Settings, settingsOf } from './judging/settings';
import { judgeTogether } from './judging/together';
import { judgeUnread } from './judging/unread';
import { judgeValue } from './judging/values';
import { anyMachine, type Machine } from './machine';
import { readLines, type ReadLine, type Reading } from './reading';
import { type ConfigTree, type Word, wordsOf } from './tree';

/** All that was understood of a file for one version, for checks that give advice on it. */
export interface ConfigReading extends Reading {
  readonly assignments: readonly Assignment[];
  readonly settings: Settings;
}

/** Findings in the order of the text; `machine` is what is known of the target's files. Never throws. */
export function judge(tree: ConfigTree, target: Target, machine: Machine = anyMachine): readonly Finding[] {
  return judgeAndRead(tree, target, machine).findings;
}

export function judgeAndRead(
  tree: ConfigTree,
  target: Target,
  machine: Machine = anyMachine,
): ConfigReading & { readonly findings: readonly Finding[] } {
  const kind = kindOf(tree.languageId);
  const version = target.auditVersion;
  const judged: Case = { tree, kind, version, target, program: readerOf(kind, version), machine };
  const reading = readLines(tree, version);
  const faults: Fault[] = judgeUnread(reading, judged);
  const assignments: Assignment[] = [];
  const unclear: string[] = [];
  for (const line of reading.lines) {
    const read = readLine(line, judged);
    faults.push(...read.faults);
    if (read.assignment !== undefined) assignments.push(read.assignment);
    else if (isRefused(read.faults)) unclear.push(line.words.map((word) => word.text).join(' '));
  }
  faults.push(...judgeMail(assignments, judged));
  const settings = settingsOf(assignments, unclear, judged);
  if (reading.compares) faults.push(...judgeTogether(settings, judged));
  faults.push(...strangeCharacters(reading, judged, (line) => isRefused(judgeWords(line.words, line, judged).faults)));
  const findings = faults
    .map((fault) => findingOf(fault, judged))
    .sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  return { ...reading, assignments, settings, findings };
}

/**
 * What is judged is the line as its author sees it: TABs and the like, which have findings of their own, are blanks.
 * Where the program takes the line with them, it is judged as it stands.
 */
function readLine(line: ReadLine, judged: Case): { faults: readonly Fault[]; assignment?: Assignment } {
  const asIs = judgeWords(line.words, line, judged);
  const text = cleaned(judged.tree.text, line.span);
  const read =
    text === judged.tree.text || !isRefused(asIs.faults) ? asIs : judgeWords(wordsOf(text, line.span), line, judged);
  if (!line.rest || line.words[0]?.text.startsWith('#') !== false) return read;
  return { ...read, faults: [behindCut(line, isRefused(read.faults), judged)] };
}

function judgeWords(
  words: readonly Word[],
  line: ReadLine,
  judged: Case,
): { faults: readonly Fault[]; assignment?: Assignment } {
  const [first] = words;
  if (first === undefined || first.text.startsWith('#')) return { faults: [] };
  const { faults, assignment } = shapeOf(words, line, judged);
  if (assignment === undefined) return { faults };
  const all = [...faults, ...judgeValue(assignment, judged)];
  return { faults: all, assignment: { ...assignment, taken: !isRefused(all) } };
}

function isRefused(faults: readonly Fault[]): boolean {
  return faults.some((fault) => fault.refused);
}

/** Whatever stands behind the cut of a long line, the cut is its fault. */
function behindCut(line: ReadLine, refused: boolean, { program }: Case): Fault {
  return {
    code: 'long-line-cut',
    span: line.span,
    message: `${program} reads 127 bytes of a line; what follows is read as a line of its own, the end of a comment too${refused ? ', and the file is refused for it' : ''}. Wrap the line.`,
    refused,
    severity: 'warning',
  };
}

function findingOf(fault: Fault, { program }: Case): Finding {
  return {
    code: fault.code,
    span: fault.span,
    severity: fault.refused ? 'error' : (fault.severity ?? 'warning'),
    message: fault.message,
    refusedBy: fault.refused ? program : null,
    ...(fault.fixes === undefined ? {} : { fixes: fault.fixes }),
    ...(fault.related === undefined ? {} : { related: fault.related }),
  };
}

/** Whether a program of that version reads such a file at all: audispd is gone since 3.0. */
export function isRead(tree: ConfigTree, version: string): boolean {
  return tree.languageId !== 'audispd-conf' || compareVersions(version, '3.0') < 0;
}
