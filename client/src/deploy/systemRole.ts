import { newestVersion } from '../../../core/src/target';
import { findOperator } from '../../../core/src/rules/arguments';
import { effectiveRules } from '../../../core/src/rules/effective';
import { parseRules } from '../../../core/src/rules/tree';
import type { OptionUse, RulesLine } from '../../../core/src/rules/tree';
import { parseConfig } from '../../../core/src/config/tree';
import type { ExportFile } from './ansible';

/** One entry of the role's auditd_rules (linux-system-roles/auditd, August 2026). */
export interface RoleRule {
  readonly action: string;
  readonly filter: string;
  readonly arch?: string;
  readonly syscall?: readonly string[];
  readonly path?: string;
  readonly dir?: string;
  readonly permission?: readonly string[];
  readonly field?: readonly string[];
  readonly keyname?: readonly string[];
}

export interface RoleExport {
  readonly variables: Readonly<Record<string, string | number | boolean | readonly RoleRule[]>>;
  /** What the role has no variable for, in sentences. */
  readonly leftOut: readonly string[];
}

const yesOrNo = ['distribute_network', 'local_events', 'use_libwrap', 'verify_email', 'write_logs', 'enable_krb5'];
const numbers = [
  ...['end_of_event_timeout', 'freq', 'max_log_file', 'max_restarts', 'num_logs', 'priority_boost', 'q_depth'],
  ...['tcp_client_max_idle', 'tcp_listen_port', 'tcp_listen_queue', 'tcp_max_per_addr'],
];
const actions = [
  'admin_space_left_action',
  'disk_error_action',
  'disk_full_action',
  'max_log_file_action',
  'space_left_action',
];
const words = [
  ...[
    'action_mail_acct',
    'admin_space_left',
    'flush',
    'krb5_key_file',
    'krb5_principal',
    'log_file',
    'log_format',
    'log_group',
  ],
  ...[
    'name',
    'name_format',
    'overflow_action',
    'plugin_dir',
    'report_interval',
    'space_left',
    'tcp_client_ports',
    'transport',
  ],
];

const settingOptions: Readonly<Record<string, string>> = {
  '-b': 'auditd_buffer_size',
  '-f': 'auditd_fail_mode',
  '-r': 'auditd_maximum_rate',
  '-e': 'auditd_enable_flag',
  '--backlog_wait_time': 'auditd_backlog_wait_time',
};

const permissions: Readonly<Record<string, string>> = { r: 'read', w: 'write', x: 'execute', a: 'attribute_change' };

/**
 * Rules and auditd.conf as variables of linux-system-roles' auditd role. The role writes its own defaults for what is not
 * said; what it has no variable for (comparisons by -C, plugins, deletions) is named and not in it.
 */
export function systemRoleExport(files: readonly ExportFile[]): RoleExport {
  const leftOut: string[] = [];
  const variables: Record<string, string | number | boolean | readonly RoleRule[]> = {};
  const text = (file: ExportFile): string => new TextDecoder().decode(file.content);
  for (const file of files) {
    if (file.name === 'auditd.conf') Object.assign(variables, auditdVariables(text(file), leftOut));
    else if (!file.name.endsWith('.rules')) leftOut.push(`${file.name}: the role does not manage this file.`);
  }
  const rulesFiles = files
    .filter(({ name }) => name.endsWith('.rules'))
    .map((file) => ({ name: file.name, text: text(file) }));
  if (rulesFiles.length === 0) return { variables: { ...variables, auditd_manage_rules: false }, leftOut };
  const rules: RoleRule[] = [];
  for (const line of effectiveRules(rulesFiles, { auditVersion: newestVersion }).lines) {
    const place = line.source === undefined ? '' : `${line.source.file}:${line.source.line + 1}: `;
    const [command] = parseRules(line.text).lines;
    if (command?.kind !== 'command') continue;
    const taken = takeSettings(command, variables);
    if (taken) continue;
    const rule = ruleOf(command);
    if (typeof rule === 'string') leftOut.push(`${place}${line.text}: ${rule}.`);
    else rules.push(rule);
  }
  return { variables: { ...variables, auditd_rules: rules }, leftOut };
}

function auditdVariables(text: string, leftOut: string[]): Record<string, string | number | boolean> {
  const variables: Record<string, string | number | boolean> = {};
  for (const line of parseConfig(text, 'auditd-conf').lines) {
    if (line.kind !== 'setting') continue;
    const [keyword, equals, value, ...more] = line.words.map((word) => word.text);
    const name = keyword?.toLowerCase() ?? '';
    const variable = `auditd_${name}`;
    if (equals !== '=' || value === undefined) leftOut.push(`auditd.conf:${line.index + 1}: this line is no setting.`);
    else if (yesOrNo.includes(name)) variables[variable] = value.toLowerCase() === 'yes';
    else if (numbers.includes(name) && /^\d+$/.test(value)) variables[variable] = Number(value);
    else if (actions.includes(name)) {
      variables[variable] = value.toUpperCase();
      if (value.toLowerCase() === 'exec' && more[0] !== undefined) variables[`${variable}_exe`] = more.join(' ');
    } else if (words.includes(name)) {
      // The role's choices are all small or all capital letters.
      const isChoice = ['flush', 'log_format', 'name_format', 'overflow_action', 'transport'].includes(name);
      variables[variable] = isChoice ? value.toUpperCase() : value;
    } else leftOut.push(`auditd.conf:${line.index + 1}: the role has no variable for ${name} = ${value}.`);
  }
  return variables;
}

