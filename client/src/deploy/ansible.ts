import { languageOfPath } from '../../../core/src/kinds';

/** A file of the workspace as Ansible shall put it on hosts. */
export interface ExportFile {
  /** `30-identity.rules`, `auditd.conf`, `au-remote.conf`. */
  readonly name: string;
  readonly content: Uint8Array;
}

/** What is written beside each other in a folder: path and text or bytes. */
export interface ExportedFile {
  readonly path: string;
  readonly content: Uint8Array | string;
}

export interface ExportHost {
  readonly name: string;
  readonly hostName?: string;
  readonly port?: number;
  readonly user?: string;
  readonly identityFile?: string;
}

type Place = 'rules' | 'auditd' | 'dispatcher' | 'plugin';

/** Names that neither YAML nor Jinja nor a shell takes for more than a name. */
export function isExportable(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._@+-]*$/.test(name) && placeOf(name) !== undefined;
}

function placeOf(name: string): Place | undefined {
  if (name.endsWith('.rules')) return 'rules';
  if (name === 'auditd.conf') return 'auditd';
  if (name === 'audisp-remote.conf' || name === 'zos-remote.conf') return 'dispatcher';
  return languageOfPath(`/etc/audit/plugins.d/${name}`) === 'audisp-plugin-conf' ? 'plugin' : undefined;
}

const folders: Readonly<Record<Place, string>> = {
  rules: 'rules.d',
  auditd: '.',
  dispatcher: '.',
  plugin: 'plugins.d',
};

/**
 * A playbook with plain files that puts rules and configuration on hosts and makes them take effect: `auditd.yml`, the
 * files, and an inventory of these hosts. Run twice it changes nothing the second time. Throws on names that it cannot put.
 */
export function ansibleExport(files: readonly ExportFile[], hosts: readonly ExportHost[]): readonly ExportedFile[] {
  const wrong = files.find(({ name }) => !isExportable(name));
  if (wrong !== undefined)
    throw new Error(`${wrong.name}: no file of /etc/audit has this name; rename it or leave it out`);
  const inOrder = [...files].sort((a, b) => (a.name < b.name ? -1 : 1));
  return [
    { path: 'auditd.yml', content: playbook(inOrder.map(({ name }) => name)) },
    { path: 'inventory.yml', content: inventory(hosts) },
    ...inOrder.map(({ name, content }) => ({ path: sourceOf(name), content: withFinalNewline(content) })),
  ];
}

function sourceOf(name: string): string {
  const folder = folders[placeOf(name) ?? 'rules'];
  return folder === '.' ? `files/${name}` : `files/${folder}/${name}`;
}

/** augenrules joins files as they are, and auditd leaves out a last line without newline. */
function withFinalNewline(content: Uint8Array): Uint8Array {
  return content.length === 0 || content.at(-1) === 0x0a ? content : Uint8Array.of(...content, 0x0a);
}

function playbook(names: readonly string[]): string {
  const of = (place: Place): readonly string[] => names.filter((name) => placeOf(name) === place);
  const beside = [...of('dispatcher'), ...of('plugin')];
  return [
    head,
    ...(beside.length === 0 ? [] : [findFolder]),
    ...(of('rules').length === 0 ? [] : [copyTask('Rules', of('rules'), '/etc/audit/rules.d/', 'Load audit rules')]),
    ...(of('auditd').length === 0 ? [] : [auditdTask]),
    ...(of('dispatcher').length === 0
      ? []
      : [
          copyTask(
            'Configuration of the senders and plugins',
            of('dispatcher'),
            '{{ audit_dispatcher_folder }}/',
            'Restart auditd',
          ),
        ]),
    ...(of('plugin').length === 0
      ? []
      : [copyTask('Plugins', of('plugin'), '{{ audit_dispatcher_folder }}/plugins.d/', 'Restart auditd')]),
    handlers,
  ].join('\n');
}

