import { resolve } from 'node:path';

/** The repository: where package.json lies. */
export const projectRoot = resolve(__dirname, '..');

/** An absolute path in the repository. */
export const inProject = (...parts: string[]): string => resolve(projectRoot, ...parts);
