import { readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { BundleOptions } from '../bundle-options.ts';
import { GLOBAL_OVERRIDES, WORKER_INTERFACE } from '../../sdk/workflow-library.ts';
import { readCompilersMap } from './compilers-map.ts';
import type { CompilersMap } from './compilers-map.ts';
import { toEntrySource } from './entry-source.ts';
import { bundleError } from '../../shared/errors.ts';
import { createImportTrail } from './import-trail.ts';
import type { ImportTrail } from './import-trail.ts';
import { createNodeOnlyJudge } from './node-only.ts';
import { inspectGlobals } from './sandbox-globals.ts';
import { createModuleGraph } from '../prune/module-graph.ts';
import { pruneFiles } from '../prune/prune-files.ts';
import { createInputFiles } from '../cache/input-files.ts';
import type { InputFiles } from '../cache/input-files.ts';
import type { Place } from '../check/original-places.ts';
import { describeLostMessage, findLostMessages } from '../races/lost-messages.ts';
import { createResolver, isTfnSource } from './resolver.ts';
import type { ImportKind } from './resolver.ts';
import { userLinesOf } from './user-lines.ts';
import { findTemporalModules, TEMPORAL_EXPORTS } from './temporal-modules.ts';
import { EMPTY, SANDBOX, toBuiltin, toStub, toVocabulary, USER_LINES, USER_LINES_NAME } from './virtual-modules.ts';
import type { Virtual } from './virtual-modules.ts';

/** Everything that both bundlers need: what the bundle loads, how specifiers resolve, and the contents of files. */
export interface BundlePlan {
  readonly entry: Virtual;
  /** The pruned source of a user's file; undefined for other files. */
  sourceOf(file: string): string | undefined;
  /** The source map of a file that a compiler wrote. */
  mapOf(file: string): CompilersMap | undefined;
  /** The target of a specifier. */
  resolve(from: string, specifier: string, kind: ImportKind): Target;
  /** The specifiers of the modules with the user's interceptors. */
  readonly interceptors: readonly string[];
  readonly trail: ImportTrail;
  /** The input files so far; bundlers add those that they load. */
  readonly inputs: InputFiles;
  /** Uses in workflow code of what Temporal cannot make deterministic. */
  readonly warnings: readonly string[];
  /** Races that lose messages. */
  readonly raceWarnings: readonly string[];
  /** Stateless modules, which all workflows share. */
  readonly shared: readonly string[];
  /** The entry files of the code that is the same in every bundle. */
  readonly runtime: readonly string[];
  readonly mode: 'development' | 'production';
}

/** What a bundle contains for a specifier. */
export type Target = { readonly kind: 'file'; readonly file: string } | Virtual | { readonly kind: 'missing' };

/** Writes the origins of stubs, and the code that may use them, into a complete bundle without changing its lines. */
export function fillOrigins(code: string, plan: BundlePlan): string {
  const { trail } = plan;
  const origins = trail.stubOrigins();
  const files = Array.from(trail.filesToStubs(), (file) => ({
    file,
    text: plan.sourceOf(file) ?? '',
    map: plan.mapOf(file),
  }));
  return code
    .replace(/"__TFN_ORIGIN:([^"]*)__"/g, (_, module: string) => JSON.stringify(origins[module]) ?? 'undefined')
    .replace('"__TFN_USER_LINES__"', () => JSON.stringify(userLinesOf(files, trail.shown)));
}

/**
 * Reads, prunes and inspects the files to bundle.
 * @throws {TfnError} TFN_BUNDLE_FILE_MISSING, TFN_BUNDLE_MODULE_INVALID
 */
