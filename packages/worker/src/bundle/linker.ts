/**
 * The fast bundler: each file becomes CommonJS by itself (esbuild compiles what is not), and all are put into one script.
 * What Temporal's worker asks of a bundle, on the SDK versions that the self-check knows:
 * B1 a global `__TEMPORAL__` with `api`, `importWorkflows`, `importInterceptors` and `preloadModules`;
 * B2 modules are kept in `globalThis.__webpack_module_cache__` and nowhere else, so that each workflow has its own;
 * B3 an inline source map with a `file`.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { BundleOptions } from './bundle-options.ts';
import type { BundlePlan, Target } from './bundle-plan.ts';
import { bundleError } from './errors.ts';
import { isModuleSource, loadSource } from './load-source.ts';
import { importsIn } from './node-only.ts';
import type { FoundImport } from './node-only.ts';

/**
 * Bundles without webpack.
 * @throws {TfnError} TFN_BUNDLE_FAILED, TFN_BUNDLE_TOP_LEVEL_AWAIT
 */
export async function linkBundle(plan: BundlePlan, options: BundleOptions): Promise<string> {
  const cwd = path.resolve(options.cwd ?? process.cwd());
  const interceptors = (options.workflowInterceptorModules ?? []).map((file) =>
    require.resolve(path.resolve(cwd, file)),
  );
  const roots: Target[] = [
    API,
    OVERRIDES,
    plan.entry,
    ...[...interceptors, ...plan.shared].map((file) => ({ kind: 'file', file }) as const),
  ];
  const modules = new Map<string, LinkedModule>();
  const problems: string[] = [];

  let wave: Target[] = roots;
  while (wave.length > 0) {
    const fresh = wave.filter((target) => !modules.has(keyOf(target)));
    const unique = new Map(fresh.map((target) => [keyOf(target), target]));
    const loaded = await Promise.all([...unique.values()].map((target) => loadModule(plan, target)));
    wave = [];
    for (const module of loaded) {
      modules.set(module.key, module);
      for (const found of module.imports) {
        const target = converterOf(found.specifier, options) ?? plan.resolve(module.key, found.specifier, found.kind);
        if (target.kind === 'missing') {
          if (plan.sourceOf(module.key) !== undefined && module.isOptional(found.specifier) === false)
            problems.push(`${placeOf(plan, module.key, found.specifier)}: Cannot find '${found.specifier}'`);
          continue;
        }
        module.targets.set(found.specifier, keyOf(target));
        wave.push(target);
      }
    }
  }
  if (problems.length > 0) throw bundleError('TFN_BUNDLE_FAILED', { problems });
  return toScript([...modules.values()], { cwd, entry: keyOf(plan.entry), interceptors, shared: plan.shared });
}

// --- internal ---

interface LinkedModule {
  readonly key: string;
  readonly code: string;
  /** As JSON; undefined when the code is the file's text, line for line, and '' when there is no file. */
  readonly map: string | undefined;
  readonly imports: readonly FoundImport[];
  /** The keys of the modules behind the specifiers. */
  readonly targets: Map<string, string>;
  isOptional(specifier: string): boolean;
}

const API: Target = { kind: 'file', file: require.resolve('@temporalio/workflow/lib/worker-interface.js') };
const OVERRIDES: Target = { kind: 'file', file: require.resolve('@temporalio/workflow/lib/global-overrides.js') };

function keyOf(target: Target): string {
  return target.kind === 'file' ? target.file : target.kind === 'virtual' ? `\0${target.id}` : '';
}

