import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { BundlePlan, Target } from '../plan/bundle-plan.ts';
import { isModuleSource, loadSource } from './load-source.ts';
import { importsIn } from '../plan/node-only.ts';
import type { FoundImport } from '../plan/node-only.ts';

/** A module as CommonJS, and the targets of its specifiers. */
export interface LinkedModule {
  readonly key: string;
  readonly code: string;
  /** As JSON; undefined when the code has the same lines as the file, '' when there is no file. */
  readonly map: string | undefined;
  readonly imports: readonly FoundImport[];
  /** The keys of the target modules, by specifier. */
  readonly targets: Map<string, string>;
  isOptional(specifier: string): boolean;
}

/** Input of `followModules`. */
export interface FollowInput {
  readonly plan: BundlePlan;
  readonly roots: readonly Target[];
  /** The target of a module's specifier; undefined when there is none. */
  targetOf(module: LinkedModule, found: FoundImport): Target | undefined;
}

/** Loads modules and everything that they require; returns them by key. */
export async function followModules({ plan, roots, targetOf }: FollowInput): Promise<Map<string, LinkedModule>> {
  const modules = new Map<string, LinkedModule>();
  let wave: readonly Target[] = roots;
  while (wave.length > 0) {
    const fresh = wave.filter((target) => !modules.has(keyOf(target)));
    const unique = new Map(fresh.map((target) => [keyOf(target), target]));
    const loaded = await Promise.all([...unique.values()].map((target) => loadModule(plan, target)));
    const next: Target[] = [];
    for (const module of loaded) {
      modules.set(module.key, module);
      for (const found of module.imports) {
        const target = targetOf(module, found);
        if (target === undefined) continue;
        module.targets.set(found.specifier, keyOf(target));
        next.push(target);
      }
    }
    wave = next;
  }
  return modules;
}

/** Identifies a module while a bundle is being made. */
export function keyOf(target: Target): string {
  return target.kind === 'file' ? target.file : target.kind === 'virtual' ? `\0${target.id}` : '';
}

// --- internal ---

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
  const version = [source, plan.mode, plan.mapOf(file)?.json].join('\0');
  if (known?.version === version) return { ...known.module, targets: new Map() };
  const { code, map } = await loadSource(plan, { file, text, commonJs: true });
  const isModule = isModuleSource(source, path.extname(file));
  const imports = importsIn(code).map(
    ({ specifier, kind }) => ({ specifier, kind: isModule ? 'import' : kind }) as const,
  );
  const isOptional = (specifier: string): boolean => isInTry(code, specifier);
  const module = { key: file, code, map, imports, targets: new Map<string, string>(), isOptional };
  linked.set(file, { version, module });
  return module;
}

/** The latest compiled form of each file in this process, so that after an edit only changed files are compiled. */
const linked = new Map<string, { version: string; module: LinkedModule }>();

/** Whether a `require` is inside a `try`, so that the module may be missing. */
function isInTry(code: string, specifier: string): boolean {
  const at = code.indexOf(`require(${JSON.stringify(specifier)})`);
  return /\btry\s*\{[^}]*$/.test(code.slice(Math.max(0, at - 200), Math.max(0, at)));
}
