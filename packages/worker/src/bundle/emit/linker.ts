/**
 * The fast bundler: turns each file into CommonJS on its own (esbuild compiles those that are not), and joins all into one script.
 * Temporal's worker requires of a bundle, on the SDK versions that the self-check knows:
 * B1 a global `__TEMPORAL__` with `api`, `importWorkflows`, `importInterceptors` and `preloadModules`;
 * B2 modules are cached in `globalThis.__webpack_module_cache__` only, so that each workflow has its own;
 * B3 an inline source map with a `file`.
 */
import path from 'node:path';
import type { BundleOptions } from '../bundle-options.ts';
import { GLOBAL_OVERRIDES, WORKER_INTERFACE } from '../../sdk/workflow-library.ts';
import type { BundlePlan, Target } from '../plan/bundle-plan.ts';
import { bundleError } from '../../shared/errors.ts';
import { followModules, keyOf } from './linked-modules.ts';
import type { LinkedModule } from './linked-modules.ts';
import { LOAD, toModuleTable } from './module-table.ts';

/**
 * Bundles without webpack.
 * @throws {TfnError} TFN_BUNDLE_FAILED, TFN_BUNDLE_TOP_LEVEL_AWAIT
 */
export async function linkBundle(plan: BundlePlan, options: BundleOptions): Promise<string> {
  const cwd = path.resolve(options.cwd ?? process.cwd());
  const interceptors = plan.interceptors.map((specifier) => plan.resolve('', specifier, 'require'));
  const runtime = plan.runtime.map((file) => ({ kind: 'file', file }) as const);
  const roots: Target[] = [...runtime, ...interceptors, plan.entry];
  const problems: string[] = [];
  const modules = await followModules({
    plan,
    roots,
    targetOf(module, { specifier, kind }) {
      const target = plan.resolve(module.key, specifier, kind);
      if (target.kind !== 'missing') return target;
      if (plan.sourceOf(module.key) !== undefined && !module.isOptional(specifier))
        problems.push(`${placeOf(plan, module.key, specifier)}: Cannot find '${specifier}'`);
      return undefined;
    },
  });
  if (problems.length > 0) throw bundleError('TFN_BUNDLE_FAILED', { problems });
  return toScript([...modules.values()], {
    cwd,
    entry: keyOf(plan.entry),
    interceptors: interceptors.map(keyOf),
    shared: plan.shared,
  });
}

// --- internal ---

function placeOf(plan: BundlePlan, file: string, specifier: string): string {
  const lines = (plan.sourceOf(file) ?? '').split('\n');
  const line = lines.findIndex((text) => text.includes(`'${specifier}'`) || text.includes(`"${specifier}"`));
  return line < 0 ? file : `${file}:${line + 1}`;
}

interface ScriptInput {
  readonly cwd: string;
  readonly entry: string;
  readonly interceptors: readonly string[];
  readonly shared: readonly string[];
}

function toScript(modules: readonly LinkedModule[], { cwd, entry, interceptors, shared }: ScriptInput): string {
  const ids = new Map(
    modules.map(({ key }) => [
      key,
      key.startsWith('\0') ? `tfn:${key.slice(1)}` : path.relative(cwd, key).replaceAll('\\', '/'),
    ]),
  );
  const idOf = (key: string): string => JSON.stringify(ids.get(key));
  const head = 'var __TEMPORAL__;\n(() => {\nconst modules = {\n';
  const { code, bodies } = toModuleTable(modules, idOf);
  const sections = bodies
    .filter(({ module }) => module.map !== '')
    .map(({ module: { key, map }, line, lines }) => ({
      offset: { line: line + 3, column: 0 },
      map: map === undefined ? identityMap(key, lines) : (JSON.parse(map) as object),
    }));
  const tail = toTail({
    api: idOf(WORKER_INTERFACE),
    overrides: idOf(GLOBAL_OVERRIDES),
    entry: idOf(entry),
    interceptors: interceptors.map(idOf),
    shared: shared.map(idOf),
  });
  const sourceMap = { version: 3, file: 'workflow-bundle.js', sections };
  return `${head}${code}${tail}//# sourceMappingURL=data:application/json;charset=utf-8;base64,${Buffer.from(JSON.stringify(sourceMap)).toString('base64')}\n`;
}

/** Ids of modules, as string literals. */
interface TailInput {
  readonly api: string;
  readonly overrides: string;
  readonly entry: string;
  readonly interceptors: readonly string[];
  readonly shared: readonly string[];
}

/** The code after the modules: loads them (B2), and is what Temporal's worker calls (B1). */
function toTail({ api, overrides, entry, interceptors, shared }: TailInput): string {
  return `};
${LOAD}
const api = load(${api});
load(${overrides}).overrideGlobals();
__TEMPORAL__ = {
  api,
  preloadModules() { ${shared.map((id) => `load(${id});`).join(' ')} },
  importWorkflows: () => load(${entry}),
  importInterceptors: () => [${interceptors.map((id) => `load(${id})`).join(', ')}],
};
})();
`;
}

/** A source map for code that has the same lines as its file. */
function identityMap(file: string, lines: number): object {
  return { version: 3, sources: [file], names: [], mappings: `AAAA${';AACA'.repeat(lines - 1)}` };
}
