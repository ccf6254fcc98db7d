import type { Actions } from './actions';
import type { Surroundings } from './surroundings';

/** Which packages hold auditd and audisp-remote, by who installs them. Source: the distributions' package lists. */
interface Family {
  readonly manager: string;
  readonly daemon: string;
  /** undefined: the plugin is in the daemon's package. */
  readonly plugin: string | undefined;
  /** A `semanage` that knows ports. */
  readonly labels: string | undefined;
  readonly install: (names: string) => string;
}

const families: readonly Family[] = [
  {
    manager: 'dnf',
    daemon: 'audit',
    plugin: 'audispd-plugins',
    labels: 'policycoreutils-python-utils',
    install: (names) => `dnf -y install ${names}`,
  },
  {
    manager: 'yum',
    daemon: 'audit',
    plugin: 'audispd-plugins',
    labels: 'policycoreutils-python',
    install: (names) => `yum -y install ${names}`,
  },
  {
    manager: 'zypper',
    daemon: 'audit',
    plugin: 'audit-audispd-plugins',
    labels: 'policycoreutils-python-utils',
    install: (names) => `zypper --non-interactive install --no-confirm ${names}`,
  },
  {
    manager: 'apt-get',
    daemon: 'auditd',
    plugin: 'audispd-plugins',
    labels: 'policycoreutils-python-utils',
    // The lists of packages may be old or missing; where they cannot be had, what is there may still do.
    install: (names) =>
      `export DEBIAN_FRONTEND=noninteractive; apt-get -qq update; apt-get -y -o DPkg::Lock::Timeout=120 -o Dpkg::Options::=--force-confold install --no-install-recommends ${names}`,
  },
  {
    manager: 'pacman',
    daemon: 'audit',
    plugin: undefined,
    labels: undefined,
    install: (names) => `pacman --noconfirm -S --needed ${names}`,
  },
];

/** What must be installed so that a host can be the server, or a sender. */
export function packageActions(host: Surroundings, role: 'central' | 'sender', label: 'needed' | 'not'): Actions {
  const family = families.find(({ manager }) => host.managers.includes(manager));
  const names = missing(host, role, label, family);
  if (names.length === 0) return { actions: [], notes: [], hindrances: [] };
  const immutable = host.managers.find((manager) => manager === 'transactional-update' || manager === 'rpm-ostree');
  const list = names.join(' ');
  if (immutable !== undefined) {
    const command =
      immutable === 'rpm-ostree' ? `rpm-ostree install ${list}` : `transactional-update pkg install ${list}`;
    return hindered(
      `${list} must be installed, but this system takes packages only with a reboot (${immutable}).`,
      `Run "${command}" there and boot, then run this again.`,
    );
  }
  if (family === undefined) {
    return hindered(
      'audit is not installed, and none of dnf, yum, zypper, apt-get and pacman is there to do it.',
      'Install auditd and audisp-remote there by hand, then run this again.',
    );
  }
  const command = family.install(list);
  return {
    actions: [{ kind: 'packages', words: `install ${list} (${family.manager})`, command, undo: undefined }],
    notes: [],
    hindrances: [],
  };
}

function missing(host: Surroundings, role: string, label: string, family: Family | undefined): string[] {
  const wanted: (string | undefined)[] = [];
  // What is there counts, wherever it came from; the package database is asked for nothing that a program answers.
  if (!host.programs.has('auditctl')) wanted.push(family?.daemon ?? 'audit');
  if (role === 'sender' && !host.programs.has('audisp-remote'))
    wanted.push(family?.plugin ?? family?.daemon ?? 'audit');
  if (label === 'needed' && host.ports === undefined) wanted.push(family?.labels);
  return [...new Set(wanted.filter((name) => name !== undefined))];
}

function hindered(what: string, next: string): Actions {
  return { actions: [], notes: [], hindrances: [{ what, next }] };
}
