import type { SourceLocation } from './call-site.ts';
import { formatLocation } from './call-site.ts';
import { coreError } from '../errors/errors.ts';
import type { AnyFunctionDef } from './function.ts';
import type { TriggerDef } from '../triggers/trigger.ts';
import type { AnyWorkflowDef } from './workflow.ts';

/** All definitions of this process, also those made by other copies of core. */
export interface Registry {
  readonly functions: ReadonlyMap<string, AnyFunctionDef>;
  readonly workflows: ReadonlyMap<string, AnyWorkflowDef>;
  /** By a key that names the route, schedule, signal or subscription. */
  readonly triggers: ReadonlyMap<string, TriggerDef>;
}

/** What the registry needs to know of a definition. */
export interface Stored {
  readonly handler?: (...args: never[]) => unknown;
  readonly source: SourceLocation | undefined;
}

/** Every definition that was made in this process. In a workflow: those of the workflow's bundle. */
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
 * Enters a definition under its name, a trigger under a key; a reload of the same file, or the same code loaded twice, replaces.
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

/** Definitions made since the last turn of the event loop: one load of a file is one such turn. */
const ofThisTurn = new Set<Stored>();

function store<TDef>(name: StoreName): Map<string, TDef> {
  // On the global object, so that every copy of core, and every workflow of its own sandbox, finds the right one; under one key, as
  // Temporal's worker takes away and puts back each that a workflow has when it turns to another.
  const holder = globalThis as { [key: symbol]: { [name: string]: Map<string, TDef> } | undefined };
  return ((holder[Symbol.for('@tfn/registry')] ??= {})[name] ??= new Map());
}

/** Whether a definition is a second one rather than the first, loaded again. */
function isAnother(first: Stored, second: Stored): boolean {
  const { source: a, handler } = first;
  const b = second.source;
  if (!a || !b) return false;
  // The same code in two files is one definition that a bundler copied; triggers have no code to compare.
  if (a.file !== b.file) return !handler || String(handler) !== String(second.handler);
  return formatLocation(a) !== formatLocation(b) && ofThisTurn.has(first);
}
