import type { HostState } from './hostState';
import { fileAt } from './hostState';
import { fileSteps, rulesAfter } from './planFiles';
import { loadSteps, vanishing } from './planLoad';
import type { Plan, Step, Wish } from './planModel';
import { isFileStep } from './planModel';
import { isAboutRules, obstaclesOf } from './planObstacles';
import { managedKind, pathOf } from './planPlaces';
import { daemonSteps, validations } from './planRestart';
import type { RuleBook } from './ruleBook';

/** What to do so that a host is as wished. Pure: the same steps are shown, tested, run and undone. */
export function plan(state: HostState, wish: Wish, book: RuleBook): Plan {
  const files = fileSteps(state, wish);
  const aboutRules = isAboutRules(wish);
  const rulesFiles = rulesAfter(state, wish);
  const compiled = aboutRules ? book.compile(rulesFiles, state) : [];
  const comparison =
    state.loaded === undefined || !aboutRules ? undefined : book.compare(compiled, state.loaded, state);
  const rulesChange = files.some(({ path }) => managedKind(path) === 'rules');
  const daemon = daemonSteps(state, wish, files);
  const load = aboutRules ? loadSteps(state, compiled, comparison, rulesChange) : [];
  const wished = new Map(wish.files.map(({ name }) => [pathOf(name, state), name]));
  const steps = ordered([...validations(state, files), ...files, ...daemon, ...load], wish);
  return {
    state,
    steps,
    obstacles: obstaclesOf(state, wish, compiled, steps, book),
    unchanged: [...wished].filter(([path]) => !files.some((step) => step.path === path)).map(([, name]) => name),
    kept: aboutRules ? rulesFiles.map(({ name }) => name).filter((name) => !wished.has(pathOf(name, state))) : [],
    compiled,
    vanishing: vanishing(state, comparison, book),
  };
}

/** What takes effect at once waits for its confirmation; a lock comes after it, since nothing goes back behind it. */
function ordered(steps: readonly Step[], { confirmSeconds }: Wish): Step[] {
  const takesEffect = steps.some(
    (step) => step.kind === 'restart' || step.kind === 'reload' || (step.kind === 'load' && step.by !== 'compile'),
  );
  if (!takesEffect) return [...steps];
  const isLast = ({ kind }: Step): boolean => kind === 'lock' || kind === 'next-boot';
  return [
    ...steps.filter((step) => !isLast(step)),
    { kind: 'confirm', seconds: confirmSeconds },
    ...steps.filter(isLast),
  ];
}

/** Files that only the host has, which a deploy could also remove. */
export function removable({ kept, state }: Plan): string[] {
  return kept.filter((name) => {
    const path = pathOf(name, state);
    return managedKind(path) !== undefined && fileAt(state, path)?.kind === 'file';
  });
}

/** Names of the files that a plan removes. */
export function removed({ steps }: Plan): string[] {
  return steps.filter(isFileStep).flatMap((step) => (step.kind === 'remove' ? [step.name] : []));
}
