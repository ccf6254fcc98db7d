import { machineCalled } from '../../../core/src/facts/rules/machines';
import type { LanguageId } from '../../../core/src/kinds';
import { compareVersions, defaultTarget, newestVersion, oldestVersion } from '../../../core/src/target';

/** What `--kind` says, and what the reports call a file. */
export const kinds = {
  rules: 'audit-rules',
  auditd: 'auditd-conf',
  audispd: 'audispd-conf',
  remote: 'audisp-remote-conf',
  plugin: 'audisp-plugin-conf',
  zos: 'zos-remote-conf',
} as const satisfies Record<string, LanguageId>;

export type Kind = keyof typeof kinds;
export type Format = 'text' | 'json' | 'sarif';
export type FailOn = 'error' | 'warning' | 'info' | 'never';

export interface LintOptions {
  readonly paths: readonly string[];
  readonly format: Format;
  readonly auditVersion: string;
  readonly arch: string;
  readonly kind?: Kind;
  readonly stdinFilename?: string;
  readonly passwd?: string;
  readonly group?: string;
  /** The file tree of the target, mounted or unpacked here. */
  readonly root?: string;
  /** undefined: for folders. */
  readonly effective?: boolean;
  readonly failOn: FailOn;
  readonly config?: string;
  readonly fix: 'no' | 'write' | 'dry-run';
}

export type Asked =
  | { readonly kind: 'lint'; readonly options: LintOptions }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'misuse'; readonly message: string };

export const usage = `Usage: auditd-lint [options] PATH…

Checks audit rules and the configuration of auditd and its plugins. PATH is a file, a folder, or - for standard input.

  --format text|json|sarif       how findings are written (text)
  --audit-version X.Y[.Z]        what the files are written for (${newestVersion})
  --arch NAME                    its machine, as uname -m says (${defaultTarget.arch})
  --kind ${Object.keys(kinds).join('|')}
                                 what a file is, where its name does not tell
  --stdin-filename NAME          name of standard input, to report and to judge by
  --passwd FILE, --group FILE    users and groups of the target
  --root FOLDER                  the target's file tree; rules on folders that it lacks are found
  --effective, --no-effective    judge the rules of a folder as augenrules would load them (for folders: yes)
  --fail-on error|warning|info|never
                                 which findings make the exit status 1 (error)
  --config FILE                  levels by code; else .auditd-lint.json, looked for upwards
  --fix, --fix-dry-run           apply the safe fixes; the second writes no file
  --help, --version

Exit status: 0 nothing at or above --fail-on, 1 findings, 2 usage or input.
`;

const flags: readonly string[] = [
  '--effective',
  '--no-effective',
  '--fix',
  '--fix-dry-run',
  '--help',
  '-h',
  '--version',
];
const valued: readonly string[] = [
  '--format',
  '--audit-version',
  '--arch',
  '--kind',
  '--stdin-filename',
  '--passwd',
  '--group',
  '--root',
  '--fail-on',
  '--config',
];

/** Options in any order, `--name value` or `--name=value`; behind `--` only paths. */
export function readArguments(args: readonly string[]): Asked {
  const paths: string[] = [];
  const values = new Map<string, string>();
  let rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    const [name = '', ...more] = arg.split('=');
    if (arg === '--') {
      paths.push(...rest);
      rest = [];
    } else if (arg === '-' || !arg.startsWith('-')) paths.push(arg);
    else if (flags.includes(arg)) values.set(arg === '-h' ? '--help' : arg, '');
    else if (valued.includes(name)) {
      const value = more.length > 0 ? more.join('=') : rest.shift();
      if (value === undefined) return misuse(`${name} needs a value`);
      values.set(name, value);
    } else return misuse(`there is no option ${arg}`);
  }
  if (values.has('--help')) return { kind: 'help' };
  if (values.has('--version')) return { kind: 'version' };
  return checked(paths, values);
}

function checked(paths: readonly string[], values: ReadonlyMap<string, string>): Asked {
  const format = values.get('--format') ?? 'text';
  const failOn = values.get('--fail-on') ?? 'error';
  const auditVersion = values.get('--audit-version') ?? defaultTarget.auditVersion;
  const arch = values.get('--arch') ?? defaultTarget.arch;
  const kind = values.get('--kind');
  if (paths.length === 0) return misuse('name a file, a folder, or - for standard input');
  if (paths.filter((path) => path === '-').length > 1) return misuse('- can be given only once');
  if (!isOneOf(format, ['text', 'json', 'sarif'])) return misuse(`--format takes text, json or sarif, not ${format}`);
  if (!isOneOf(failOn, ['error', 'warning', 'info', 'never'])) {
    return misuse(`--fail-on takes error, warning, info or never, not ${failOn}`);
  }
  if (!/^\d+\.\d+(\.\d+)?$/.test(auditVersion) || compareVersions(auditVersion, oldestVersion) < 0) {
    return misuse(`--audit-version takes a version from ${oldestVersion} on, such as 3.0.9, not ${auditVersion}`);
  }
  if (machineCalled(arch, newestVersion) === undefined) return misuse(`--arch does not know the machine ${arch}`);
  if (kind !== undefined && !(kind in kinds))
    return misuse(`--kind takes ${Object.keys(kinds).join(', ')}, not ${kind}`);
  const fix = values.has('--fix-dry-run') ? 'dry-run' : values.has('--fix') ? 'write' : 'no';
  if (fix === 'write' && paths.includes('-')) return misuse('--fix cannot write to standard input; use --fix-dry-run');
  const optional = {
    kind: kind as Kind | undefined,
    stdinFilename: values.get('--stdin-filename'),
    passwd: values.get('--passwd'),
    group: values.get('--group'),
    config: values.get('--config'),
    root: values.get('--root'),
    effective: values.has('--no-effective') ? false : values.has('--effective') ? true : undefined,
  };
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  return { kind: 'lint', options: { paths, format, failOn, auditVersion, arch, fix, ...given } };
}

function isOneOf<Text extends string>(text: string, allowed: readonly Text[]): text is Text {
  return (allowed as readonly string[]).includes(text);
}

function misuse(message: string): Asked {
  return { kind: 'misuse', message };
}
