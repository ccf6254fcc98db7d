import type { Target } from '../target';
import {
  type DiscardedLine,
  type EffectiveRules,
  type IgnoredReason,
  type RulesFile,
  type SourceLine,
  effectiveRules,
} from './effective';

/**
 * How a line came to stand where it stands. `kept`: in the order of the files; `moved`: augenrules put it at the top or at
 * the end; `dropped`: it is in a file but not in what is loaded; `ignored`: a file of which nothing is loaded; `made`: by
 * augenrules itself.
 */
type ViewKind = 'kept' | 'moved' | 'dropped' | 'ignored' | 'made';

/** A line to show: of the file that augenrules makes, or a comment in the place of one that it drops. */
export interface ViewLine {
  readonly kind: ViewKind;
  readonly text: string;
  readonly source?: SourceLine;
  /** What there is to say of it, in a sentence. */
  readonly note?: string;
  /** The part of `text` that is not loaded. */
  readonly struck?: { readonly start: number; readonly end: number };
}

/**
 * The file that augenrules makes, line by line, with what it leaves out as comments in their places: without its comments
 * the text is exactly what is loaded. Comments and empty lines of the files are not shown.
 */
export function effectiveView(effective: EffectiveRules): readonly ViewLine[] {
  const { lines, discarded, order, ignored } = effective;
  const dropped = discarded.filter(({ reason }) => reason === 'overridden');
  const isBefore = (a: SourceLine, b: SourceLine) => {
    const files = order.indexOf(a.file) - order.indexOf(b.file);
    return files < 0 || (files === 0 && a.line < b.line);
  };
  dropped.sort((a, b) => (isBefore(a.source, b.source) ? -1 : 1));
  const view: ViewLine[] = [];
  for (const [at, { text, source, moved, glued }] of lines.entries()) {
    const isLast = at === lines.length - 1;
    while (dropped.length > 0 && (isLast || (!moved && source !== undefined && isBefore(dropped[0]!.source, source)))) {
      view.push(droppedLine(dropped.shift()!));
    }
    if (source === undefined) {
      view.push({ kind: 'made', text, ...(at > 0 && { note: `No file has ${controls[at] ?? '-e'}.` }) });
      continue;
    }
    const next = glued?.at(-1);
    const note =
      next !== undefined
        ? `${source.file} ends without a line feed, so the first line of ${next.file} is glued to its last.`
        : moved
          ? `augenrules puts the last ${controlOf(text)} of all files ${isLast ? 'at the end' : 'at the top'}.`
          : undefined;
    view.push({ kind: moved ? 'moved' : 'kept', text, source, ...(note !== undefined && { note }) });
  }
  return [...view, ...ignored.map(ignoredFile)];
}

/** What stands in each of the first lines that augenrules makes. */
const controls: readonly (string | undefined)[] = [undefined, '-D', '-b', '-f'];

const controlOf = (text: string) => text.trim().slice(0, 2);
const place = ({ file, line }: SourceLine) => `${file}:${line + 1}`;

function droppedLine({ source, text, by }: DiscardedLine): ViewLine {
  const why = `augenrules keeps only the last ${controlOf(text)} of all files${by === undefined ? '' : `, ${place(by)}`}`;
  const written = text.replace(/[\r\0]/g, '').trim();
  return {
    kind: 'dropped',
    text: `# ${written}  ← dropped: ${why}`,
    source,
    note: `Dropped: ${why}.`,
    struck: { start: 2, end: 2 + written.length },
  };
}

const whyIgnored: Record<IgnoredReason, string> = {
  'not-rules': 'its name does not end in .rules',
  hidden: 'augenrules does not see hidden files',
  'blank-in-name': 'until audit 4.1 augenrules takes a name with a blank for two names',
};

function ignoredFile({ name, reason }: EffectiveRules['ignored'][number]): ViewLine {
  const shown = name.replace(/[\r\n\0]/g, '␤');
  return {
    kind: 'ignored',
    text: `# ${shown}  ← not loaded: ${whyIgnored[reason]}`,
    source: { file: name, line: 0 },
    note: `Nothing of this file is loaded: ${whyIgnored[reason]}.`,
    struck: { start: 2, end: 2 + shown.length },
  };
}

/** The lines, comments aside, that augenrules treats otherwise with the other awk. */
export function awkDifferences(files: readonly RulesFile[], target: Pick<Target, 'auditVersion'>): SourceLine[] {
  const [one, other] = (['gawk', 'mawk'] as const).map((awk) => fates(effectiveRules(files, { ...target, awk })));
  const differing: SourceLine[] = [];
  for (const [at, { source, fate }] of one ?? []) if (other?.get(at)?.fate !== fate) differing.push(source);
  return differing;
}

function fates({ lines, discarded }: EffectiveRules): Map<string, { source: SourceLine; fate: string }> {
  const found = new Map<string, { source: SourceLine; fate: string }>();
  const note = (source: SourceLine, text: string, fate: string) => {
    if (text.trim() !== '' && !text.trimStart().startsWith('#')) found.set(place(source), { source, fate });
  };
  for (const { source, text, moved } of lines) {
    if (source !== undefined) note(source, text, moved ? 'moved' : 'kept');
  }
  for (const { source, text, reason } of discarded) note(source, text, reason);
  return found;
}
