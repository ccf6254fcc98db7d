import { existsSync, writeFileSync } from 'node:fs';
import type { Severity } from '../../../core/src/findings';
import { type Target, compareVersions, newestVersion } from '../../../core/src/target';
import { applyEdits } from '../../../core/src/text/span';
import { type Levels, judgement } from '../language/judgement';
import { safeEdits } from '../language/safeEdits';
import { levelsFinder } from './configuration';
import { type Input, InputError, namesOf, readInputs } from './inputs';
import { LintDocument } from './lintDocument';
import { type FailOn, type Kind, type LintOptions, kinds, readArguments, usage } from './options';
import { missingFolders } from './missingFolders';
import { type Judged, report } from './report';
import { systemErrorText } from './systemErrors';

export interface LintWorld {
  readonly version: string;
  out(text: string): void;
  complain(text: string): void;
}

/** auditd-lint: answers the exit status. */
export function lintCommand(args: readonly string[], world: LintWorld): 0 | 1 | 2 {
  const asked = readArguments(args);
  if (asked.kind === 'help') world.out(usage);
  else if (asked.kind === 'version') world.out(`${world.version}\n`);
  else if (asked.kind === 'misuse') world.complain(`auditd-lint: ${asked.message}\nTry auditd-lint --help.\n`);
  else return lint(asked.options, world);
  return asked.kind === 'misuse' ? 2 : 0;
}

function lint(options: LintOptions, world: LintWorld): 0 | 1 | 2 {
  let failed = false;
  const complain = (message: string) => {
    failed = true;
    world.complain(`auditd-lint: ${message}\n`);
  };
  let target: Target;
  let levelsOf: (folder: string) => Levels;
  try {
    if (options.root !== undefined && !existsSync(options.root))
      throw new InputError(`${options.root}: there is no such folder`);
    target = targetOf(options);
    levelsOf = levelsFinder(options.config);
  } catch (error) {
    complain((error as Error).message);
    return 2;
  }
  if (compareVersions(target.auditVersion, newestVersion) > 0) {
    world.complain(
      `auditd-lint: audit ${target.auditVersion} is newer than what is known here (${newestVersion}): names that ${newestVersion} does not have are hints, not errors\n`,
    );
  }
  const inputs = readInputs(options, complain);
  if (options.root !== undefined) {
    const documents = inputs.map(({ document }) => document);
    target = { ...target, missingFolders: missingFolders(options.root, documents) };
  }
  const folders = new Map<string, Input[]>();
  for (const input of inputs) {
    if (input.together === undefined) continue;
    const same = folders.get(input.together);
    if (same === undefined) folders.set(input.together, [input]);
    else same.push(input);
  }
  const judged: Judged[] = [];
  for (const input of inputs) {
    try {
      const siblings = input.together === undefined ? [] : (folders.get(input.together) ?? []);
      judged.push(judge(input, siblings, target, levelsOf(input.folder), options, world));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      complain(error.message);
    }
  }
  for (const piece of report(options.format, judged, world.version)) world.out(piece);
  if (failed) return 2;
  return judged.some(({ findings }) => findings.some(({ severity }) => fails(severity, options.failOn))) ? 1 : 0;
}

function targetOf({ auditVersion, arch, passwd, group }: LintOptions): Target {
  return {
    auditVersion,
    arch,
    ...(passwd === undefined ? {} : { users: namesOf(passwd) }),
    ...(group === undefined ? {} : { groups: namesOf(group) }),
  };
}

const ranks: Record<Severity, number> = { error: 3, warning: 2, info: 1, hint: 0 };

function fails(severity: Severity, failOn: FailOn): boolean {
  return failOn !== 'never' && ranks[severity] >= ranks[failOn];
}

function judge(
  input: Input,
  together: readonly Input[],
  target: Target,
  levels: Levels,
  options: LintOptions,
  world: LintWorld,
): Judged {
  let { document } = input;
  const others = together.filter((each) => each !== input && each.document.judging === document.judging);
  const findings = () => {
    const siblings = [document, ...others.map((each) => each.document)].sort((a, b) => (a.uri < b.uri ? -1 : 1));
    return judgement(document, document.judging, { target, siblings }, levels);
  };
  let found = findings();
  if (options.fix !== 'no') {
    // A mend may bring another fault to light, which has a mend of its own.
    for (let pass = 0; pass < 10; pass++) {
      const edits = safeEdits(found);
      if (edits.length === 0) break;
      document = new LintDocument(document.uri, document.languageId, applyEdits(document.text, edits));
      found = findings();
    }
  }
  const isFixed = document !== input.document;
  if (isFixed && options.fix === 'write') write(input, document.text);
  if (isFixed) world.complain(`auditd-lint: ${input.path}: ${options.fix === 'write' ? 'fixed' : 'would be fixed'}\n`);
  return {
    path: input.path,
    kind: kindOf(input),
    lines: document.lines,
    findings: found,
    ...(isFixed && options.fix === 'dry-run' ? { fixed: document.text } : {}),
  };
}

function write(input: Input, text: string): void {
  if (input.isLossy)
    throw new InputError(`${input.path}: not all of it is UTF-8, so that it cannot be written without loss; not fixed`);
  try {
    writeFileSync(input.path, text);
  } catch (error) {
    throw new InputError(`${input.path}: ${systemErrorText(error)}`);
  }
}

function kindOf({ document }: Input): Kind {
  const known = Object.entries(kinds).find(([, id]) => id === document.languageId);
  return (known?.[0] ?? 'rules') as Kind;
}
