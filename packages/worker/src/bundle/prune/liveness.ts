import type { Node } from '@babel/types';
import { isFunctionNode, nameOf } from './syntax/ast.ts';
import type { ModuleGraph } from './module-graph.ts';
import type { Binding, Use } from './syntax/scopes.ts';
import { linkOf } from './source-module.ts';
import type { SourceModule, Unit, UnitUse } from './source-module.ts';
import { findTfnCalls, tfnUsesOf } from './tfn-calls.ts';
import type { TfnCalls, TfnUses } from './tfn-calls.ts';

/*
 * Decides which parts of the user's files a workflow bundle keeps.
 * I1 Code that runs when a kept file is loaded stays, except triggers and code that starts the program (a client, a worker).
 * I2 Code that makes definitions when it is loaded stays, even if it makes them through one of the user's functions.
 * I3 Code that only removed code refers to is removed. Code that nothing ever referred to stays, since it may have an effect.
 * I4 An export that neither kept code nor Temporal imports is removed, unless loading it could change something that is kept.
 */

/** What is kept. */
export interface Liveness {
  /** The files that the bundle loads. */
  readonly files: ReadonlySet<string>;
  /** Those that workflows load, and not only Temporal. */
  readonly ofWorkflows: ReadonlySet<string>;
  isLive(unit: Unit): boolean;
  isNeeded(binding: Binding): boolean;
  callsOf(module: SourceModule): TfnCalls;
}

/** Files that Temporal loads by their path, and the exports that it reads from each: no import shows that they are needed. */
export interface Roots {
  readonly files: readonly string[];
  readonly exports: readonly string[];
}

/** Follows what the given files and roots need. */
export function findLive(files: readonly string[], graph: ModuleGraph, roots?: Roots): Liveness {
  const tracer = new Tracer(graph);
  for (const file of files) tracer.load(file);
  tracer.ofWorkflows = new Set(tracer.files);
  for (const file of roots?.files ?? []) tracer.loadRoot(file, roots?.exports ?? []);
  tracer.settleCandidates();
  return tracer;
}

// --- internal ---

interface Closure {
  readonly units: ReadonlySet<Unit>;
  readonly packages: ReadonlySet<string>;
  readonly mayDefine: boolean;
  readonly mayHost: boolean;
}

class Tracer implements Liveness {
  readonly files = new Set<string>();
  ofWorkflows: ReadonlySet<string> = this.files;
  readonly #graph: ModuleGraph;
  readonly #live = new Set<Unit>();
  readonly #needed = new Set<Binding>();
  readonly #packages = new Set<string>();
  readonly #candidates = new Set<Unit>();
  readonly #calls = new Map<SourceModule, TfnCalls>();
  readonly #tfnUses = new Map<Unit, TfnUses>();

  constructor(graph: ModuleGraph) {
    this.#graph = graph;
  }

  isLive(unit: Unit): boolean {
    return this.#live.has(unit);
  }

  isNeeded(binding: Binding): boolean {
    return this.#needed.has(binding);
  }

  callsOf(module: SourceModule): TfnCalls {
    let calls = this.#calls.get(module);
    if (calls === undefined) this.#calls.set(module, (calls = findTfnCalls(module, this.#graph)));
    return calls;
  }

  /** Marks the code that runs when a file is loaded. */
  load(file: string): void {
    if (this.files.has(file)) return;
    this.files.add(file);
    const module = this.#graph.read(file);
    if (module === undefined) return;
    for (const unit of module.units) this.#loadUnit(unit, module);
    if (module.isOpaque) this.#markExport(module, '*');
  }

  /** Loads a file of which the given exports are needed, as far as it has them. */
  loadRoot(file: string, exports: readonly string[]): void {
    this.load(file);
    const module = this.#graph.read(file);
    if (module !== undefined) for (const name of exports) this.#markExport(module, name);
  }

