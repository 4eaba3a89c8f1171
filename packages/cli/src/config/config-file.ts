import { readThrown, nearestName } from '@tfn/core/internal';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { TfnError } from '@tfn/core';
import { printError } from '../output/print-error.ts';
import { loadSource } from '../project/load/load-source.ts';
import { cliError } from '../errors.ts';
import { settings, toSettingValue } from './settings.ts';

/** The possible names of a configuration file; the first that exists is used. */
const CONFIG_FILE_NAMES: readonly string[] = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs', 'json'].map(
  (extension) => `tfn.config.${extension}`,
);

/** The values of a configuration file, by the settings' paths. */
export interface ConfigFile {
  /** Relative to the root. */
  readonly name: string;
  readonly values: ReadonlyMap<string, unknown>;
}

/**
 * Reads the configuration file of a project; undefined when it has none.
 * @throws {TfnError} TFN_CLI_CONFIG_MISSING, TFN_CLI_CONFIG_LOAD, TFN_CLI_CONFIG_INVALID
 */
export async function readConfigFile(root: string, given: string | undefined): Promise<ConfigFile | undefined> {
  const file = given === undefined ? findConfigFile(root) : resolve(given);
  if (file === undefined) return undefined;
  const name = relative(root, file) || file;
  if (!existsSync(file)) throw cliError('TFN_CLI_CONFIG_MISSING', { file: given ?? name });
  const content = await load(file, name);
  const values = new Map<string, unknown>();
  const problems = checkFields(content, '', values);
  if (problems.length > 0) throw cliError('TFN_CLI_CONFIG_INVALID', { file: name, problems });
  return { name, values };
}

/** The configuration file of a folder. */
export function findConfigFile(root: string): string | undefined {
  return CONFIG_FILE_NAMES.map((name) => join(root, name)).find((file) => existsSync(file));
}

// --- internal ---

async function load(file: string, name: string): Promise<object> {
  let content: unknown;
  const broken = (error: unknown): TfnError => {
    const problem = readThrown(error).message;
    return cliError('TFN_CLI_CONFIG_LOAD', { file: name, problem }, error);
  };
  try {
    content = file.endsWith('.json')
      ? JSON.parse(readFileSync(file, 'utf8'))
      : defaultOf(await loadSource(file, (error) => printError(broken(error))));
  } catch (error) {
    throw broken(error);
  }
  if (typeof content === 'object' && content !== null && !Array.isArray(content)) return content;
  throw cliError('TFN_CLI_CONFIG_LOAD', {
    file: name,
    problem: 'it must export an object as its default: export default defineConfig({ … })',
  });
}

/** A module's default export, including that of ESM that was compiled to CommonJS and then imported. */
function defaultOf(module: object): unknown {
  const content = (module as { default?: unknown }).default ?? module;
  return typeof content === 'object' && content !== null && '__esModule' in content && 'default' in content
    ? content.default
    : content;
}

/** Collects the values by their paths; returns the problems. */
function checkFields(fields: object, prefix: string, values: Map<string, unknown>): string[] {
  return Object.entries(fields).flatMap(([key, value]) => {
    const path = `${prefix}${key}`;
    if (value === undefined) return [];
    const setting = settings.find((candidate) => candidate.path === path);
    if (setting === undefined && settings.some((candidate) => candidate.path.startsWith(`${path}.`)))
      return typeof value === 'object' && value !== null
        ? checkFields(value, `${path}.`, values)
        : [`'${path}' must be an object`];
    if (setting === undefined) return [unknownField(key, prefix)];
    const outcome = toSettingValue(setting, value);
    if ('expected' in outcome) return [`'${path}' must be ${outcome.expected}`];
    values.set(path, outcome.value);
    return [];
  });
}

function unknownField(key: string, prefix: string): string {
  const known = settings.filter(({ path }) => path.startsWith(prefix)).map(({ path }) => path.slice(prefix.length));
  const names = [...new Set(known.map((path) => path.split('.')[0] as string))];
  const nearest = nearestName(key, names);
  const hint = nearest === undefined ? `known are ${names.join(', ')}` : `did you mean '${prefix}${nearest}'?`;
  return `there is no field '${prefix}${key}' (${hint})`;
}
