import { settingOf } from '../../../../core/src/config/value';
import type { HostState } from '../../deploy/hostState';
import { plan as planDeploy } from '../../deploy/plan';
import type { Plan, Wish } from '../../deploy/planModel';
import type { RuleBook } from '../../deploy/ruleBook';
import { actionsOf } from './actions';
import type { Actions, Hindrance, HostAction, Note } from './actions';
import { textAt, versionOf } from './auditFiles';
import type { FileChanges } from './auditFiles';
import { centralFiles } from './centralFiles';
import { firewallActions } from './firewall';
import { packageActions } from './packages';
import { needsPortLabel, portLabelActions } from './portLabel';
import { senderFiles } from './senderFiles';
import { bootActions } from './services';
import type { Surroundings } from './surroundings';
import type { CentralWish } from './wish';

/** What was seen of a host before anything is planned. */
export interface HostLook {
  readonly host: string;
  readonly state: HostState;
  readonly around: Surroundings;
}

/** What is to be done on one host, in its order: packages, or else actions, files with a restart, and the rest. */
export interface HostPlan {
  readonly host: string;
  readonly role: 'central' | 'sender';
  readonly look: HostLook;
  /** Not empty: the rest can be planned only when they are installed. */
  readonly packages: readonly HostAction[];
  readonly actions: readonly HostAction[];
  readonly deploy: Plan | undefined;
  readonly notes: readonly Note[];
  readonly hindrances: readonly Hindrance[];
}

export interface CentralPlan {
  readonly wish: CentralWish;
  /** The central server first. */
  readonly hosts: readonly HostPlan[];
}

/**
 * What to do so that the senders' events reach the central server. Pure: the same plan is shown, run and undone. What
 * is so already is in no plan, so a second run has none. `looks`: the server's and all senders'.
 */
export function planCentral(looks: readonly HostLook[], wish: CentralWish, book: RuleBook): CentralPlan {
  const central = looks.find(({ host }) => host === wish.central);
  const senders = wish.senders.flatMap((name) => looks.find(({ host }) => host === name) ?? []);
  if (central === undefined) throw new Error('the central server was not looked at');
  const sources = [...new Set(senders.flatMap(({ around }) => around.sourceAddress ?? []))];
  const auditdConf = textAt(central.state, '/etc/audit/auditd.conf');
  const clientPorts = settingOf(auditdConf, 'auditd-conf', 'tcp_client_ports', versionOf(central.state));
  return {
    wish,
    hosts: [
      planServer(central, wish, sources, senders, book),
      ...senders.map((look) => planSender(look, central, wish, clientPorts, book)),
    ],
  };
}

/** Whether anything at all is to be done. */
export function isDone({ hosts }: CentralPlan): boolean {
  return hosts.every((host) => stepsOf(host) === 0);
}

export function stepsOf({ packages, actions, deploy }: HostPlan): number {
  return packages.length + actions.length + (deploy?.steps.length ?? 0);
}

/** Why a plan must not be run there; of the deploy's own obstacles, too. */
export function hindrancesOf({ hindrances, deploy, packages }: HostPlan): readonly Hindrance[] {
  return [...hindrances, ...(packages.length > 0 ? [] : (deploy?.obstacles ?? []))];
}

function planServer(
  look: HostLook,
  wish: CentralWish,
  sources: readonly string[],
  senders: readonly HostLook[],
  book: RuleBook,
): HostPlan {
  const { state, around } = look;
  const label = needsPortLabel(around, wish.port) ? 'needed' : 'not';
  const packages = packageActions(around, 'central', label);
  if (packages.actions.length > 0 || packages.hindrances.length > 0) return onlyPackages(look, 'central', packages);
  const opening = { port: wish.port, sources };
  // Each as it is seen, also twice: what stands behind one address shares its slots.
  const seen = senders.flatMap(({ around: { sourceAddress } }) => sourceAddress ?? []);
  const files = centralFiles(state, around, wish, seen);
  const rest = actionsOf([
    wish.firewall === 'open' ? firewallActions(around, opening) : {},
    portLabelActions(around, wish.port),
    bootActions(around),
    { hindrances: portHindrances(around, wish.port) },
  ]);
  const auditdListens = around.listening.some(({ port, program }) => port === wish.port && program === 'auditd');
  return whole(look, 'central', rest, files, auditdListens ? 'as-needed' : 'always', wish, book);
}

function planSender(
  look: HostLook,
  central: HostLook,
  wish: CentralWish,
  clientPorts: string | undefined,
  book: RuleBook,
): HostPlan {
  const { state, around } = look;
  const packages = packageActions(around, 'sender', 'not');
  if (packages.actions.length > 0 || packages.hindrances.length > 0) return onlyPackages(look, 'sender', packages);
  const files = senderFiles(state, around, wish, clientPorts);
  const rest = actionsOf([bootActions(around), { hindrances: wayHindrances(look, central, wish) }]);
  return whole(look, 'sender', rest, files, around.isSending ? 'as-needed' : 'always', wish, book);
}

function whole(
  look: HostLook,
  role: HostPlan['role'],
  rest: Actions,
  files: FileChanges,
  restart: 'as-needed' | 'always',
  { confirmSeconds }: CentralWish,
  book: RuleBook,
): HostPlan {
  const wish: Wish = { files: files.files, remove: [], confirmSeconds, restart };
  return {
    host: look.host,
    role,
    look,
    packages: [],
    actions: rest.actions,
    deploy: planDeploy(look.state, wish, book),
    notes: [...files.notes, ...rest.notes],
    hindrances: [...files.hindrances, ...rest.hindrances],
  };
}

function onlyPackages(look: HostLook, role: HostPlan['role'], { actions, notes, hindrances }: Actions): HostPlan {
  return { host: look.host, role, look, packages: actions, actions: [], deploy: undefined, notes, hindrances };
}

/** auditd starts without a word where its port is another's, and nothing arrives. */
function portHindrances({ listening }: Surroundings, wanted: number): Hindrance[] {
  const other = listening.find(({ port, program }) => port === wanted && program !== 'auditd');
  if (other === undefined) return [];
  return [
    {
      what: `Port ${wanted} is taken by ${other.program || 'another program'} (process ${other.pid}); auditd would start without a word and hear nothing.`,
      next: 'Choose another port, or end that program first.',
    },
  ];
}

function wayHindrances({ host, around }: HostLook, central: HostLook, wish: CentralWish): Hindrance[] {
  if (around.resolved.length === 0) {
    return [
      {
        what: `The name ${wish.serverAddress} means nothing on this host.`,
        next: 'Choose an address instead, or give the name to its DNS or /etc/hosts.',
      },
    ];
  }
  if (around.sourceAddress === undefined) {
    return [{ what: `This host has no route to ${wish.serverAddress}.`, next: 'Choose an address that it can reach.' }];
  }
  if (around.resolved.every((address) => /^127\.|^::1$/.test(address)) || host === central.host) {
    return [
      {
        what: `${wish.serverAddress} is this host itself: it would send its events to itself.`,
        next: 'Choose the address by which other hosts reach the central server.',
      },
    ];
  }
  return [];
}
