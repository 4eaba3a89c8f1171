import { readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { BundleOptions } from './bundle-options.ts';
import { toEntrySource } from './entry-source.ts';
import { bundleError } from './errors.ts';
import { createImportTrail } from './import-trail.ts';
import type { ImportTrail } from './import-trail.ts';
import { createNodeOnlyJudge } from './node-only.ts';
import { inspectGlobals } from './sandbox-globals.ts';
import { createModuleGraph } from './prune/module-graph.ts';
import { pruneFiles } from './prune/prune-files.ts';
import { createResolver, isTfnSource } from './resolver.ts';
import type { ImportKind } from './resolver.ts';

/** Everything that both bundlers need to know: what the bundle loads, where specifiers lead, what files hold. */
export interface BundlePlan {
  readonly entry: Virtual;
  /** The pruned source of a user's file; undefined for all others. */
  sourceOf(file: string): string | undefined;
  /** Where a specifier leads; undefined when nothing is known better than by the bundler's own rules. */
  resolve(from: string, specifier: string, kind: ImportKind): Target;
  readonly trail: ImportTrail;
  /** The files that went into the plan; bundlers add those that they load. */
  readonly inputs: Set<string>;
  /** What workflow code does that Temporal cannot make deterministic. */
  readonly warnings: readonly string[];
  /** Stateless modules that all workflows can share. */
  readonly shared: readonly string[];
  /** The files from which all that is the same in every bundle is reached. */
  readonly runtime: readonly string[];
  readonly mode: 'development' | 'production';
}

/** What a bundle holds for a specifier. */
export type Target = { readonly kind: 'file'; readonly file: string } | Virtual | { readonly kind: 'missing' };

/** A module that is no file. */
export interface Virtual {
  readonly kind: 'virtual';
  readonly id: string;
  readonly code: string;
  /** As JSON; none when no place in it is of interest. */
  readonly map?: string;
}

/** What Temporal's worker calls in a bundle, and what makes the sandbox's globals deterministic. */
export const TEMPORAL_API: string = require.resolve('@temporalio/workflow/lib/worker-interface.js');
export const TEMPORAL_OVERRIDES: string = require.resolve('@temporalio/workflow/lib/global-overrides.js');

/** Puts what is known of the origins of stubs into a complete bundle; it stays on the same lines. */
export function fillOrigins(code: string, plan: BundlePlan): string {
  const origins = plan.trail.stubOrigins();
  return code.replace(
    /"__TFN_ORIGIN:([^"]*)__"/g,
    (_, module: string) => JSON.stringify(origins[module]) ?? 'undefined',
  );
}

/**
 * Reads, judges and prunes what is to be bundled.
 * @throws {TfnError} TFN_BUNDLE_FILE_MISSING
 */
export function createPlan(options: BundleOptions): BundlePlan {
  const cwd = path.resolve(options.cwd ?? process.cwd());
  const files = entryFiles(options, cwd);
  const resolver = createResolver(cwd);
  const isNodeOnly = createNodeOnlyJudge(resolver);
  const mode = options.mode ?? 'development';
  const graph = createModuleGraph(resolver);
  const pruned = pruneFiles(files, graph);
  const inspected = new Map(Array.from(pruned, ([file, text]) => [file, inspectGlobals(file, text, mode)]));
  const sources = new Map(Array.from(inspected, ([file, { text }]) => [file, text]));
  const trail = createImportTrail({ cwd, files, textOf: (file) => pruned.get(file) });
  const include = options.include ?? [];
  const stub = options.stub ?? [];

  const resolve = (from: string, specifier: string, kind: ImportKind): Target => {
    if (!path.isAbsolute(from) && path.isAbsolute(specifier)) return { kind: 'file', file: specifier };
    const own = resolveOwn(from, specifier);
    if (own !== undefined) return own;
    const resolved = resolver.resolve(from, specifier, kind);
    if (resolved.kind === 'builtin') return builtin(resolved.name, specifier);
    if (matches(specifier, stub) || (matches(specifier, NEVER_IN_WORKFLOWS) && !matches(specifier, include)))
      return stubOf(specifier);
    if (resolved.kind === 'empty') return EMPTY;
    if (resolved.kind === 'missing' || resolved.kind === 'tfn') return { kind: 'missing' };
    const isPackageOfUser = resolved.kind === 'package' && !isRelative(specifier) && sources.has(from);
    if (isPackageOfUser && !matches(specifier, include) && isNodeOnly(from, specifier)) return stubOf(specifier);
    return { kind: 'file', file: resolved.file };
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
    trail,
    inputs: new Set([...graph.files(), ...resolver.configs()]),
    warnings: Array.from(inspected.values(), ({ warnings }) => warnings)
      .flat()
      .map((text) => text.replace(`${cwd}${path.sep}`, '')),
    shared: SHARED,
    runtime: [TEMPORAL_API, TEMPORAL_OVERRIDES, ...SHARED],
    mode,
  };
}

