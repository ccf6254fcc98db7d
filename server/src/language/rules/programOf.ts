import type { Target } from '../../../../core/src/target';
import type { History, SourceDocument, Surroundings } from '../language';
import { checks } from './checks/index';
import type { FileCheck } from './checks/check';
import { folderOrder } from './program/folderOrder';
import { type Beginning, Program } from './program/program';
import { repeatedRules } from './program/repeatedRules';
import { readTree } from './readTree';

const beginnings: readonly Beginning[] = [
  repeatedRules,
  folderOrder,
  ...checks.filter((check): check is FileCheck => check.scope === 'file').map((check) => check.begin.bind(check)),
];

/** What is known of the files that a document was judged with lives as long as one of them. */
const known = new WeakMap<History, Program>();

/** The files that a document is judged with, in these versions: brought there from the last that were judged. */
export function programOf(document: SourceDocument, { target, siblings }: Surroundings): Program {
  const documents = siblings.some(({ uri }) => uri === document.uri)
    ? siblings.map((each) => (each.uri === document.uri ? document : each))
    : [document, ...siblings];
  // A version that is only looked at for once must not drive out what is known of those that are edited.
  if (document.history === undefined) return new Program(documents, target, readTree, beginnings);
  const before = documents.map(({ history }) => history && known.get(history)).find((each) => each !== undefined);
  const fits = before !== undefined && isSameTarget(before.target, target);
  if (fits) before.update(documents);
  const program = fits ? before : new Program(documents, target, readTree, beginnings);
  for (const { history } of documents) if (history !== undefined) known.set(history, program);
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