export function createPlan(options: BundleOptions): BundlePlan {
  const cwd = path.resolve(options.cwd ?? process.cwd());
  const files = entryFiles(options, cwd);
  const inputs = createInputFiles();
  const resolver = createResolver(cwd);
  const isNodeOnly = createNodeOnlyJudge(resolver);
  const mode = options.mode ?? 'development';
  const graph = createModuleGraph(resolver, inputs.add);
  const temporal = findTemporalModules(options, { cwd, resolver });
  const {
    texts: pruned,
    isOfWorkflows,
    isGone,
  } = pruneFiles(files, graph, {
    files: temporal.roots,
    exports: TEMPORAL_EXPORTS,
  });
  const inspected = new Map(Array.from(pruned, ([file, text]) => [file, inspectGlobals(file, text, mode)]));
  const sources = new Map(Array.from(inspected, ([file, { text }]) => [file, text]));
  const maps = new Map(
    Array.from(pruned.keys(), (file) => [file, readCompilersMap(file, graph.read(file)?.text ?? '', inputs.add)]),
  );
  const mapOf = (file: string): CompilersMap | undefined => maps.get(file);
  const placeOf = (place: Place): Place => mapOf(place.file)?.find(place.line, place.column) ?? place;
  const trail = createImportTrail({
    cwd,
    files: [...files, ...temporal.roots],
    textOf: (file) => pruned.get(file),
    placeOf,
  });
  for (const file of resolver.configs()) inputs.add(file);
  const include = options.include ?? [];
  const stub = options.stub ?? [];

  const resolve = (from: string, specifier: string, kind: ImportKind): Target => {
    if (!path.isAbsolute(from) && path.isAbsolute(specifier)) return { kind: 'file', file: specifier };
    const own = temporal.targetOf(specifier) ?? resolveOwn(from, specifier);
    if (own !== undefined) return own;
    const resolved = resolver.resolve(from, specifier, kind);
    if (resolved.kind === 'builtin') return toBuiltin(resolved.name, specifier);
    if (matches(specifier, stub) || (matches(specifier, NEVER_IN_WORKFLOWS) && !matches(specifier, include)))
      return toStub(specifier);
    if (resolved.kind === 'empty') return EMPTY;
    if (resolved.kind === 'missing' || resolved.kind === 'tfn') return { kind: 'missing' };
    // What Temporal loads must run in the sandbox, so its packages are not for Node only.
    const isPackageOfUser =
      resolved.kind === 'package' && !isRelative(specifier) && sources.has(from) && isOfWorkflows(from);
    if (isPackageOfUser && !matches(specifier, include) && isNodeOnly(from, specifier)) return toStub(specifier);
    return { kind: 'file', file: toWorkflowSide(resolved.file) };
  };
  const workflowNames = options.workflows.map(({ name }) => name);
  return {
    entry: {
      kind: 'virtual',
      id: 'entry',
      code: toEntrySource({ files, workflowNames, runtime: RUNTIME, sandbox: SANDBOX }),
    },
    sourceOf: (file) => sources.get(file),
    resolve: (from, specifier, kind) => {
      const target = resolve(from, specifier, kind);
      if (target.kind !== 'missing') trail.add(from, specifier, target.kind === 'file' ? target.file : target.id);
      return target;
    },
    mapOf,
    interceptors: temporal.interceptors,
    trail,
    inputs,
    warnings: Array.from(inspected, ([file, { warnings }]) =>
      warnings.map(({ line, column, text }) => {
        const place = placeOf({ file, line, column });
        return `${trail.shown(place.file)}:${place.line}:${place.column}: ${text}`;
      }),
    ).flat(),
    raceWarnings: findLostMessages({ files: [...pruned.keys()], graph, isGone }).map((found) =>
      describeLostMessage(found, { shown: trail.shown, placeOf }),
    ),
    shared: SHARED,
    runtime: [WORKER_INTERFACE, GLOBAL_OVERRIDES, ...SHARED],
    mode,
  };
}

// --- internal ---

const RUNTIME = require.resolve('../../sandbox');
const SHARED = [require.resolve('@tfn/core'), RUNTIME, SANDBOX];

/** Temporal's packages that do not belong in workflows. */
const NEVER_IN_WORKFLOWS = [
  '@temporalio/activity',
  '@temporalio/client',
  '@temporalio/worker',
  '@temporalio/testing',
  '@temporalio/core-bridge',
  '@temporalio/envconfig',
];

/** Resolves Temporal's workflow packages and core from our own installation, wherever the user's file is: one copy of each. */
function resolveOwn(from: string, specifier: string): Target | undefined {
  if (specifier === USER_LINES_NAME) return USER_LINES;
  const isOurs = from.startsWith(OWN_ROOT) || !path.isAbsolute(from);
  if (specifier === '@tfn/core' && isOurs) return { kind: 'file', file: require.resolve('@tfn/core') };
  if (specifier === '@tfn/core/internal') return { kind: 'file', file: require.resolve('@tfn/core/internal') };
  if (isTfnSource(specifier)) return toVocabulary(specifier);
  if (/^@temporalio\/(?:workflow|common)(?:\/|$)/.test(specifier))
    return { kind: 'file', file: require.resolve(specifier) };
  return undefined;
}

/**
 * Temporal's OpenTelemetry interceptors import workflow-only code through a file that replaces it outside of workflows. Returns the
 * real file instead, as the SDK's bundler does.
 */
function toWorkflowSide(file: string): string {
  return file.replace(
    /([\\/]interceptors-opentelemetry(?:-v2)?[\\/]lib[\\/]workflow[\\/]workflow-imports)(?=\.js$)/,
    '$1-impl',
  );
}

const OWN_ROOT = path.dirname(path.dirname(require.resolve('../../sandbox'))) + path.sep;

function entryFiles({ workflows, files = [] }: BundleOptions, cwd: string): string[] {
  const given = [...workflows.map(({ file }) => file), ...files];
  return [
    ...new Set(
      given.map((file) => {
        try {
          const real = realpathSync(path.resolve(cwd, file));
          readFileSync(real);
          return real;
        } catch (cause) {
          const names = workflows.filter((workflow) => workflow.file === file).map(({ name }) => name);
          throw bundleError('TFN_BUNDLE_FILE_MISSING', { file, workflows: names }, cause);
        }
      }),
    ),
  ];
}

function matches(specifier: string, names: readonly string[]): boolean {
  return names.some((name) => specifier === name || specifier.startsWith(`${name}/`));
}

function isRelative(specifier: string): boolean {
  return /^\.{0,2}\//.test(specifier) || path.isAbsolute(specifier);
}
