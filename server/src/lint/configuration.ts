import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Levels, readLevels } from '../language/judgement';
import { nearest } from '../../../core/src/text/nearest';
import { InputError } from './inputs';
import { knownCodes } from './lintDocument';
import { systemErrorText } from './systemErrors';

const fileName = '.auditd-lint.json';

/** The levels for files of a folder: those of `--config`, else of the nearest .auditd-lint.json above. Throws InputError. */
export function levelsFinder(config: string | undefined): (folder: string) => Levels {
  if (config !== undefined) {
    const levels = readConfiguration(config);
    return () => levels;
  }
  const known = new Map<string, Levels>();
  return function find(folder: string): Levels {
    const before = known.get(folder);
    if (before !== undefined) return before;
    const path = join(folder, fileName);
    const above = dirname(folder);
    const levels = existsSync(path) ? readConfiguration(path) : above === folder ? new Map() : find(above);
    known.set(folder, levels);
    return levels;
  };
}

function readConfiguration(path: string): Levels {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const why = error instanceof SyntaxError ? `this is no valid JSON: ${error.message}` : systemErrorText(error);
    throw new InputError(`${path}: ${why}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InputError(`${path}: not an object`);
  for (const name of Object.keys(value)) {
    if (name !== 'levels' && name !== '$schema')
      throw new InputError(`${path}: there is no setting \`${name}\`, only \`levels\``);
  }
  const given: unknown = 'levels' in value ? value.levels : {};
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new InputError(`${path}: \`levels\` is not an object`);
  const levels = readLevels(given);
  for (const code of Object.keys(given)) {
    if (!knownCodes.has(code))
      throw new InputError(`${path}: there is no finding with the code \`${code}\`${meant(code)}`);
    if (!levels.has(code))
      throw new InputError(`${path}: the level of \`${code}\` is not error, warning, info, hint or off`);
  }
  return levels;
}

function meant(code: string): string {
  const close = nearest(code, [...knownCodes]);
  return close === undefined ? '' : `; is \`${close}\` meant?`;
}
