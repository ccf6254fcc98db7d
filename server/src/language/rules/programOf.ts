import type { Target } from '../../../../core/src/target';
import type { History, SourceDocument, Surroundings } from '../language';
import { checks } from './checks/index';
import type { FileCheck } from './checks/check';
import { folderOrder } from './program/folderOrder';
import { type Beginning, Program } from './program/program';
import { repeatedRules } from './program/repeatedRules';
import { readText } from './readText';

const fileChecks = checks.filter((check): check is FileCheck => check.scope === 'file');

/** What compares lines, but for checks of which nobody would see what they say. */
function beginningsWithout(unwanted: ReadonlySet<string>): Beginning[] {
  const wanted = fileChecks.filter(({ code }) => !unwanted.has(code));
  return [repeatedRules, folderOrder, ...wanted.map((check) => check.begin.bind(check))];
}

/** What is known of the files that a document was judged with lives as long as one of them. */
const known = new WeakMap<History, { readonly program: Program; readonly without: string }>();
const nothing: ReadonlySet<string> = new Set();

/** The files that a document is judged with, in these versions: brought there from the last that were judged. */
export function programOf(document: SourceDocument, { target, siblings, unwanted = nothing }: Surroundings): Program {
  const documents = siblings.some(({ uri }) => uri === document.uri)
    ? siblings.map((each) => (each.uri === document.uri ? document : each))
    : [document, ...siblings];
  const begin = () => new Program(documents, target, readText, beginningsWithout(unwanted));
  // A version that is only looked at for once must not drive out what is known of those that are edited.
  if (document.history === undefined) return begin();
  const without = [...unwanted].sort().join(' ');
  const before = documents.map(({ history }) => history && known.get(history)).find((each) => each !== undefined);
  const fits = before !== undefined && before.without === without && isSameTarget(before.program.target, target);
  if (fits) before.program.update(documents);
  const program = fits ? before.program : begin();
  for (const { history } of documents) if (history !== undefined) known.set(history, { program, without });
  return program;
}

const keys = new WeakMap<Target, string>();

function isSameTarget(a: Target, b: Target): boolean {
  return a === b || keyOf(a) === keyOf(b);
}

/** Equal for targets that say the same. */
function keyOf(target: Target): string {
  let key = keys.get(target);
  if (key === undefined) keys.set(target, (key = JSON.stringify(target)));
  return key;
}
