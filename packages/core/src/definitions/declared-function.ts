import { brand } from './registry/brand.ts';
import { captureCallSite, formatLocation } from './registry/call-site.ts';
import { assertName } from './registry/define.ts';
import { describe } from '../errors/describe.ts';
import { coreError } from '../errors/errors.ts';
import { isFunctionDef, resolveFunctionOptions } from './function.ts';
import type { AnyFunctionDef, FunctionDef, FunctionHandler, FunctionOptions } from './function.ts';
import type { HandlerOutputOf, InputOf } from './inference.ts';
import { register } from './registry/registry.ts';
import type { SchemaFor, WithInput } from './schema.ts';

/**
 * Declares a function apart from what it does: its name, its types and its options. Workflows run it like any other, and their files need not
 * import its implementation, which `tfn.implement` makes where its dependencies are. Maps to the interface of activities of `proxyActivities`.
 * @example export const charge = tfn.declareFn<Order, Receipt>('charge', { retries: 3 });
 * @throws {TfnError} TFN_NAME_INVALID, TFN_NAME_DUPLICATE, TFN_OPTIONS_INVALID
 */
export function declareFn<TInput = void, TOutput = void>(
  name: string,
  options: FunctionOptions & Partial<WithInput<SchemaFor<TInput>>> = {},
): FunctionDef<string, TInput, TOutput> {
  assertName('function', name);
  const source = captureCallSite(declareFn);
  const handler = (): never => {
    throw coreError('TFN_FUNCTION_UNIMPLEMENTED', { name, declared: formatLocation(source) });
  };
  const resolved = resolveFunctionOptions(`function '${name}'`, options);
  const def = brand('function', { name, handler, options: resolved, source, declared: 'only' });
  register('function', name, def);
  return def as unknown as FunctionDef<string, TInput, TOutput>;
}

/**
 * Makes the implementation of a declared function, for `worker.register`: a closure or a method that has its dependencies. In tests, the latest
 * one is what runs.
 * @example worker.register(tfn.implement(charge, (order) => payments.charge(order)));
 * @throws {TfnError} TFN_TARGET_INVALID, TFN_HANDLER_INVALID
 */
export function implement<TDef extends AnyFunctionDef>(
  declared: TDef,
  handler: FunctionHandler<InputOf<TDef>, HandlerOutputOf<TDef>>,
): TDef {
  if (!isFunctionDef(declared) || declared.declared === undefined)
    throw coreError('TFN_TARGET_INVALID', {
      call: 'tfn.implement',
      got: isFunctionDef(declared) ? `'${declared.name}', which has a handler` : describe(declared),
      targets: ['function made with tfn.declareFn'],
    });
  const { name } = declared;
  if (typeof handler !== 'function')
    throw coreError('TFN_HANDLER_INVALID', { what: 'implementation of', name, got: describe(handler) });
  const def = brand('function', { ...declared, handler, declared: 'implemented' }) as unknown as TDef;
  register('function', name, def);
  return def;
}
