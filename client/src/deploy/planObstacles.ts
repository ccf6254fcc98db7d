import { oneLine } from '../hosts/hostFailure';
import type { HostState } from './hostState';
import { fileAt, isLocked } from './hostState';
import { rulesAfter } from './planFiles';
import { isLockLine } from './planLoad';
import type { FileStep, Obstacle, Step, Wish } from './planModel';
import { isOldLayout, managedKind, pathOf } from './planPlaces';
import { otherPluginFolder } from './planRestart';
import type { CompiledLine, RuleBook } from './ruleBook';

/** Why a wish cannot be had on this host. */
export function obstaclesOf(
  state: HostState,
  wish: Wish,
  compiled: readonly CompiledLine[],
  steps: readonly Step[],
  book: RuleBook,
): Obstacle[] {
  return [
    ...ofHost(state),
    ...(isAboutRules(wish) ? ofRules(state, compiled) : []),
    ...[...wish.files.map((file) => file.name), ...wish.remove].flatMap((name) => ofFile(state, name)),
    ...ofPlugins(state, steps),
    ...ofRestart(state, steps, book),
  ];
}

/** A wish for configuration files alone leaves the rules as they are, loaded ones included. */
export function isAboutRules({ files, remove }: Wish): boolean {
  const names = [...files.map((file) => file.name), ...remove];
  return names.length === 0 || names.some((name) => name.endsWith('.rules'));
}

function ofHost(state: HostState): Obstacle[] {
  // Without them nothing else that was observed can be relied on.
  if (state.missingTools.length > 0) {
    return [
      {
        what: `The host lacks ${state.missingTools.join(', ')}.`,
        next: 'Install coreutils and util-linux there.',
      },
    ];
  }
  const found: Obstacle[] = [];
  if (state.auditVersion === undefined) {
    found.push({
      what: 'There is no auditctl on this host.',
      next: 'Install audit there (package audit, or auditd on Debian and Ubuntu).',
    });
  }
  for (const { transaction, seconds } of state.waiting) {
    found.push({
      what: `Another deploy (${transaction}) waits for its confirmation.`,
      next: `It goes back by itself in ${seconds} s; try again then.`,
    });
  }
  return found;
}

function ofRules(state: HostState, compiled: readonly CompiledLine[]): Obstacle[] {
  const found: Obstacle[] = [];
  if (state.auditVersion === undefined || state.missingTools.length > 0) return found;
  if (!state.hasAugenrules) {
    found.push({
      what: 'This host has no augenrules, which makes audit.rules of the files of /etc/audit/rules.d.',
      next: 'Install it there: it comes with audit 2.3 and later.',
    });
  } else if (!state.hasRulesFolder) {
    found.push({
      what: 'This host has no folder /etc/audit/rules.d.',
      next: 'Make the folder /etc/audit/rules.d there (mode 750, owner root).',
    });
  }
  const generated = fileAt(state, '/etc/audit/audit.rules');
  if (generated !== undefined && !generated.owner.startsWith('0:')) {
    found.push({
      what: `/etc/audit/audit.rules is owned by ${generated.owner} on this host: auditctl reads no file that is not root's.`,
      next: 'Run "chown root:root /etc/audit/audit.rules" there.',
    });
  }
  if (state.loaded === undefined) {
    found.push({
      what: `auditctl cannot talk to the kernel: ${oneLine(state.loadedProblem)}.`,
      next: 'In a container the kernel’s audit is out of reach; deploy to the machine that runs it.',
    });
  }
  for (const line of compiled) {
    if (/(^|\s)-e\s*2(\s|$)/.test(line.text) && !isLockLine(line.text)) {
      found.push({
        what: `${line.file ?? 'A file'}${line.line === undefined ? '' : `:${line.line}`} locks in a line with other options, so the lock cannot wait for the proof.`,
        next: 'Put "-e 2" on a line of its own, without indentation by tabs.',
      });
    }
  }
  return found;
}

function ofFile(state: HostState, name: string): Obstacle[] {
  const path = pathOf(name, state);
  const kind = managedKind(path);
  if (kind === undefined) return [notManaged(name)];
  if (kind === 'audispd-conf' && state.auditVersion !== undefined && !isOldLayout(state)) {
    return [
      {
        what: `audit ${state.auditVersion} reads no audispd.conf.`,
        next: 'Move its settings to auditd.conf with "Auditd: Convert to Audit 3", and leave the file out.',
      },
    ];
  }
  const folder = path.slice(0, path.lastIndexOf('/'));
  if (folder !== '/etc' && folder !== '/etc/audit' && !state.folders.includes(folder) && kind !== 'rules') {
    return [
      {
        what: `There is no folder ${folder} on this host.`,
        next: 'Install the plugins there (package audispd-plugins, or audit-audispd-plugins on SUSE).',
      },
    ];
  }
  const there = fileAt(state, path);
  if (there === undefined || there.kind === 'file') return [];
  const what = { link: 'a symbolic link', large: 'larger than 1 MiB', other: 'no ordinary file' }[there.kind];
  return [{ what: `${there.path} is ${what} on this host.`, next: 'Replace it there by an ordinary file first.' }];
}

function notManaged(name: string): Obstacle {
  if (name.endsWith('.rules')) {
    return {
      what: `"${name}" is no name that augenrules reads in all releases.`,
      next: 'Use letters, digits, . _ + @ - and the ending .rules.',
    };
  }
  return {
    what: `"${name}" is no file that auditd reads in all releases.`,
    next: 'A plugin’s file has letters, digits, _ + @ - and the ending .conf; the other files have their fixed names.',
  };
}

function ofPlugins(state: HostState, steps: readonly Step[]): Obstacle[] {
  const files = steps.filter((step): step is FileStep => step.kind === 'write' || step.kind === 'remove');
  if (isOldLayout(state) || !files.some(({ path }) => managedKind(path) === 'audisp-plugin-conf')) return [];
  const folder = otherPluginFolder(state, files);
  if (folder === undefined) return [];
  return [
    {
      what: `auditd reads its plugins' files from ${oneLine(folder)} on this host, not from /etc/audit/plugins.d.`,
      next: 'Set plugin_dir in auditd.conf to /etc/audit/plugins.d, or leave the plugins out.',
    },
  ];
}

/** At its start auditd's unit loads the rules that are there: a lock among them would come before any proof. */
function ofRestart(state: HostState, steps: readonly Step[], book: RuleBook): Obstacle[] {
  if (isLocked(state) || !steps.some(({ kind }) => kind === 'restart')) return [];
  const now = book.compile(rulesAfter(state, { files: [], remove: [] }), state);
  if (!now.some((line) => isLockLine(line.text))) return [];
  return [
    {
      what: 'The rules files on this host end with a lock (-e 2) that is not in force; a restart of auditd would load it before anything is proven.',
      next: 'Deploy the rules first, so that they are proven and locked, then the configuration.',
    },
  ];
}
