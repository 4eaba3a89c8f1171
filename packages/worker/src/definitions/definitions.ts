import { isFunctionDef, isWorkflowDef } from '@tfn/core';
import type { AnyFunctionDef, AnyWorkflowDef } from '@tfn/core';
import { coreErrors, defineErrors, describe, formatLocation, kindOf } from '@tfn/core/internal';
import { workerError } from '../errors.ts';

/** What one worker runs. */
export interface Definitions {
  readonly functions: ReadonlyMap<string, AnyFunctionDef>;
  readonly workflows: ReadonlyMap<string, AnyWorkflowDef>;
  /** @throws {TfnError} TFN_FUNCTION_UNIMPLEMENTED for a declared function that was registered without an implementation */
  assertImplemented(): void;
  /** @throws {TfnError} TFN_REGISTER_INVALID, TFN_REGISTER_DUPLICATE, TFN_TASK_QUEUE_MISMATCH */
  add(def: unknown): void;
  /** Adds every definition among a module's exports. @throws as `add` does, and TFN_MODULE_INVALID when there is none */
  addModule(module: object, name: string): void;
}

/** Collects the definitions of a worker and checks that they belong to its task queue, if one is given. */
export function createDefinitions(taskQueue: string | undefined): Definitions {
  const functions = new Map<string, AnyFunctionDef>();
  const workflows = new Map<string, AnyWorkflowDef>();
  const add = (def: unknown): void => {
    if (isFunctionDef(def)) addTo(functions, def, { kind: 'function', taskQueue });
    else if (isWorkflowDef(def)) addTo(workflows, def, { kind: 'workflow', taskQueue });
    else throw workerError('TFN_REGISTER_INVALID', { got: kindOf(def) ?? describe(def) });
  };
  return {
    functions,
    workflows,
    assertImplemented() {
      for (const { name, declared, source } of functions.values())
        if (declared === 'only')
          throw coreError('TFN_FUNCTION_UNIMPLEMENTED', { name, declared: formatLocation(source) });
    },
    add,
    addModule(module, name) {
      const found = findDefinitions(module);
      if (found.length === 0)
        throw workerError('TFN_MODULE_INVALID', {
          module: name,
          problem: 'it exports no function or workflow definition',
        });
      for (const def of found) add(def);
    },
  };
}

// --- internal ---

type AnyDef = AnyFunctionDef | AnyWorkflowDef;

function addTo<TDef extends AnyDef>(
  defs: Map<string, TDef>,
  def: TDef,
  { kind, taskQueue }: { kind: string; taskQueue: string | undefined },
): void {
  const { name, options, source } = def;
  if (options.taskQueue !== undefined && taskQueue !== undefined && options.taskQueue !== taskQueue)
    throw workerError('TFN_TASK_QUEUE_MISMATCH', { kind, name, wants: options.taskQueue, has: taskQueue });
  const first = defs.get(name);
  const had = first && declaredOf(first);
  // A module exports the declaration beside, or before, the implementation.
  if (first !== undefined && declaredOf(def) === 'only' && had === 'implemented' && first.source === source) return;
  const isSecond = had === 'implemented' && declaredOf(def) === 'implemented';
  if (first !== undefined && first !== def && (isSecond || formatLocation(first.source) !== formatLocation(source)))
    throw workerError('TFN_REGISTER_DUPLICATE', {
      kind,
      name,
      first: formatLocation(first.source),
      second: formatLocation(source),
    });
  defs.set(name, def);
}

function declaredOf(def: AnyDef): AnyFunctionDef['declared'] {
  return isFunctionDef(def) ? def.declared : undefined;
}

const coreError = defineErrors(coreErrors);

/** The definitions among the exports of a module, and of the modules that it exports as namespaces. */
function findDefinitions(module: object, seen = new Set<object>()): AnyDef[] {
  if (seen.has(module)) return [];
  seen.add(module);
  return Object.values(module).flatMap((value: unknown) => {
    if (isFunctionDef(value) || isWorkflowDef(value)) return [value];
    return isModule(value) ? findDefinitions(value, seen) : [];
  });
}

function isModule(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // Not compared with Object.prototype: under Jest a module's is that of another realm.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