async function loadModule(plan: BundlePlan, target: Target): Promise<LinkedModule> {
  if (target.kind !== 'file') {
    const code = target.kind === 'virtual' ? target.code : '';
    return { key: keyOf(target), code, map: '', imports: importsIn(code), targets: new Map(), isOptional: () => false };
  }
  const { file } = target;
  plan.inputs.add(file);
  const text = readFileSync(file, 'utf8');
  const source = plan.sourceOf(file) ?? text;
  const known = linked.get(file);
  if (known?.source === source && known.mode === plan.mode) return { ...known.module, targets: new Map() };
  const { code, map } = await loadSource(plan, { file, text, commonJs: true });
  const isModule = isModuleSource(source, path.extname(file));
  const imports = importsIn(code).map(
    ({ specifier, kind }) => ({ specifier, kind: isModule ? 'import' : kind }) as const,
  );
  const isOptional = (specifier: string): boolean => isInTry(code, specifier);
  const module = { key: file, code, map, imports, targets: new Map<string, string>(), isOptional };
  linked.set(file, { source, mode: plan.mode, module });
  return module;
}

/** Files of this process as they were linked last, so that after an edit only what changed is compiled. */
const linked = new Map<string, { source: string; mode: string; module: LinkedModule }>();

/** What Temporal's code asks for by these names: the user's converters, or nothing. */
function converterOf(specifier: string, options: BundleOptions): Target | undefined {
  if (!specifier.startsWith('__temporal_custom_')) return undefined;
  const file =
    specifier === '__temporal_custom_payload_converter' ? options.payloadConverterPath : options.failureConverterPath;
  return file === undefined
    ? { kind: 'virtual', id: 'empty', code: 'module.exports = {};' }
    : { kind: 'file', file: require.resolve(file) };
}

/** Whether a module is required where its absence is expected. */
function isInTry(code: string, specifier: string): boolean {
  const at = code.indexOf(`require(${JSON.stringify(specifier)})`);
  return /\btry\s*\{[^}]*$/.test(code.slice(Math.max(0, at - 200), Math.max(0, at)));
}

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
  const sections: object[] = [];
  let script = 'var __TEMPORAL__;\n(() => {\nconst modules = {\n';
  let line = 3;
  for (const { key, code, map, targets } of modules) {
    const dependencies = Array.from(targets, ([specifier, target]) => `${JSON.stringify(specifier)}:${idOf(target)}`);
    const body = code.replace(/^#!.*|^\/\/# sourceMappingURL=.*$/gm, '');
    script += `${idOf(key)}:[{${dependencies.join(',')}},function(module,exports,require){\n${body}\n}],\n`;
    const lines = countLines(body);
    if (map !== '')
      sections.push({
        offset: { line: line + 1, column: 0 },
        map: map === undefined ? identityMap(key, lines) : (JSON.parse(map) as object),
      });
    line += lines + 2;
  }
  script += runtime({
    api: idOf(keyOf(API)),
    overrides: idOf(keyOf(OVERRIDES)),
    entry: idOf(entry),
    interceptors: interceptors.map(idOf),
    shared: shared.map(idOf),
  });
  const sourceMap = { version: 3, file: 'workflow-bundle.js', sections };
  return `${script}//# sourceMappingURL=data:application/json;charset=utf-8;base64,${Buffer.from(JSON.stringify(sourceMap)).toString('base64')}\n`;
}

/** Ids of modules, as code. */
interface RuntimeInput {
  readonly api: string;
  readonly overrides: string;
  readonly entry: string;
  readonly interceptors: readonly string[];
  readonly shared: readonly string[];
}

/** What follows the modules: how they find each other (B2), and what Temporal's worker calls (B1). */
function runtime({ api, overrides, entry, interceptors, shared }: RuntimeInput): string {
  return `};
const cache = globalThis.__webpack_module_cache__;
function load(id) {
  const known = cache[id];
  if (known !== undefined) return known.exports;
  const [dependencies, run] = modules[id];
  const module = (cache[id] = { id, exports: {} });
  run.call(module.exports, module, module.exports, (specifier) => {
    const target = dependencies[specifier];
    if (target === undefined) throw Object.assign(new Error("Cannot find module '" + specifier + "'"), { code: 'MODULE_NOT_FOUND' });
    return load(target);
  });
  return module.exports;
}
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

function countLines(text: string): number {
  let count = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** A map for code that is the file's text: line for line. */
function identityMap(file: string, lines: number): object {
  return { version: 3, sources: [file], names: [], mappings: `AAAA${';AACA'.repeat(lines - 1)}` };
}