// --- internal ---

const RUNTIME = require.resolve('../workflow');
const SANDBOX = require.resolve('./sandbox');
const SHARED = [require.resolve('@tfn/core'), RUNTIME, SANDBOX];

/** Temporal's packages that belong outside of workflows. */
const NEVER_IN_WORKFLOWS = [
  '@temporalio/activity',
  '@temporalio/client',
  '@temporalio/worker',
  '@temporalio/testing',
  '@temporalio/core-bridge',
  '@temporalio/envconfig',
];

const EMPTY: Virtual = { kind: 'virtual', id: 'empty', code: 'module.exports = {};' };

/** `tfn` as a user's file has it inside a workflow, whichever package it came from: core's, with nothing to run the program by. */
function vocabulary(specifier: string): Virtual {
  return {
    kind: 'virtual',
    id: `vocabulary:${specifier}`,
    code: `const core = require('@tfn/core'), sandbox = require(${JSON.stringify(SANDBOX)}), host = ${stubCall(specifier)};
module.exports = sandbox.createPartialStub({ ...core, tfn: sandbox.createPartialStub({ ...core.tfn }, host.tfn) }, host);`,
  };
}

function stubOf(specifier: string): Virtual {
  const module = specifier.replace(/^node:/, '');
  return {
    kind: 'virtual',
    id: `stub:${module}`,
    code: `module.exports = ${stubCall(module)};`,
  };
}

function stubCall(module: string): string {
  return `require(${JSON.stringify(SANDBOX)}).createStub(${JSON.stringify(module)}, "__TFN_ORIGIN:${module}__")`;
}

/** Built-ins of which the sandbox has a part; the rest is a stub. */
const PARTIAL: Readonly<Record<string, string>> = {
  assert: 'globalThis.assert',
  url: '{ URL, URLSearchParams }',
  util: '{ TextEncoder, TextDecoder }',
};

function builtin(name: string, specifier: string): Virtual {
  const part = PARTIAL[name];
  if (part === undefined) return stubOf(specifier);
  const { code } = stubOf(specifier);
  return {
    kind: 'virtual',
    id: `stub:${name}`,
    code:
      name === 'assert'
        ? `module.exports = ${part};`
        : `${code}\nmodule.exports = require(${JSON.stringify(SANDBOX)}).createPartialStub(${part}, module.exports);`,
  };
}

/** What comes from our own installation, wherever the user's file is: Temporal's workflow packages and core, one copy of each. */
function resolveOwn(from: string, specifier: string): Target | undefined {
  const isOurs = from.startsWith(OWN_ROOT) || !path.isAbsolute(from);
  if (specifier === '@tfn/core' && isOurs) return { kind: 'file', file: require.resolve('@tfn/core') };
  if (specifier === '@tfn/core/internal') return { kind: 'file', file: require.resolve('@tfn/core/internal') };
  if (isTfnSource(specifier)) return vocabulary(specifier);
  if (/^@temporalio\/(?:workflow|common)(?:\/|$)/.test(specifier))
    return { kind: 'file', file: require.resolve(specifier) };
  return undefined;
}

const OWN_ROOT = path.dirname(path.dirname(require.resolve('../workflow'))) + path.sep;

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