const head = `---
# Audit rules and configuration, written by Auditd Workbench. First look, then do:
#   ansible-playbook -i inventory.yml auditd.yml --check --diff
#   ansible-playbook -i inventory.yml auditd.yml
# One host first, then a quarter, then all; the first failure stops the rest. Replaced files are kept beside the new ones
# (NAME.*~), which neither augenrules nor auditd reads.
- name: Audit rules and configuration
  hosts: all
  become: true
  gather_facts: false
  serial: [1, "25%", "100%"]
  max_fail_percentage: 0
  tasks:
    - name: See whether rules are locked until the next boot
      ansible.builtin.command: auditctl -s
      register: audit_status
      changed_when: false
      failed_when: false
      check_mode: false
`;

const findFolder = `    - name: See where this version of audit has its plugins
      ansible.builtin.stat:
        path: /etc/audit/plugins.d
      register: audit_plugins

    - name: Remember it
      ansible.builtin.set_fact:
        audit_dispatcher_folder: "{{ '/etc/audit' if audit_plugins.stat.exists else '/etc/audisp' }}"
`;

function copyTask(title: string, names: readonly string[], folder: string, notify: string): string {
  const source = sourceOf(names[0] ?? '').replace(/[^/]*$/, '');
  return `    - name: ${title}
      ansible.builtin.copy:
        src: "${source}{{ item }}"
        dest: "${folder}{{ item }}"
        owner: root
        group: root
        mode: "0640"
        backup: true
      loop:
${names.map((name) => `        - "${name}"`).join('\n')}
      notify: ${notify}
`;
}

// ausearch reads auditd.conf with auditd's own parser; a mount that only it sees puts the new file in the place of the old.
const auditdTask = `    - name: Configuration of auditd, taken only if auditd's own parser takes it
      ansible.builtin.copy:
        src: files/auditd.conf
        dest: /etc/audit/auditd.conf
        owner: root
        group: root
        mode: "0640"
        backup: true
        validate: >-
          sh -c 'test -e /etc/audit/auditd.conf || exit 0;
          said=$(unshare -m sh -c "mount --bind \\"\\$1\\" /etc/audit/auditd.conf &&
          exec ausearch -m DAEMON_START -if /dev/null" sh "$1" 2>&1);
          case "$said" in *"using built-in logs"*) echo "$said" >&2; exit 1;; esac' sh %s
      notify: Restart auditd
`;

const handlers = `  handlers:
    # Not by systemd: many units of auditd refuse a manual stop.
    - name: Restart auditd
      ansible.builtin.command: service auditd restart
      changed_when: true

    - name: Load audit rules
      ansible.builtin.command: augenrules --load
      register: audit_load
      changed_when: true
      failed_when: audit_load.rc != 0 or 'There was an error' in audit_load.stdout + audit_load.stderr
      when: "'enabled 2' not in audit_status.stdout"

    - name: Say that locked rules change at the next boot
      listen: Load audit rules
      ansible.builtin.debug:
        msg: The rules are locked (enabled 2). The new ones are in place and take effect at the next boot.
      when: "'enabled 2' in audit_status.stdout"
`;

function inventory(hosts: readonly ExportHost[]): string {
  const lines = hosts.map(({ name, hostName, port, user, identityFile }) => {
    const variables = [
      ...(hostName === undefined ? [] : [`ansible_host: ${JSON.stringify(hostName)}`]),
      ...(port === undefined ? [] : [`ansible_port: ${port}`]),
      ...(user === undefined ? [] : [`ansible_user: ${JSON.stringify(user)}`]),
      ...(identityFile === undefined ? [] : [`ansible_ssh_private_key_file: ${JSON.stringify(identityFile)}`]),
    ];
    return `    ${JSON.stringify(name)}: {${variables.join(', ')}}`;
  });
  return ['---', '# What is not said here comes from ~/.ssh/config.', 'all:', '  hosts:', ...lines, ''].join('\n');
}
