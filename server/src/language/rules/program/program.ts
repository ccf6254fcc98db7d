import { loadOrder } from '../../../../../core/src/rules/effective';
import type { Machine } from '../../../../../core/src/facts/rules/machines';
import type { Target } from '../../../../../core/src/target';
import type { SourceDocument } from '../../language';
import type { ReadText } from '../knownLine';
import { machineOf } from '../machine';
import type { RulesSetting } from '../rulesFile';
import type { Across, ProgramChange } from './across';
import { Load } from './load';
import { type Edit, PlacedFile } from './placedFile';
import { type Home, type PlacedLine, doesMore } from './placedLine';

export type Beginning = (program: Program) => Across | undefined;

/** More than this part of all lines is not brought up to date line by line. */
const mostOfAll = 1 / 4;

/** The files that are judged together, and all that compares their lines. It is brought from version to version. */
export class Program {
  readonly target: Target;
  readonly machine: Machine;
  /** Files of a rules.d folder, which augenrules joins. */
  readonly isFolder: boolean;
  /** How many lines send a rule. */
  ruleCount = 0;
  readonly #read: ReadText;
  readonly #beginnings: readonly Beginning[];
  readonly #files = new Map<string, PlacedFile>();
  #list: readonly PlacedFile[] = [];
  readonly #loads = new Map<Home, Load>();
  #across: readonly Across[] = [];
  /** Those of them that look at each line. */
  #adding: readonly Required<Pick<Across, 'add'>>[] = [];

  constructor(documents: readonly SourceDocument[], target: Target, read: ReadText, beginnings: readonly Beginning[]) {
    this.#read = read;
    this.target = target;
    this.machine = machineOf(target);
    this.isFolder = documents.some(({ uri }) => settingOf(uri, target).isInRulesFolder);
    this.#beginnings = beginnings;
    this.update(documents);
  }

  /** In the order of the documents; checks begin anew when another one comes or goes. */
  get files(): readonly PlacedFile[] {
    return this.#list;
  }

  file(uri: string): PlacedFile | undefined {
    return this.#files.get(uri);
  }

  /** What is loaded together with a file; undefined: augenrules does not read it. */
  loadOf(file: Home): Load | undefined {
    return this.#loads.get(file);
  }

  /** Brings all to these versions. */
  update(documents: readonly SourceDocument[]): void {
    const isSame = documents.length === this.#files.size && documents.every(({ uri }) => this.#files.has(uri));
    const edits: Edit[] = [];
    let lineCount = 0;
    const before = new Map(this.#files);
    if (!isSame) this.#files.clear();
    for (const { uri, lines } of documents) {
      lineCount += lines.count;
      const file = before.get(uri);
      if (file !== undefined && file.lines !== lines) edits.push(file.update(lines));
      if (!isSame) this.#files.set(uri, file ?? new PlacedFile(settingOf(uri, this.target), lines, this.#read));
    }
    const changed = edits.reduce((sum, { removed, added }) => sum + removed.length + added.length, 0);
    if (!isSame || changed > Math.max(64, lineCount * mostOfAll)) this.#begin();
    else if (edits.length > 0) {
      for (const { removed } of edits) for (const line of removed) this.#remove(line);
      for (const { added } of edits) for (const line of added) this.#add(line);
      this.#settle(edits);
    }
  }

  #begin(): void {
    this.ruleCount = 0;
    this.#list = [...this.#files.values()];
    this.#loads.clear();
    for (const load of this.#newLoads()) for (const file of load.files) this.#loads.set(file, load);
    this.#across = this.#beginnings.flatMap((begin) => begin(this) ?? []);
    this.#adding = this.#across.filter((each): each is Across & Required<Pick<Across, 'add'>> => 'add' in each);
    for (const file of this.#list) {
      file.others.clear();
      file.ruleCount = 0;
      file.glued = undefined;
      file.visit((line) => {
        line.forget();
        this.#add(line);
      });
    }
    this.#settle(this.#list.map((file) => ({ file, from: 0, to: Infinity })));
  }

  #newLoads(): Load[] {
    const files = this.#list;
    if (!this.isFolder) return files.map((file) => new Load([file], false, this.target));
    const byName = new Map(files.map((file) => [file.name, file]));
    const order = new Set(loadOrder([...byName.keys()], this.target).order);
    const loaded = [...order].map((name) => byName.get(name)!);
    for (const [rank, file] of loaded.entries()) file.rank = rank;
    return [new Load(loaded, true, this.target)];
  }

  #add(line: PlacedLine): void {
    const file = line.home as PlacedFile;
    if (line.facts !== undefined) {
      if (line.facts.effect.rule !== undefined) this.#count(file, 1);
      if (doesMore(line.facts.effect)) file.others.add(line);
    }
    this.#loads.get(file)?.add(line);
    for (const each of this.#adding) each.add(line);
  }

  #remove(line: PlacedLine): void {
    const file = line.home as PlacedFile;
    if (line.facts?.effect.rule !== undefined) this.#count(file, -1);
    file.others.delete(line);
    this.#loads.get(file)?.remove(line);
    for (const each of this.#across) each.remove?.(line);
  }

  #count(file: PlacedFile, by: number): void {
    this.ruleCount += by;
    file.ruleCount += by;
  }

  #settle(edits: ProgramChange['edits']): void {
    const changes = [...new Set(this.#loads.values())].map((load) => load.settle());
    const change: ProgramChange = {
      edits,
      refused: changes.flatMap(({ refused }) => refused),
      hidden: changes.flatMap(({ hidden }) => hidden),
      overridden: changes.flatMap(({ overridden }) => overridden),
    };
    for (const each of this.#across) each.settle?.(change);
  }
}

function settingOf(uri: string, target: Target): RulesSetting {
  const name = uri.slice(uri.lastIndexOf('/') + 1);
  return { uri, name, isInRulesFolder: uri.endsWith(`/rules.d/${name}`), target, machine: machineOf(target) };
}
