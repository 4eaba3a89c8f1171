import { brand } from './registry/brand.ts';
import type { Branded } from './registry/brand.ts';
import { assertName } from './registry/define.ts';

declare const types: unique symbol;

/** A signal's name with the type of its payload. */
export interface SignalDef<TPayload = unknown> extends Branded<'signal'> {
  readonly name: string;
  readonly [types]?: (payload: TPayload) => TPayload;
}

/** A query's name with the types of its result and its argument. */
export interface QueryDef<TResult = unknown, TInput = unknown> extends Branded<'query'> {
  readonly name: string;
  readonly [types]?: (input: TInput) => [TInput, TResult];
}

/** An update's name with the types of its result and its argument. */
export interface UpdateDef<TResult = unknown, TInput = unknown> extends Branded<'update'> {
  readonly name: string;
  readonly [types]?: (input: TInput) => [TInput, TResult];
}

/** A message definition of any type. */
// oxlint-disable-next-line typescript/no-explicit-any -- the widest form must accept every payload
export type AnyMessageDef = SignalDef<any> | QueryDef<any, any> | UpdateDef<any, any>;

/**
 * Defines a signal: its name, and the type of its payload for handlers and senders. Maps to Temporal's `defineSignal`.
 * @example const cancel = tfn.defineSignal<{ reason: string }>('cancel');
 * @throws {TfnError} TFN_NAME_INVALID
 */
export const defineSignal: <TPayload = void>(name: string) => SignalDef<TPayload> = /* @__PURE__ */ messageOf('signal');

/**
 * Defines a query: its name, and the types of its result and its argument. Maps to Temporal's `defineQuery`.
 * @throws {TfnError} TFN_NAME_INVALID
 */
export const defineQuery: <TResult, TInput = void>(name: string) => QueryDef<TResult, TInput> =
  /* @__PURE__ */ messageOf('query');

/**
 * Defines an update: its name, and the types of its result and its argument. Maps to Temporal's `defineUpdate`.
 * @throws {TfnError} TFN_NAME_INVALID
 */
export const defineUpdate: <TResult, TInput = void>(name: string) => UpdateDef<TResult, TInput> =
  /* @__PURE__ */ messageOf('update');

/** The name of a message, which is given by definition or by name. */
export function messageName(message: string | AnyMessageDef): string {
  return typeof message === 'string' ? message : message.name;
}

// --- internal ---

/** Makes the function that defines one kind of message. */
function messageOf<TKind extends 'signal' | 'query' | 'update'>(kind: TKind) {
  return (name: string): Branded<TKind> & { readonly name: string } => {
    assertName(kind, name);
    return brand(kind, { name });
  };
}
