import { registry } from '@tfn/core';
import type { AnyFunctionDef, Client, FunctionContext } from '@tfn/core';
import { DEFAULT_PAYLOAD_LIMIT, SCHEMA_ACTIVITY } from '@tfn/core/internal';
import type { SchemaCall } from '@tfn/core/internal';
import { applySchema, callHandler, toUnknownFailure } from '@tfn/worker/internal';
import { ApplicationFailure } from '@temporalio/common';
import type { FunctionCall, FunctionCaller } from '../engines/engine.ts';
import { testingError } from '../errors.ts';
import type { MockKey, Mocks } from './mocks.ts';
import { CHILD_MOCK_FUNCTION } from '../sandbox/child-mock.ts';
import type { ChildMockInput } from '../sandbox/child-mock.ts';

/** Makes what replaces every function: it calls the mock or the handler, and records each call. */
export function createFunctionCaller(
  mocks: Mocks,
  { strict, client }: { strict: boolean; client: () => Client },
): FunctionCaller {
  return async ({ ctx: given, ...rest }) => {
    // Not shown when a test prints what a mock received.
    const ctx = Object.defineProperty(given, 'client', { get: client, configurable: true }) as FunctionContext;
    const call: ContextCall = { ...rest, ctx };
    if (call.name === SCHEMA_ACTIVITY) return applySchema(call.args[0] as SchemaCall, registry.workflows);
    if (call.name !== CHILD_MOCK_FUNCTION)
      return record(mocks, { key: `function ${call.name}`, input: call.args[0], call }, (entry) =>
        callFunction({ mocks, strict, entry }, call),
      );
    const { workflow, input } = call.args[0] as ChildMockInput;
    const key: MockKey = `workflow ${workflow}`;
    return record(mocks, { key, input, call }, async (entry) => {
      const apply = (part: SchemaCall['part'], value: unknown): Promise<unknown> =>
        registry.workflows.has(workflow)
          ? applySchema({ workflow, part, value }, registry.workflows)
          : Promise.resolve(value);
      entry.input = await apply('input', input);
      return apply('output', await mocks.next(key)?.(entry.input, call.ctx));
    });
  };
}

// --- internal ---

/** A call whose context has the client of the environment. */
type ContextCall = FunctionCall & { readonly ctx: FunctionContext };

/** What is recorded of a call: its input is what the handler got, unless that was refused. */
interface Entry {
  input: unknown;
  result: unknown;
  error: unknown;
}

/** As a worker whose server has Temporal's own limit. */
const CHECK = { checkResult: true, valueLimit: DEFAULT_PAYLOAD_LIMIT };

async function callFunction(
  { mocks, strict, entry }: { mocks: Mocks; strict: boolean; entry: Entry },
  { name, def, args: [input], ctx }: ContextCall,
): Promise<unknown> {
  const handler = mocks.next(`function ${name}`);
  if (def === undefined) {
    const { taskQueue, attempt } = ctx.info;
    throw toUnknownFailure({ name, taskQueue, attempt, known: [...registry.functions.keys()] });
  }
  if (handler !== undefined || !strict) {
    const recorded: AnyFunctionDef['handler'] = (parsed, context) => {
      entry.input = parsed;
      return (handler ?? def.handler)(parsed, context);
    };
    return callHandler({ def: { ...def, handler: recorded }, input, ctx, ...CHECK });
  }
  const { message, code: type } = testingError('TFN_TEST_UNMOCKED', { name });
  throw ApplicationFailure.create({ message, type, nonRetryable: true });
}

async function record(
  mocks: Mocks,
  { key, input, call }: { key: MockKey; input: unknown; call: ContextCall },
  run: (entry: Entry) => Promise<unknown>,
): Promise<unknown> {
  const { attempt, workflowId } = call.ctx.info;
  const entry: Entry = { input, result: undefined, error: undefined };
  mocks.record(key, Object.assign(entry, { attempt, workflowId }));
  try {
    return (entry.result = await run(entry));
  } catch (error) {
    entry.error = error;
    throw error;
  }
}