  /** I4: keeps the candidates whose effects could reach what is kept, until no more are found. */
  settleCandidates(): void {
    for (let isSettled = false; !isSettled;) {
      isSettled = true;
      for (const unit of this.#candidates) {
        if (this.#live.has(unit)) this.#candidates.delete(unit);
        else if (this.#reachesKept(unit)) {
          this.#candidates.delete(unit);
          this.#mark(unit);
          isSettled = false;
        }
      }
    }
  }

  #loadUnit(unit: Unit, module: SourceModule): void {
    switch (unit.kind) {
      case 'import':
        if (
          unit.bindings.length === 0
            ? !isTypesOnly(unit.node)
            : this.#isIdle(unit, module) && !/\.[cm]?tsx?$/.test(module.file)
        )
          this.#mark(unit);
        return;
      case 'reexport':
        return this.#loadReexport(unit, module);
      case 'statement':
        if (this.callsOf(module).triggers.has(unit.node)) return;
        if (unit.receiver !== undefined && !this.#definesOnLoad(unit, module)) this.#candidates.add(unit);
        else if (!this.#startsProgram(unit, module)) this.#mark(unit);
        return;
      case 'declaration':
        if (unit.executes && this.#definesOnLoad(unit, module)) this.#mark(unit);
        else if (unit.executes && this.#usesOf(unit, module).hosts) return;
        else if (this.#isIdle(unit, module) && (unit.executes || isRequire(unit))) this.#mark(unit);
        else if (unit.executes && isExported(unit, module)) this.#candidates.add(unit);
    }
  }

  /** A re-exported module of the user is loaded; a re-exported package only when kept code uses one of its exports. */
  #loadReexport(unit: Unit, module: SourceModule): void {
    const resolved = this.#graph.resolve(module.file, sourceOf(unit.node));
    if (resolved.kind === 'source' || unit.node.type === 'ExportAllDeclaration') this.#mark(unit);
  }

  #mark(unit: Unit): void {
    if (this.#live.has(unit)) return;
    this.#live.add(unit);
    const module = this.#graph.read(unit.module);
    if (module === undefined) return;
    if (unit.kind === 'import' || unit.kind === 'reexport') this.#loadTarget(module, sourceOf(unit.node));
    for (const use of this.#usesLeft(unit, module)) this.#follow(use, module);
    for (const binding of unit.bindings) if (unit.kind !== 'import') this.#markBinding(binding, module);
  }

  #follow({ target }: UnitUse, module: SourceModule): void {
    if ('exportName' in target) this.#markExport(module, target.exportName);
    else if ('specifier' in target) {
      const file = this.#loadTarget(module, target.specifier);
      if (file !== undefined) this.#markExport(file, '*');
    } else this.#markBinding(target.binding, module, target.use);
  }

  #markBinding(binding: Binding, module: SourceModule, use?: Use): void {
    this.#needed.add(binding);
    for (const unit of module.unitsOf.get(binding) ?? []) this.#mark(unit);
    const link = linkOf(binding);
    if (link === undefined) return;
    const target = this.#loadTarget(module, link.specifier);
    if (target === undefined) return;
    const [name = use && memberName(use)] = link.path;
    this.#markExport(target, name ?? '*');
  }

  #loadTarget(module: SourceModule, specifier: string): SourceModule | undefined {
    const resolved = this.#graph.resolve(module.file, specifier);
    if (resolved.kind === 'source') {
      this.load(resolved.file);
      return this.#graph.read(resolved.file);
    }
    if (resolved.kind !== 'tfn') this.#packages.add(packageKey(specifier));
    return undefined;
  }

  readonly #exported = new Map<SourceModule, Set<string>>();

  #markExport(module: SourceModule, name: string): boolean {
    const marked = this.#exported.get(module) ?? new Set();
    this.#exported.set(module, marked);
    if (marked.has(name)) return true;
    marked.add(name);
    if (name === '*') {
      for (const each of module.exports.keys()) this.#markExport(module, each);
      for (const star of module.stars) this.#markStar(module, star, '*');
      return true;
    }
    const target = module.exports.get(name);
    if (target === undefined) {
      if (module.stars.some((star) => this.#markStar(module, star, name))) return true;
      marked.delete(name);
      // `default` of a CommonJS module is the module itself.
      if (name === 'default' && !module.exports.has('default')) this.#markExport(module, '*');
      return false;
    }
    if ('binding' in target) this.#markBinding(target.binding, module);
    else this.#mark(target.unit);
    if ('from' in target) {
      const from = this.#loadTarget(module, target.from);
      if (from !== undefined) this.#markExport(from, target.name);
    }
    return true;
  }

  #markStar(module: SourceModule, specifier: string, name: string): boolean {
    const target = this.#loadTarget(module, specifier);
    return target !== undefined && (name !== 'default' || target.exports.has(name)) && this.#markExport(target, name);
  }

  /** A unit's uses outside of the removed code. */
  #usesLeft(unit: Unit, module: SourceModule): UnitUse[] {
    const { edits } = this.callsOf(module);
    const inUnit = edits.filter(({ start, end }) => unit.start <= start && end <= unit.end);
    return unit.uses.filter(({ at }) => !inUnit.some(({ start, end }) => start <= at && at < end));
  }

  #usesOf(unit: Unit, module: SourceModule): TfnUses {
    let uses = this.#tfnUses.get(unit);
    if (uses === undefined) {
      this.#tfnUses.set(unit, (uses = tfnUsesOf({ ...unit, uses: this.#usesLeft(unit, module) }, module, this.#graph)));
    }
    return uses;
  }

