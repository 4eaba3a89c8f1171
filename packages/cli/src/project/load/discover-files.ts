import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cliError } from '../../errors.ts';

/** The files with definitions, and the folder to watch. */
export interface FunctionFiles {
  readonly folder: string;
  /** Absolute, sorted. */
  readonly files: readonly string[];
}

/**
 * Finds the files with a project's definitions: every script in the folder except tests, declarations and hidden files.
 * @throws {TfnError} TFN_CLI_FUNCTIONS_NONE
 */
export function discoverFiles(root: string, given: string | undefined): FunctionFiles {
  const looked = (given === undefined ? ['functions', 'src/functions'] : [given]).map((path) => resolve(root, path));
  const folder = looked.find((path) => existsSync(path));
  if (folder === undefined)
    throw cliError('TFN_CLI_FUNCTIONS_NONE', { looked, problem: 'There is no folder of functions' });
  if (statSync(folder).isFile()) return { folder, files: [folder] };
  const files = findScripts(folder).sort();
  if (files.length === 0)
    throw cliError('TFN_CLI_FUNCTIONS_NONE', { looked: [folder], problem: 'There are no functions' });
  return { folder, files };
}

/** Whether a file in the functions folder may have definitions, which tests and declarations have not. */
export function isFunctionFile(path: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(path) && !/\.(?:test|spec)\.[cm]?[jt]sx?$|\.d\.[cm]?ts$/.test(path);
}

// --- internal ---

const SKIPPED = /^(?:\.|node_modules$|__tests__$|__mocks__$|tests?$|dist$)/;

function findScripts(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (SKIPPED.test(entry.name)) return [];
    if (entry.isDirectory()) return findScripts(path);
    return isFunctionFile(path) ? [path] : [];
  });
}
