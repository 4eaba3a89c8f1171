import fs, { existsSync, readFileSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { CachedInputFileSystem, ResolverFactory } from 'enhanced-resolve';
import type { ResolveOptions } from 'enhanced-resolve';
import { findTsconfig } from 'get-tsconfig';
import { isSourceFile } from '../prune/module-graph.ts';

/** What a specifier leads to. */
export type Resolution =
  /** A file of the user's, which may define things. */
  | { readonly kind: 'source'; readonly file: string }
  /** A file of a package, or one that holds no code. */
  | { readonly kind: 'package'; readonly file: string }
  /** One of ours, by any of its names. */
  | { readonly kind: 'tfn'; readonly specifier: string }
  | { readonly kind: 'builtin'; readonly name: string }
  /** Nothing, by the package's own word for browsers. */
  | { readonly kind: 'empty' }
  | { readonly kind: 'missing' };

/** Finds the files behind specifiers, the way that a bundle needs them. */
export interface Resolver {
  /** `kind` is how it is asked for: packages may have a file for each. @default 'import' */
  resolve(from: string, specifier: string, kind?: ImportKind): Resolution;
  /** The tsconfig.json files that were heeded. */
  configs(): string[];
}

/** How a module is asked for: by a bundle, or by Node itself. */
export type ImportKind = 'import' | 'require' | 'node';

/** Names under which a user may have `tfn`. */
const TFN_SOURCES = ['@tfn/core', '@tfn/client', '@tfn/worker', '@tfn/testing', 'temporal-functions'];

/** Makes a resolver that knows packages, TypeScript's extensions and the `paths` of the nearest tsconfig.json. */
export function createResolver(cwd: string): Resolver {
  const own = new Map<string, Resolution>();
  const lookUps = new Map<string, LookUp>();
  const configs = new Map<string, string | undefined>();
  const lookUpFor = (kind: ImportKind, config = ''): LookUp => {
    let lookUp = lookUps.get(`${kind} ${config}`);
    if (lookUp === undefined) lookUps.set(`${kind} ${config}`, (lookUp = createLookUp(kind, config)));
    return lookUp;
  };
  const find = (from: string, specifier: string, kind: ImportKind): Resolution => {
    const bare = specifier.replace(/^node:/, '');
    if (builtinModules.includes(bare) || specifier.startsWith('node:')) return { kind: 'builtin', name: bare };
    if (isTfnSource(specifier)) return { kind: 'tfn', specifier };
    const sibling = IN_PACKAGES.test(from) && !isUsers(from) ? siblingOf(from, specifier) : undefined;
    if (sibling !== undefined) return { kind: 'package', file: sibling };
    // Packages bring tsconfig.json files that were meant for their own build.
    const config = IN_PACKAGES.test(from) ? undefined : tsconfigFor(path.dirname(from), configs);
    // Without it too, as one that cannot be read makes everything fail.
    const file =
      (config === undefined ? undefined : lookUpFor(kind, config)(path.dirname(from), specifier)) ??
      lookUpFor(kind)(path.dirname(from), specifier) ??
      lookUpFor(kind)(cwd, specifier);
    if (file === false) return { kind: 'empty' };
    if (file === undefined) return { kind: 'missing' };
    return isSourceFile(file) && isUsers(file) ? { kind: 'source', file } : { kind: 'package', file };
  };
  return {
    resolve(from, specifier, kind = 'import') {
      const key = `${kind}\0${path.dirname(from)}\0${specifier}`;
      // Packages do not change while a process runs.
      const known = IN_PACKAGES.test(from) ? inPackages : own;
      let resolution = known.get(key);
      if (resolution === undefined) known.set(key, (resolution = find(from, specifier, kind)));
      return resolution;
    },
    configs: () => [...configs.values()].filter((file) => file !== undefined),
  };
}

/** Whether a specifier names one of our packages, which are all one inside a workflow. */
export function isTfnSource(specifier: string): boolean {
  return TFN_SOURCES.some((source) => specifier === source) || specifier.startsWith('temporal-functions/');
}

/** File extensions that a specifier may leave out, in the order in which they are tried. */
const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json'];

/** What TypeScript's users write, and the files that they mean. */
const EXTENSION_ALIAS: Readonly<Record<string, string[]>> = {
  '.js': ['.ts', '.tsx', '.js'],
  '.jsx': ['.tsx', '.jsx'],
  '.mjs': ['.mts', '.mjs'],
  '.cjs': ['.cts', '.cjs'],
};

// --- internal ---

/** Which of a package's files are taken. */
const FIELDS: Readonly<Record<ImportKind, Pick<ResolveOptions, 'conditionNames' | 'mainFields' | 'aliasFields'>>> = {
  import: {
    conditionNames: ['import', 'module', 'browser', 'default'],
    mainFields: ['browser', 'module', 'main'],
    aliasFields: ['browser'],
  },
  require: {
    conditionNames: ['require', 'browser', 'default'],
    mainFields: ['browser', 'main', 'module'],
    aliasFields: ['browser'],
  },
  node: { conditionNames: ['node', 'import', 'require', 'default'], mainFields: ['main', 'module'], aliasFields: [] },
};

/** The file behind a specifier; false for nothing, on purpose; undefined when there is none. */
type LookUp = (from: string, specifier: string) => string | false | undefined;

const IN_PACKAGES = /[\\/]node_modules[\\/]/;

const inPackages = new Map<string, Resolution>();

const fileSystem = new CachedInputFileSystem(fs, 1000);

function createLookUp(kind: ImportKind, configFile: string): LookUp {
  const options = {
    fileSystem,
    useSyncFileSystemCalls: true,
    extensions: EXTENSIONS,
    extensionAlias: EXTENSION_ALIAS,
    ...FIELDS[kind],
    ...(configFile !== '' && { tsconfig: { configFile, references: 'auto' as const } }),
  };
  const resolver = ResolverFactory.createResolver(options);
  return (from, specifier) => {
    try {
      const found = resolver.resolveSync({}, from, specifier);
      return found === false ? false : found.replace(/[?#].*$/, '');
    } catch {
      return undefined;
    }
  };
}

/**
 * The file of a package that another of its files names by a relative path, without a look at all that might be meant: most of a
 * bundle's specifiers are such. Undefined where it may be another, as with folders and what a package has for browsers.
 */
function siblingOf(from: string, specifier: string): string | undefined {
  const folder = path.dirname(from);
  if (!/^\.{1,2}\//.test(specifier) || hasBrowserFiles(folder)) return undefined;
  const named = path.join(folder, specifier);
  const file = /\.[cm]?js$/.test(named) ? named : `${named}.js`;
  return isFile(file) && (file === named || !isFile(named)) ? file : undefined;
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** Whether the package.json for a folder of a package has other files for browsers. */
function hasBrowserFiles(folder: string): boolean {
  let has = browserFiles.get(folder);
  if (has === undefined) {
    const manifest = path.join(folder, 'package.json');
    if (existsSync(manifest)) has = readFileSync(manifest, 'utf8').includes('"browser"');
    else has = IN_PACKAGES.test(folder) ? hasBrowserFiles(path.dirname(folder)) : false;
    browserFiles.set(folder, has);
  }
  return has;
}

const browserFiles = new Map<string, boolean>();

function tsconfigFor(folder: string, known: Map<string, string | undefined>): string | undefined {
  if (!known.has(folder)) known.set(folder, findTsconfig(folder));
  return known.get(folder);
}

/** Whether a file is the user's own: outside of node_modules, or in a package that is made with ours. */
function isUsers(file: string): boolean {
  const folder = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(file)?.[0];
  if (folder === undefined) return true;
  let uses = packagesOfUsers.get(folder);
  if (uses === undefined) packagesOfUsers.set(folder, (uses = dependsOnTfn(path.join(folder, 'package.json'))));
  return uses;
}

const packagesOfUsers = new Map<string, boolean>();

function dependsOnTfn(manifest: string): boolean {
  try {
    const {
      name = '',
      dependencies,
      peerDependencies,
    } = JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, unknown> & { name?: string };
    return (
      !name.startsWith('@tfn/') &&
      Object.keys({ ...(dependencies as object), ...(peerDependencies as object) }).some(isTfnSource)
    );
  } catch {
    return false;
  }
}