/** -D the role writes itself; settings have variables of their own. */
function takeSettings(line: RulesLine, variables: Record<string, unknown>): boolean {
  const [only, second] = line.options;
  if (only === undefined || second !== undefined) return false;
  if (only.name === '-D') return true;
  if (only.name === '--loginuid-immutable') {
    variables['auditd_loginuid_immutable'] = true;
    return true;
  }
  const variable = settingOptions[only.name];
  if (variable === undefined || !/^\d+$/.test(only.argument?.text ?? '')) return false;
  variables[variable] = Number(only.argument?.text);
  return true;
}

/** The rule as the role has it, or why it has it not. */
function ruleOf(line: RulesLine): RoleRule | string {
  const used = (name: string): readonly string[] =>
    line.options.filter((option) => option.name === name).flatMap(({ argument }) => argument?.text ?? []);
  const [watch] = used('-w');
  const unknown = line.options.find((option) => !['-a', '-S', '-F', '-k', '-w', '-p'].includes(option.name));
  if (unknown !== undefined) return `the role has nothing for ${unknown.name}`;
  if (watch !== undefined) return watchOf(watch, line.options, used('-p')[0] ?? 'rwxa', used('-k'));
  const list = used('-a')[0]?.split(',') ?? [];
  const action = list.find((word) => word === 'always' || word === 'never');
  const filter = list.find((word) => word !== action);
  if (action === undefined || filter === undefined) return 'the role only adds rules by -a';
  return {
    action,
    filter,
    ...fieldsOf(used('-F')),
    ...syscallsOf(used('-S')),
    ...keysOf([...keysIn(used('-F')), ...used('-k')]),
  };
}

/** auditctl asks the host whether the path is a folder; the role wants to know beforehand. */
function watchOf(
  path: string,
  options: readonly OptionUse[],
  letters: string,
  keys: readonly string[],
): RoleRule | string {
  if (options.some(({ name }) => name === '-F' || name === '-S' || name === '-a'))
    return 'a watch with -F or -S is not in the role';
  const place = path.endsWith('/') ? { dir: path } : { path };
  return { action: 'always', filter: 'exit', ...place, permission: permissionsOf(letters), ...keysOf(keys) };
}

function fieldsOf(fields: readonly string[]): Partial<RoleRule> {
  const own: Record<string, string | readonly string[]> = {};
  const rest: string[] = [];
  for (const text of fields) {
    const found = findOperator(text);
    const name = found === undefined ? text : text.slice(0, found.at);
    const value = found === undefined ? '' : text.slice(found.at + found.operator.length);
    if (name === 'key') continue;
    if (found?.operator === '=' && ['arch', 'path', 'dir'].includes(name) && own[name] === undefined) own[name] = value;
    else if (found?.operator === '=' && name === 'perm') own['permission'] = permissionsOf(value);
    else rest.push(text);
  }
  return { ...own, ...(rest.length === 0 ? {} : { field: rest }) };
}

function keysIn(fields: readonly string[]): string[] {
  return fields.filter((text) => text.startsWith('key=')).map((text) => text.slice('key='.length));
}

function syscallsOf(calls: readonly string[]): Partial<RoleRule> {
  return calls.length === 0 ? {} : { syscall: calls.flatMap((text) => text.split(',')) };
}

function keysOf(keys: readonly string[]): Partial<RoleRule> {
  return keys.length === 0 ? {} : { keyname: keys };
}

function permissionsOf(letters: string): string[] {
  return [...letters].map((letter) => permissions[letter.toLowerCase()] ?? letter);
}

/** A playbook that hands the variables to the role. Every text stands in double quotes: JSON is YAML. */
export function rolePlaybook({ variables, leftOut }: RoleExport): string {
  const lines = Object.entries(variables).map(([name, value]) => {
    if (!Array.isArray(value)) return `    ${name}: ${scalar(value)}`;
    const rules = value.map((rule: unknown) => `      - ${scalar(rule)}`);
    return rules.length === 0 ? `    ${name}: []` : [`    ${name}:`, ...rules].join('\n');
  });
  return [
    '---',
    '# Variables for linux-system-roles.auditd (on Red Hat: redhat.rhel_system_roles.auditd), written by Auditd Workbench.',
    '# For what is not said here the role writes its own defaults.',
    ...leftOut.map((sentence) => `# Left out: ${sentence.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')}`),
    '- name: Audit rules and configuration',
    '  hosts: all',
    '  become: true',
    '  vars:',
    ...lines,
    '  roles:',
    '    - linux-system-roles.auditd',
    '',
  ].join('\n');
}

/** Jinja would read braces of a rule as its own: such text is kept from it. */
function scalar(value: unknown): string {
  return JSON.stringify(value).replaceAll('{{', "{{ '{{' }}").replaceAll('{%', "{{ '{%' }}");
}
