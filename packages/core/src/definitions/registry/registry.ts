import type { SourceLocation } from './call-site.ts';
import { formatLocation } from './call-site.ts';
import { isBuilt, isSameDeclaration } from './same-declaration.ts';
import { coreError } from '../../errors/errors.ts';
import type { AnyFunctionDef } from '../function.ts';
import type { TriggerDef } from '../../triggers/trigger.ts';
import type { AnyWorkflowDef } from '../workflow.ts';

/** All definitions of this process, including those that other copies of core made. */
export interface Registry {
  readonly functions: ReadonlyMap<string, AnyFunctionDef>;
  readonly workflows: ReadonlyMap<string, AnyWorkflowDef>;
  /** By a key that identifies the route, schedule, signal or subscription. */
  readonly triggers: ReadonlyMap<string, TriggerDef>;
}

/** The part of a definition that the registry reads. */
export interface Stored {
  readonly handler?: (...args: never[]) => unknown;
  readonly source: SourceLocation | undefined;
}

/** Every definition of this process; in a workflow, every definition of its bundle. */
export const registry: Registry = {
  get functions() {
    return store<AnyFunctionDef>('function');
  },
  get workflows() {
    return store<AnyWorkflowDef>('workflow');
  },
  get triggers() {
    return store<TriggerDef>('trigger');
  },
};

/**
 * Adds a definition under its name, or a trigger under its key. The same definition, loaded again, replaces the first.
 * @throws {TfnError} TFN_NAME_DUPLICATE
 */
export function register(what: StoreName, name: string, def: Stored): void {
  const defs = store<Stored>(what);
  const first = defs.get(name);
  if (first && isAnother(first, def))
    throw coreError('TFN_NAME_DUPLICATE', {
      what,
      name,
      first: formatLocation(first.source),
      second: formatLocation(def.source),
    });
  defs.set(name, def);
  if (!def.source) return;
  ofThisTurn.add(def);
  void Promise.resolve().then(() => ofThisTurn.clear());
}

// --- internal ---

type StoreName = 'function' | 'workflow' | 'trigger';

/** Definitions made in the current turn of the event loop. A file loads within one turn. */
const ofThisTurn = new Set<Stored>();

function store<TDef>(name: StoreName): Map<string, TDef> {
  // A global, so that all copies of core share it and each workflow has its own. A single one, because Temporal's worker
  // swaps each global of a workflow when it switches to another workflow.
  const holder = globalThis as { [key: symbol]: { [name: string]: Map<string, TDef> } | undefined };
  return ((holder[Symbol.for('@tfn/registry')] ??= {})[name] ??= new Map());
}

/** Whether two definitions differ, rather than being one that was loaded again. */
function isAnother(first: Stored, second: Stored): boolean {
  const { source: a } = first;
  const b = second.source;
  if (!a || !b) return false;
  // The same declaration in two files is one definition that a bundler copied.
  const built = isBuilt(a) && isBuilt(b);
  // While developing, one copy is edited and loaded again before the others.
  if (built && isDevelopment() && !ofThisTurn.has(first)) return false;
  if (built || a.file !== b.file) return !isSameDeclaration(first, second, built);
  return formatLocation(a) !== formatLocation(b) && ofThisTurn.has(first);
}

function isDevelopment(): boolean {
  const { process } = globalThis as { process?: { env?: { NODE_ENV?: string } } };
  return process?.env?.NODE_ENV === 'development';
}