  /** I2. */
  #definesOnLoad(unit: Unit, module: SourceModule): boolean {
    const uses = this.#usesOf(unit, module);
    return uses.defines || uses.mayDefine || this.#closureOf(unit).mayDefine;
  }

  /** I1: `main()`, where `main` makes a worker. */
  #startsProgram(unit: Unit, module: SourceModule): boolean {
    const uses = this.#usesOf(unit, module);
    const closure = this.#closureOf(unit);
    return (uses.hosts || uses.mayHost || closure.mayHost) && !uses.defines && !uses.mayDefine && !closure.mayDefine;
  }

  #reachesKept(unit: Unit): boolean {
    const { units, packages } = this.#closureOf(unit);
    for (const name of packages) if (this.#packages.has(name)) return true;
    for (const reached of units) {
      const module = this.#graph.read(reached.module);
      if (
        reached !== unit &&
        this.#live.has(reached) &&
        module &&
        isState(reached) &&
        !this.#usesOf(reached, module).defines
      )
        return true;
    }
    return false;
  }

  /** Everything that a unit refers to, directly and through others, in all files. */
  #closureOf(unit: Unit): Closure {
    const units = new Set<Unit>([unit]);
    const packages = new Set<string>();
    let [mayDefine, mayHost] = [false, false];
    const reach = (module: SourceModule | undefined, found: readonly Unit[]): void => {
      for (const each of module ? found : []) units.add(each);
    };
    for (const each of units) {
      const module = this.#graph.read(each.module);
      if (module === undefined) continue;
      if (each !== unit) {
        const uses = this.#usesOf(each, module);
        mayDefine ||= uses.mayDefine;
        mayHost ||= uses.mayHost || uses.hosts;
      }
      for (const { target } of this.#usesLeft(each, module)) {
        const [specifier, name] = this.#targetOf(target, module);
        if ('binding' in target)
          reach(
            module,
            (module.unitsOf.get(target.binding) ?? []).filter(({ kind }) => kind === 'declaration'),
          );
        if ('exportName' in target) reach(module, exportedUnits(module, target.exportName));
        if (specifier === undefined) continue;
        const resolved = this.#graph.resolve(module.file, specifier);
        if (resolved.kind === 'source') {
          const other = this.#graph.read(resolved.file);
          if (other) reach(other, this.#unitsBehind(other, name));
        } else if (resolved.kind !== 'tfn') packages.add(packageKey(specifier));
      }
    }
    return { units, packages, mayDefine, mayHost };
  }

  #targetOf(target: UnitUse['target'], module: SourceModule): [specifier?: string, name?: string] {
    if ('specifier' in target) return [target.specifier, '*'];
    const link =
      'binding' in target && module.names.moduleBindings.get(target.binding.name) === target.binding
        ? linkOf(target.binding)
        : undefined;
    return link === undefined || !('use' in target)
      ? []
      : [link.specifier, link.path[0] ?? memberName(target.use) ?? '*'];
  }

  /** The units behind an export, followed through re-exports. */
  #unitsBehind(module: SourceModule, name = '*', seen = new Set<string>()): Unit[] {
    const key = `${module.file}\0${name}`;
    if (seen.has(key)) return [];
    seen.add(key);
    const names = name === '*' ? [...module.exports.keys()] : [name];
    const own = names.flatMap((each) => exportedUnits(module, each));
    const links = names.flatMap((each) => {
      const target = module.exports.get(each);
      if (target && 'from' in target) return [{ from: target.from, name: target.name }];
      const link = target && 'binding' in target ? linkOf(target.binding) : undefined;
      return link ? [{ from: link.specifier, name: link.path[0] ?? '*' }] : [];
    });
    if (own.length === 0) links.push(...module.stars.map((from) => ({ from, name })));
    const behind = links.flatMap(({ from, name: inner }) => {
      const resolved = this.#graph.resolve(module.file, from);
      const other = resolved.kind === 'source' ? this.#graph.read(resolved.file) : undefined;
      return other ? this.#unitsBehind(other, inner, seen) : [];
    });
    return [...own, ...behind];
  }

  /** I3: whether only the unit itself refers to it. */
  #isIdle(unit: Unit, module: SourceModule): boolean {
    if (isExported(unit, module)) return false;
    return unit.bindings.every((binding) =>
      binding.uses.every(({ node }) => unit.start <= (node.start ?? 0) && (node.start ?? 0) < unit.end),
    );
  }
}

