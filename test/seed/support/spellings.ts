import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const seed = join(__dirname, '..');
// Beside the originals, because the project's packages find each other, and ours, by relative links.
const parent = join(seed, '..');

/**
 * Describes a part of the document twice: with its imports as printed, from `temporal-functions`, and with imports from the
 * single packages, `@tfn/*`.
 */
export function describeSpellings(part: string, body: (spelling: Spelling) => void): void {
  describe(`${part}, as printed`, () => body({ folder: seed, load: loader(() => seed) }));
  describe(`${part}, with the imports of single packages`, () => {
    let copy = seed;
    beforeAll(() => {
      copy = copyWithSinglePackages();
    });
    afterAll(() => rmSync(copy, { recursive: true }));
    body({
      get folder() {
        return copy;
      },
      load: loader(() => copy),
    });
  });
}

export interface Spelling {
  /** The folder of its samples and its project; read it inside tests only. */
  readonly folder: string;
  /** Loads files of the folder into a process without definitions; returns the last one. */
  load<TModule>(...files: readonly string[]): TModule;
}

/** Copies samples and project to a new folder, and changes only their imports. */
export function copyWithSinglePackages(): string {
  const copy = mkdtempSync(join(parent, '.seed-'));
  for (const folder of ['samples', 'project'])
    cpSync(join(seed, folder), join(copy, folder), { recursive: true, verbatimSymlinks: true });
  const sources = readdirSync(copy, { recursive: true, withFileTypes: true }).filter(
    (entry) =>
      entry.isFile() && entry.name.endsWith('.ts') && !relative(copy, entry.parentPath).includes('node_modules'),
  );
  for (const { parentPath, name } of sources) {
    const file = join(parentPath, name);
    const text = readFileSync(file, 'utf8');
    writeFileSync(
      file,
      text.replaceAll(/from 'temporal-functions(?:\/([a-z-]+))?'/g, (_, entry = 'core') => `from '@tfn/${entry}'`),
    );
  }
  return copy;
}

/** Two spellings, or two samples, define the same names in different files, which is an error within one process. */
export function forgetDefinitions(): void {
  const holder = globalThis as { [key: symbol]: Record<string, Map<string, unknown>> | undefined };
  for (const defs of Object.values(holder[Symbol.for('@tfn/registry')] ?? {})) defs.clear();
}

// --- internal ---

function loader(folder: () => string): Spelling['load'] {
  return (...files) => {
    forgetDefinitions();
    let loaded: unknown;
    jest.isolateModules(() => {
      for (const file of files) loaded = require(join(folder(), file));
    });
    return loaded as never;
  };
}
