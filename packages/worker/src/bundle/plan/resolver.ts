import fs, { existsSync, readFileSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { CachedInputFileSystem, ResolverFactory } from 'enhanced-resolve';
import type { ResolveOptions } from 'enhanced-resolve';
import { createPathsMatcher } from 'get-tsconfig';
import { isSourceFile } from '../prune/module-graph.ts';
import { readTsconfig } from './read-tsconfig.ts';
import type { Tsconfig } from './read-tsconfig.ts';

/** The target of a specifier. */
export type Resolution =
  /** One of the user's files, which may make definitions. */
  | { readonly kind: 'source'; readonly file: string }
  /** A file of a package, or one without code. */
  | { readonly kind: 'package'; readonly file: string }
  /** One of our packages. */
  | { readonly kind: 'tfn'; readonly specifier: string }
  | { readonly kind: 'builtin'; readonly name: string }
  /** Empty: the package.json excludes it from browsers. */
  | { readonly kind: 'empty' }
  | { readonly kind: 'missing' };

/** Resolves specifiers as a bundle needs them. */
export interface Resolver {
  /** Packages may have a different file for each kind of import. @default 'import' */
  resolve(from: string, specifier: string, kind?: ImportKind): Resolution;
  /** The tsconfig.json files that were used. */
  configs(): string[];
}

/** How a module is imported: by `import` or `require` in a bundle, or by Node itself. */
export type ImportKind = 'import' | 'require' | 'node';

/** The packages that export `tfn`. */
const TFN_SOURCES = ['@tfn/core', '@tfn/client', '@tfn/worker', '@tfn/testing', 'temporal-functions'];

/** Creates a resolver for packages, TypeScript's extensions and the `paths` of the nearest tsconfig.json. */
export function createResolver(cwd: string): Resolver {
  const own = new Map<string, Resolution>();
  const lookUps = new Map<string, LookUp>();
  const configs = new Map<string, Tsconfig | undefined>();
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
    // The tsconfig.json files in packages are for the packages' own builds.
    const config = IN_PACKAGES.test(from) ? undefined : tsconfigFor(path.dirname(from), configs);
    // Then without it, since an unreadable one makes every look-up fail.
    const file =
      (config?.extended === true ? lookUpFor(kind, config.path)(path.dirname(from), specifier) : undefined) ??
      (config?.extended === false ? throughOwnPaths(config, specifier, lookUpFor(kind)) : undefined) ??
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
    configs: () => [...configs.values()].flatMap((config) => config?.path ?? []),
  };
}

/** Whether a specifier names one of our packages, which are all the same inside a workflow. */
export function isTfnSource(specifier: string): boolean {
  return TFN_SOURCES.some((source) => specifier === source) || specifier.startsWith('temporal-functions/');
}

/** The extensions that a specifier may omit, in order of precedence. */
const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json'];

/** The extensions in specifiers, and those of the TypeScript files that they may refer to. */
const EXTENSION_ALIAS: Readonly<Record<string, string[]>> = {
  '.js': ['.ts', '.tsx', '.js'],
  '.jsx': ['.tsx', '.jsx'],
  '.mjs': ['.mts', '.mjs'],
  '.cjs': ['.cts', '.cjs'],
};

// --- internal ---

/** How to choose among a package's files. */
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

/** The file behind a specifier; false when the package excludes it; undefined when it does not exist. */
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
 * A fast path for relative specifiers between files of a package, which most of a bundle's specifiers are. Undefined if the full
 * resolution may find another file, as for folders, and in packages with browser files.
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

/** Whether the package.json above a folder replaces files for browsers. */
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

function tsconfigFor(folder: string, known: Map<string, Tsconfig | undefined>): Tsconfig | undefined {
  if (!known.has(folder)) known.set(folder, readTsconfig(folder));
  return known.get(folder);
}

function throughOwnPaths(config: Tsconfig, specifier: string, lookUp: LookUp): string | false | undefined {
  const targets = createPathsMatcher(config)?.(specifier) ?? [];
  return targets.map((target) => lookUp(path.dirname(config.path), target)).find((file) => file !== undefined);
}

/** Whether a file is the user's: outside of node_modules, or in a package that depends on ours. */
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