function exportedUnits(module: SourceModule, name: string): readonly Unit[] {
  const target = module.exports.get(name);
  if (target === undefined) return [];
  return 'binding' in target ? (module.unitsOf.get(target.binding) ?? []) : [target.unit];
}

function isExported(unit: Unit, module: SourceModule): boolean {
  if (unit.exportNames.length > 0) return true;
  for (const target of module.exports.values())
    if ('binding' in target && unit.bindings.includes(target.binding)) return true;
  return false;
}

/** Whether a declaration holds mutable state, rather than code or a constant. */
function isState(unit: Unit): boolean {
  if (unit.kind !== 'declaration') return false;
  if (unit.node.type !== 'VariableDeclarator') return unit.executes;
  if (unit.statement.type === 'VariableDeclaration' && unit.statement.kind !== 'const') return true;
  const { init } = unit.node;
  return !init || !(isFunctionNode(init) || IMMUTABLE.test(init.type) || isRequire(unit));
}

/** Expressions that always evaluate to strings, numbers and other primitives. */
const IMMUTABLE = /^(?:(?!RegExp)\w*Literal|BinaryExpression|UnaryExpression)$/;

function isRequire(unit: Unit): boolean {
  return unit.bindings.some((binding) => linkOf(binding) !== undefined);
}

function isTypesOnly(node: Node): boolean {
  return node.type === 'ImportDeclaration' && node.specifiers.length > 0;
}

function sourceOf(node: Node): string {
  return 'source' in node && node.source?.type === 'StringLiteral' ? node.source.value : '';
}

/** `name` for the use of `all` in `all.name`. */
function memberName({ node, parents: [parent] }: Use): string | undefined {
  if (parent?.type !== 'MemberExpression' || parent.object !== node) return undefined;
  return nameOf(parent.property, parent.computed);
}

function packageKey(specifier: string): string {
  return /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;
}
